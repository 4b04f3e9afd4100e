import * as m from '../../messages/messages.js';

const names: Record<string, () => string> = {
  participant: m.wb_speaker_participant,
  interviewer: m.wb_speaker_interviewer,
  interpreter: m.wb_speaker_interpreter,
  note: m.wb_speaker_note,
  summary: m.wb_speaker_summary,
};

/** Who speaks, in words: "participant-2" is the second participant. */
export function speakerName(speaker: string): string {
  const [kind = '', number] = speaker.split(/-(?=\d+$)/);
  if (number && kind === 'participant') return m.wb_speaker_participant_n({ n: number });
  return names[speaker]?.() ?? speaker;
}

/** Who may be chosen for a piece: the fixed ones, a second participant, and whoever is in the text. */
export const speakerOptions = (inText: readonly string[]): { value: string; label: string }[] =>
  [
    ...new Set([
      'participant',
      'participant-2',
      'interviewer',
      'interpreter',
      'note',
      'summary',
      ...inText,
    ]),
  ].map((value) => ({ value, label: speakerName(value) }));

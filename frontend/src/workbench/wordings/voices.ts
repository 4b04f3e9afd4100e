/** Recorded voices of a guide's texts: made by one person, found right by another. */
import { api, data } from '../../api/client';
import { base64url, fromBase64url } from '../../core/bytes';
import { fresh, pathOf, type Line } from './wordings';

/** What a recorded voice may have at most, in bytes; the server says the same. */
export const mostBytes = 1 << 20;

/** What the phone reads aloud to a participant. */
const heard = [
  'ageGate.(question|oldEnough|tooYoung|stop.(title|text))',
  'ageGate.from12.(answer|tooYoung|stop.(title|text))',
  'ageGate.from12.parent.(question|why|ask|yes|no|stop.(title|text)|blocks.[^.]+.(text|hosted))',
  'ageGate.from12.assent.(lines.[0-9]+|question|yes|no|stop.(title|text))',
  'acquaintance.(question|why|goOn|other)',
  'consent.(safetyException|publishedNumbers|withdraw|teachBack.question)',
  'consent.blocks.[^.]+.(text|hosted)',
  'consent.choices.[^.]+.(question|lines.[0-9]+|yes|no)',
  'reference.(title|write|later)',
  'background.[^.]+.(question|preferNot|options.[^.]+.label)',
  '(warmingUp.[^.]+|topics.[^.]+.question).(text|simpler)',
  'meaning.(question|choices.[^.]+.label)',
  'readBack.(offer|question)',
  'closing.(summary|addition|wish|thanks|next)',
  'aftercare.(title|text)',
].map((way) => new RegExp(`^${way.replaceAll('.', '\\.').replaceAll('[^\\.]', '[^.]')}$`));

/** Whether a voice is worth recording; the two words of a participant nobody knows beforehand. */
export const isHeard = (text: string, dutch: string): boolean =>
  !dutch.includes('{woorden}') && heard.some((way) => way.test(text));

const spoken =
  '/projects/{project}/guides/{slug}/versions/{version}/wordings/{language}/{text}/spoken' as const;

const about = (project: string, guide: string, language: string, { text }: Line) => ({
  params: { path: { ...pathOf(project, guide, language), text } },
});

/** Which voice: of a text of a guide of the project, in a language. */
export type Whose = [project: string, guide: string, language: string, line: Line];

/** Keeps a voice for the text; it takes the place of an earlier one. */
export async function writeVoice(whose: Whose, sound: Blob): Promise<Line> {
  const body = { sound: base64url(new Uint8Array(await sound.arrayBuffer())) };
  return fresh(whose[3], await data(api.PUT(spoken, { ...about(...whose), body })));
}

/** Whether somebody who did not speak it finds it right: only then phones play it. */
export async function approveVoice(whose: Whose, approved: boolean): Promise<Line> {
  const body = { approved };
  return fresh(whose[3], await data(api.PUT(`${spoken}/approval`, { ...about(...whose), body })));
}

export const removeVoice = async (whose: Whose): Promise<Line> =>
  fresh(whose[3], await data(api.DELETE(spoken, about(...whose))));

export async function readVoice(whose: Whose): Promise<Blob> {
  const { mime, sound } = await data(api.GET(spoken, about(...whose)));
  return new Blob([fromBase64url(sound)], { type: mime });
}

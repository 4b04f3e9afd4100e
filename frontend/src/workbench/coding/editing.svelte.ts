import { api, data, type Schemas } from '../../api/client';
import { newID } from '../../core/id';
import type { Desk } from './desk.svelte';

export type Row = Schemas['UtteranceInput'] & { key: string };
export type Reading = Schemas['TextReading'];

const types: Record<string, string> = {
  txt: 'text/plain',
  vtt: 'text/vtt',
  srt: 'application/x-subrip',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** The media type of a file by its name, undefined for one that cannot be read. */
export const typeOf = (name: string): string | undefined =>
  types[name.toLowerCase().split('.').at(-1) ?? ''];

/** What the server understands of a file or a pasted text; nothing is kept of it. */
export async function read(project: string, body: Blob, type: string): Promise<Reading> {
  const path = { project };
  return data(
    api.POST('/projects/{project}/text-readings', {
      params: { path },
      body: body as never,
      bodySerializer: (file: unknown) => file as Blob,
      headers: { 'Content-Type': type },
    }),
  );
}

const keyed = (utterance: Schemas['UtteranceInput']): Row => ({ ...utterance, key: newID() });

/** A text while somebody changes it: rows that are kept all at once. */
export class Editing {
  rows: Row[] = $state([]);
  source: Schemas['TextSource'] = $state('typed');
  changed = $state(false);

  constructor(readonly desk: Desk) {
    this.source = desk.text.source;
    this.rows = desk.text.utterances.map(({ id, speaker, topic, from, to, text }) =>
      keyed({ id, speaker, topic, from, to, text }),
    );
    if (this.rows.length === 0) this.add(-1);
  }

  /** An empty row behind another, with the other voice. */
  add(after: number): Row {
    const above = this.rows[after];
    const speaker = above?.speaker === 'participant' ? 'interviewer' : 'participant';
    const row = keyed({ speaker, text: '', ...(above?.topic && { topic: above.topic }) });
    this.rows.splice(after + 1, 0, row);
    this.changed = true;
    return row;
  }

  remove(index: number): void {
    this.rows.splice(index, 1);
    this.changed = true;
  }

  /** Gives every row of one speaker to another. */
  rename(from: string, to: string): void {
    for (const row of this.rows) if (row.speaker === from) row.speaker = to;
    this.changed = true;
  }

  /** Takes over what was read of a file. */
  take(reading: Reading, source: Schemas['TextSource']): void {
    this.rows = reading.utterances.map(keyed);
    this.source = source;
    this.changed = true;
  }

  /** Keeps the text; rows without words are left out. Refused when somebody else kept it meanwhile. */
  async save(): Promise<void> {
    const { desk } = this;
    const path = { project: desk.project.id, interview: desk.interview.id };
    const utterances = this.rows
      .filter((row) => row.text.trim())
      .map(({ id, speaker, topic, from, to, text }) => ({
        speaker,
        text: text.trim(),
        ...(id && { id }),
        ...(topic && { topic }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      }));
    await data(
      api.PUT('/projects/{project}/interviews/{interview}/text', {
        params: { path, header: { 'If-Match': desk.etag } },
        body: { source: this.source, utterances },
      }),
    );
  }
}

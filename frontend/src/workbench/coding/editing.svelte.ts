import { api, data, type Schemas } from '../../api/client';
import { newID } from '../../core/id';
import { tagged } from '../live.svelte';
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

/** Who said what, by the id of the piece. */
export type Piecewise = Record<string, { speaker: string; text: string }>;

/** The pieces of a text that have an id. */
export const piecewise = (rows: readonly Schemas['UtteranceInput'][]): Piecewise =>
  Object.fromEntries(
    rows.flatMap(({ id, speaker, text }) => (id ? [[id, { speaker, text: text.trim() }]] : [])),
  );

/** A text while somebody changes it: rows that are kept all at once. */
export class Editing {
  rows: Row[] = $state([]);
  source: Schemas['TextSource'] = $state('typed');
  changed = $state(false);
  /** What the changes began from, and its state on the server. */
  base: Piecewise = {};
  #tag = '';

  constructor(readonly desk: Desk) {
    this.#begin(desk.text, desk.etag);
    this.rows = desk.text.utterances.map(({ id, speaker, topic, from, to, text }) =>
      keyed({ id, speaker, topic, from, to, text }),
    );
    if (this.rows.length === 0) this.add(-1);
  }

  #begin(text: Schemas['Text'], etag: string) {
    this.source = text.source;
    this.base = piecewise(text.utterances);
    this.#tag = etag;
  }

  /** The pieces that have a place on the server, by their id. */
  get mine(): Piecewise {
    return piecewise(this.rows);
  }

  /** What the server has now. */
  async now(): Promise<{ data: Schemas['Text']; etag: string }> {
    const { desk } = this;
    const path = { project: desk.project.id, interview: desk.interview.id };
    return tagged(api.GET('/projects/{project}/interviews/{interview}/text', { params: { path } }));
  }

  /** Begins from another text, with your changes of its pieces; pieces of your own stay behind the piece they followed. */
  resolve(text: Schemas['Text'], etag: string, merged: Piecewise): void {
    const own: Record<string, Row[]> = {};
    let after = '';
    for (const row of this.rows) {
      if (row.id) after = row.id;
      else own[after] = [...(own[after] ?? []), row];
    }
    const kept = text.utterances
      .filter(({ id }) => merged[id])
      .flatMap(({ id, speaker, topic, from, to, text }) => [
        keyed({ id, speaker, topic, from, to, text, ...merged[id] }),
        ...(own[id] ?? []),
      ]);
    this.#begin(text, etag);
    this.rows = [...(own[''] ?? []), ...kept];
    this.changed = true;
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
        params: { path, header: { 'If-Match': this.#tag } },
        body: { source: this.source, utterances },
      }),
    );
  }
}

/** The sound of one interview: what its recorder gives is sealed and kept here. */
import type { Bytes } from './bytes';
import { withKey, type Keys, type Readers } from './datakeys';
import * as drafts from './draft';
import { NotAllowed, unlessNotAllowed, type Draft } from './draft';
import { earlyFrom } from './early';
import { soundOf } from './keep';
import type { Store } from './ports';
import type { Offset } from './record';
import { Recorder, type RecorderDevice, type RecorderView, type Sound } from './recorder';
import { openFrame, sealFrame } from './sealed';
import { soundEnd, type StoredChunk } from './stored';

/** Everything that sound works with. */
export interface SoundRoom extends RecorderDevice {
  store: Store;
  readers: Readers;
  /** From now on sound goes out before the talk has ended. */
  early(): void;
}

/** The interview that the sound belongs to. */
export interface Owner {
  now(): { draft: Draft; keys: Keys; ended: boolean };
  /** One step after another; a step that fails changes nothing. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  step(change: (draft: Draft) => void): Promise<void>;
  /** Keeps the draft with its keys; from then on they are the interview's. */
  keep(next: Draft, keys: Keys): Promise<void>;
  tell(): void;
}

const selfTestFor = 10_000;

export class SoundKeeping {
  readonly #room: SoundRoom;
  readonly #owner: Owner;
  #recorder: Recorder;
  /** Sound of earlier sittings, in milliseconds. */
  #before = 0;
  /** Resumed: the recording before may have been killed. */
  #brokenOff = false;
  /** The note that is being spoken, and what the recorder did before. */
  #spoken: { topic: string; before: RecorderView['phase'] } | undefined;

  constructor(room: SoundRoom, owner: Owner) {
    this.#room = room;
    this.#owner = owner;
    this.#recorder = this.#newRecorder();
  }

  #newRecorder(): Recorder {
    return new Recorder(this.#room, this.#sound(), () => this.#owner.tell());
  }

  /** The recorder's state with the sound of earlier sittings added. */
  get view(): RecorderView {
    const view = this.#recorder.view;
    const before = this.#before + this.#attached();
    return { ...view, recorded: view.recorded + before, safe: view.safe + before };
  }

  /** Files that were added are on this phone as well. */
  #attached(): number {
    const { segments } = this.#owner.now().draft;
    return segments.reduce((sum, { source, ms = 0 }) => sum + (source === 'file' ? ms : 0), 0);
  }

  /** The place in the sound right now; undefined when nothing is being recorded. */
  get place(): Offset | undefined {
    return this.#recorder.place;
  }

  /** Puts how loud the sound was until now into the answers. */
  addLevels({ answers }: Draft): void {
    const { levels } = this.#recorder;
    const earlier = (answers.levels ?? []).filter(
      ({ segment }) => !levels.some((one) => one.segment === segment),
    );
    if (levels.length > 0) answers.levels = [...earlier, ...levels];
  }

  /** The topic under which a note is being spoken. */
  get speaking(): string | undefined {
    return this.#spoken?.topic;
  }

  /** After a kill: counts what was recorded before. */
  async resumed(): Promise<void> {
    const { draft } = this.#owner.now();
    this.#brokenOff = true;
    for (const { part } of drafts.recordedHere(draft))
      this.#before += await soundEnd(this.#room.store, draft.id, part);
  }

  async start(): Promise<void> {
    const { draft, ended } = this.#owner.now();
    if (ended || !drafts.mayRecord(draft)) throw new NotAllowed('no-recording');
    if (this.#brokenOff) await this.#markBrokenOff();
    await this.#recorder.start();
  }

  async #markBrokenOff(): Promise<void> {
    const { store, clock } = this.#room;
    const { draft } = this.#owner.now();
    const last = drafts.recordedHere(draft).at(-1);
    const end = last ? await soundEnd(store, draft.id, last.part) : 0;
    const gap = drafts.gapAfterKill(draft, end, clock.now());
    if (gap) await this.#owner.step((next) => void next.answers.timeline.push(gap));
    this.#brokenOff = false;
  }

  pause = (): Promise<void> => this.#recorder.pause();
  resume = (): Promise<void> => this.#recorder.resume();
  retry = (): Promise<void> => this.#recorder.retry();

  async stop(): Promise<void> {
    this.#spoken = undefined;
    await this.#recorder.stop();
  }

  /** What began to record meanwhile ends too. */
  async end(): Promise<void> {
    await this.#recorder.stop().catch(unlessNotAllowed);
  }

  /** Ends, and begins to count anew: nothing of it is kept. */
  async silence(): Promise<void> {
    await this.end();
    this.#before = 0;
    this.#recorder = this.#newRecorder();
  }

  async speakNote(topic: string): Promise<void> {
    const before = this.#recorder.view.phase;
    if (this.#spoken || !['off', 'recording', 'paused'].includes(before))
      throw new NotAllowed('not-now');
    this.#spoken = { topic, before };
    try {
      if (before === 'off') await this.start();
      else await this.#recorder.cut();
    } catch (error) {
      this.#spoken = undefined;
      throw error;
    }
  }

  async endNote(): Promise<void> {
    const before = this.#spoken?.before;
    if (!before) return;
    this.#spoken = undefined;
    if (before === 'off') return this.stop();
    await this.#recorder.cut(before === 'paused');
    this.#owner.tell();
  }

  /** What has been recorded of a segment, to listen to on this phone. */
  async listen(part: number): Promise<Blob> {
    const { draft, keys } = this.#owner.now();
    const segment = draft.segments.find((one) => one.part === part);
    if (!segment || !keys.sound) throw new NotAllowed('no-sound');
    const plain = await soundOf(this.#room.store, keys.sound, draft.id, part);
    return new Blob(plain, { type: segment.mime });
  }

  #sound(): Sound {
    return {
      begin: (mime) => this.#owner.exclusive(() => this.#beginSegment(mime)),
      keep: async (part, seq, ms, bytes) => {
        await this.#keepChunk(part, seq, ms, new Uint8Array(bytes));
        this.#goEarly(ms);
      },
      note: (moment) => this.#owner.step((draft) => void draft.answers.timeline.push(moment)),
    };
  }

  async #beginSegment(mime: string): Promise<number> {
    const { draft, keys } = this.#owner.now();
    if (!drafts.mayRecord(draft)) throw new NotAllowed('no-recording');
    const next = structuredClone(draft);
    const part = next.nextPart++;
    const at = this.#at();
    const topic = this.#spoken?.topic;
    next.early?.push(part);
    next.segments.push({ part, mime, startedAt: at, ...(topic && { note: true }) });
    if (topic) drafts.addSpokenNote(next, topic, part, at);
    const moment = { at, event: 'segment' as const, segment: part, topic: topic ?? next.topic };
    next.answers.timeline.push(moment);
    await this.#owner.keep(next, await withKey(keys, draft.id, 'sound', this.#room.readers));
    return part;
  }

  async #keepChunk(part: number, seq: number, ms: number, plain: Bytes): Promise<void> {
    const { draft, keys } = this.#owner.now();
    const key = keys.sound;
    if (!key) return;
    const of = { interview: draft.id, number: part };
    const frame = await sealFrame(key, of, seq, plain);
    const value: StoredChunk = { frame: frame.buffer, ms };
    const place = [draft.id, part, seq];
    if (!this.#stillKept(part, key)) return;
    await this.#room.store.write([{ area: 'chunks', key: place, value }]);
    if (ms > selfTestFor) return;
    const read = (await this.#room.store.read('chunks', place)) as StoredChunk;
    await openFrame(key, of, seq, new Uint8Array(read.frame));
  }

  /** After its first minute a talk no longer waits for its end to be sent; a mark may fail. */
  #goEarly(ms: number): void {
    const { draft } = this.#owner.now();
    if (draft.early || draft.practice || Math.max(ms, this.view.safe) < earlyFrom) return;
    const early = this.#owner.step(drafts.goEarly);
    void early.then(this.#room.early).catch(() => undefined);
  }

  /** Whether the segment was not erased while a chunk of it was being sealed. */
  #stillKept(part: number, key: CryptoKey): boolean {
    const { draft, keys, ended } = this.#owner.now();
    return !ended && keys.sound === key && draft.segments.some((one) => one.part === part);
  }

  #at(): string {
    return new Date(this.#room.clock.now()).toISOString();
  }
}

/**
 * Sound of the phone's own recorder, added to an interview where recording here
 * cannot be. It is read in slices, sealed as frames of a part of its own, read
 * back, and only then part of the interview: what was half added goes.
 */
import type { Bytes } from './bytes';
import { withKey } from './datakeys';
import * as drafts from './draft';
import { NotAllowed } from './draft';
import type { Change, Device } from './ports';
import { StoreFull } from './ports';
import { fits, wholeTalk } from './room';
import { openFrame, sealFrame } from './sealed';
import { foreignKind, head, showsPictures, soundKind, type Foreign } from './sound-kind';
import type { Owner, SoundRoom } from './sound-keeping';
import type { StoredChunk } from './stored';

/** A file as a browser gives it: parts of it are read when they are asked for. */
export interface SoundFile {
  readonly size: number;
  slice(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** The file cannot be added. The word says what it is. */
export class NoSound extends Error {
  override name = 'NoSound';
  readonly what: Foreign | 'empty' | 'too-large' | 'unreadable';
  constructor(what: NoSound['what']) {
    super(what);
    this.what = what;
  }
}

/** It was stopped: nothing of the file is kept. */
export class AttachStopped extends Error {
  override name = 'AttachStopped';
}

/** How far a file is; `done` is a part of 1. */
export interface Attaching {
  readonly doing: 'room' | 'copying' | 'checking';
  readonly done: number;
}

/** What files are added to. */
export interface AttachRoom extends SoundRoom {
  files?: Device['files'];
}

/** Bytes. */
export const longestFile = 300_000_000;

/** Plain bytes of a frame: parts are read and measured 64 frames at a time. */
const frameSize = 128 << 10;
/** Frames that go to the disk at once. */
const atOnce = 8;

/** The largest table of an MP4 that is looked through for pictures, in bytes. */
const longestTable = 16 << 20;

export class FileKeeping {
  readonly #room: AttachRoom;
  readonly #owner: Owner;
  #now: Attaching | undefined;
  #stopping = false;
  #work: Promise<unknown> = Promise.resolve();

  constructor(room: AttachRoom, owner: Owner) {
    this.#room = room;
    this.#owner = owner;
  }

  /** Undefined while no file is being added. */
  get view(): Attaching | undefined {
    return this.#now;
  }

  /**
   * Adds a file of so many milliseconds, 0 when nobody knows. Rejects with NoSound,
   * StoreFull, AttachStopped or NotAllowed; then nothing of it is kept.
   */
  attach(file: SoundFile, ms: number): Promise<void> {
    const { draft, ended } = this.#owner.now();
    if (ended || !drafts.mayAttach(draft)) throw new NotAllowed('no-recording');
    if (this.#now) throw new NotAllowed('not-now');
    this.#stopping = false;
    const work = this.#attach(file, Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0);
    this.#work = work.catch(() => undefined);
    return work;
  }

  /** Ends what is being added; nothing of it is kept. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#work;
  }

  /** After a kill: what was half added goes, and that is remembered for the screen. */
  async resumed(): Promise<void> {
    if (this.#owner.now().draft.attaching === undefined) return;
    await this.#owner.step((draft) => {
      delete draft.attaching;
      draft.attachBroken = true;
    });
  }

  async #attach(file: SoundFile, ms: number): Promise<void> {
    const sleepless = this.#room.awake.hold(() => undefined);
    let part: number | undefined;
    this.#say({ doing: 'room', done: 0 });
    try {
      const mime = await kindOf(file);
      // The copy beside the store takes as much again, and the talk itself goes on.
      if (!(await fits(this.#room.files, 2 * file.size + wholeTalk))) throw new StoreFull();
      part = await this.#begin();
      await this.#copy(file, part, ms);
      await this.#check(part, file.size);
      await this.#finish(part, { mime, ms, bytes: file.size });
    } catch (error) {
      if (part !== undefined) await this.#drop();
      throw error;
    } finally {
      sleepless();
      this.#say(undefined);
    }
  }

  #begin(): Promise<number> {
    return this.#owner.exclusive(async () => {
      this.#unlessStopped();
      const { draft, keys } = this.#owner.now();
      if (!drafts.mayAttach(draft)) throw new NotAllowed('no-recording');
      const next = structuredClone(draft);
      const part = next.nextPart++;
      next.attaching = part;
      delete next.attachBroken;
      await this.#owner.keep(next, await withKey(keys, draft.id, 'sound', this.#room.readers));
      return part;
    });
  }

  async #copy(file: SoundFile, part: number, ms: number): Promise<void> {
    let seq = 0;
    for (let from = 0; from < file.size; from += atOnce * frameSize) {
      this.#unlessStopped();
      const plain = await read(file, from, atOnce * frameSize);
      const frames: Change[] = [];
      for (let at = 0; at < plain.length; at += frameSize) {
        const piece = plain.subarray(at, at + frameSize);
        const end = Math.round((ms * (from + at + piece.length)) / file.size);
        frames.push(await this.#frame(part, seq++, piece, end));
      }
      await this.#keep(part, frames);
      this.#say({ doing: 'copying', done: Math.min(1, (from + plain.length) / file.size) });
    }
  }

  async #frame(part: number, seq: number, plain: Bytes, ms: number): Promise<Change> {
    const { draft, keys } = this.#owner.now();
    if (!keys.sound) throw new NotAllowed('no-recording');
    const frame = await sealFrame(keys.sound, { interview: draft.id, number: part }, seq, plain);
    const value: StoredChunk = { frame: frame.buffer, ms };
    return { area: 'chunks', key: [draft.id, part, seq], value };
  }

  /** In turn with the steps of the talk: after a "nee" nothing more of it is written. */
  #keep(part: number, frames: Change[]): Promise<void> {
    return this.#owner.exclusive(async () => {
      if (this.#owner.now().draft.attaching !== part) throw new NotAllowed('no-recording');
      await this.#room.store.write(frames);
    });
  }

  /** Reads all of it from the disk again: after this the original may be erased. */
  async #check(part: number, size: number): Promise<void> {
    const { draft } = this.#owner.now();
    let [seq, bytes] = [0, 0];
    while (bytes < size) {
      this.#unlessStopped();
      const range = { prefix: [draft.id, part], from: seq, limit: atOnce };
      const frames = await this.#room.store.list('chunks', range);
      if (frames.length === 0) throw new Error('a frame is missing');
      for (const { value } of frames)
        bytes += (await this.#opened(part, seq++, value as StoredChunk)).length;
      this.#say({ doing: 'checking', done: Math.min(1, bytes / size) });
    }
    if (bytes !== size) throw new Error('another length than the file has');
  }

  #opened(part: number, seq: number, { frame }: StoredChunk): Promise<Bytes> {
    const { draft, keys } = this.#owner.now();
    if (!keys.sound) throw new NotAllowed('no-recording');
    return openFrame(keys.sound, { interview: draft.id, number: part }, seq, new Uint8Array(frame));
  }

  #finish(part: number, about: { mime: string; ms: number; bytes: number }): Promise<void> {
    const startedAt = new Date(this.#room.clock.now()).toISOString();
    return this.#owner.step((draft) => {
      if (draft.attaching !== part) throw new NotAllowed('no-recording');
      delete draft.attaching;
      draft.early?.push(part);
      draft.segments.push({ part, startedAt, source: 'file', ...about });
    });
  }

  /** Where the disk refuses even that, it goes when the interview is opened again or finalised. */
  async #drop(): Promise<void> {
    await this.#owner.step((draft) => void delete draft.attaching).catch(() => undefined);
  }

  #unlessStopped(): void {
    if (this.#stopping) throw new AttachStopped();
  }

  #say(now: Attaching | undefined): void {
    this.#now = now;
    this.#owner.tell();
  }
}

/** What sort of sound the file holds. Rejects with NoSound. */
async function kindOf(file: SoundFile): Promise<string> {
  if (file.size === 0) throw new NoSound('empty');
  if (file.size > longestFile) throw new NoSound('too-large');
  const begin = await read(file, 0, head);
  const mime = soundKind(begin);
  if (mime === undefined) throw new NoSound(foreignKind(begin));
  const boxes = mime === 'audio/mp4' || mime === 'audio/3gpp';
  if (boxes && (await isFilm(file))) throw new NoSound('film');
  return mime;
}

/** Phones put the table that names the tracks of an MP4 at its end. */
async function isFilm(file: SoundFile): Promise<boolean> {
  for (let from = 0; from + 8 <= file.size;) {
    const bytes = await read(file, from, 16);
    const box = new DataView(bytes.buffer);
    const short = box.getUint32(0);
    const size = short === 1 && bytes.length === 16 ? Number(box.getBigUint64(8)) : short;
    if (String.fromCharCode(...bytes.subarray(4, 8)) === 'moov')
      return showsPictures(await read(file, from, Math.min(size, longestTable)));
    if (size < 8) return false;
    from += size;
  }
  return false;
}

/** Bytes of a file, fewer at its end. A file that is taken away meanwhile cannot be read. */
async function read(file: SoundFile, from: number, length: number): Promise<Bytes> {
  const to = Math.min(file.size, from + length);
  const bytes = await file
    .slice(from, to)
    .arrayBuffer()
    .catch(() => undefined);
  if (bytes?.byteLength !== to - from) throw new NoSound('unreadable');
  return new Uint8Array(bytes);
}

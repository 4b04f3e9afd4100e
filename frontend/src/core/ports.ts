/**
 * What the core needs from the device. The browser's side is in
 * src/field/device; tests give their own clock and microphone, and break the
 * store and the network on purpose.
 */

/** The device as a whole. */
export interface Device {
  store: Store;
  /** Missing where the browser has none: then there is no mirror, and no mark of what was paired. */
  files?: Files | undefined;
  clock: Clock;
  http: typeof fetch;
  microphone: Microphone;
  presence: Presence;
  awake: Awake;
  network: Network;
  locks: Locks;
  /** Number from 0 up to 1 that spreads retries. */
  chance(): number;
}

/** Rooms of the store. Keys of "chunks" are [interview, part, seq]. */
export const areas = [
  'identity',
  'cache',
  'interviews',
  'outbox',
  'alerts',
  'chunks',
  'choices',
  /** What this phone was told to do, such as sending by wifi only. */
  'setting',
  /** Checked wordings of a guide, by [slug, version, language]. */
  'wordings',
  /** Recorded voices of a guide, by [slug, version, language, text]. */
  'spoken',
] as const;

export type Area = (typeof areas)[number];

export type Key = readonly (string | number)[];

/** Puts the value under the key, or deletes everything whose key begins with `gone`. */
export type Change = { area: Area; key: Key; value: unknown } | { area: Area; gone: Key };

export interface Entry {
  key: Key;
  value: unknown;
}

/** Which entries: whose key begins with the prefix, in order, from a number on. */
export interface Range {
  prefix: Key;
  from?: number;
  limit?: number;
  /** The last ones first. */
  backwards?: boolean;
}

/** The store is full: nothing was written. */
export class StoreFull extends Error {
  override name = 'StoreFull';
  /** The database itself was closed: it may only be opened again where room was made by hand. */
  readonly closed: boolean;
  constructor(closed = false) {
    super();
    this.closed = closed;
  }
}

/** A small database on the phone. Values are structured clones; bytes are ArrayBuffers. */
export interface Store {
  read(area: Area, key: Key): Promise<unknown>;
  list(area: Area, range: Range): Promise<Entry[]>;
  /** All changes or none; they are on the disk when the promise is fulfilled. */
  write(changes: readonly Change[]): Promise<void>;
}

/** The store was wiped under the app: what was in it is not there any more. */
export class StoreGone extends Error {
  override name = 'StoreGone';
}

/** Files beside the store. What is written is on the disk when the promise is fulfilled. */
export interface Files {
  /** Names that begin so, in order. */
  list(beginning: string): Promise<string[]>;
  /** Bytes from an offset on, fewer at the end; undefined when there is no such file. */
  read(name: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Puts bytes at the end, all or none; makes the file. Rejects with StoreFull. */
  append(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Begins the file anew with these few bytes. */
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Makes the file so long with random bytes; without room for all of them it stays as it was. */
  fill(name: string, bytes: number): Promise<void>;
  /** Takes away what comes after so many bytes. */
  cut(name: string, bytes: number): Promise<void>;
  /** True when there was such a file. */
  remove(name: string): Promise<boolean>;
}

export interface Clock {
  /** Milliseconds since 1970, as the phone believes. */
  now(): number;
  /** Milliseconds that only go forward, from some start. */
  monotonic(): number;
  /** Calls back after so many milliseconds, again and again, until stopped. */
  every(milliseconds: number, call: () => void): () => void;
  /** Calls back once, unless stopped before. */
  after(milliseconds: number, call: () => void): () => void;
}

/** Whether the app is before somebody's eyes. */
export interface Presence {
  visible(): boolean;
  /** Calls after each change; the result stops that. */
  onChange(call: () => void): () => void;
}

/**
 * "video": only by a film that plays, which not every phone minds; "none": this system
 * cannot keep its screen on; "refused": not now, on a low battery.
 */
export type Wakefulness = 'held' | 'video' | 'none' | 'refused';

/** Keeps the screen on, and with it the phone awake. */
export interface Awake {
  /** Holds until the result is called, and says how that goes whenever it changes. */
  hold(say: (how: Wakefulness) => void): () => void;
}

/** What the phone sends by; "unknown" where the browser does not tell. */
export interface Network {
  kind(): 'wifi' | 'cellular' | 'unknown';
  /** Calls after each change; the result stops that. */
  onChange(call: () => void): () => void;
}

/** Named locks across tabs: one uploader, one open interview. */
export interface Locks {
  /** Takes the lock and gives what releases it; undefined when another holds it. */
  hold(name: string): Promise<(() => void) | undefined>;
}

export interface Microphone {
  /** WebKit gives empty chunks when asked for short ones, and prefers mp4. */
  webkit: boolean;
  supports(mime: string): boolean;
  /** Asks for the microphone; rejects when it is refused or not there. */
  open(): Promise<Input>;
}

/** An open microphone. */
export interface Input {
  health(): 'well' | 'muted' | 'ended' | 'suspended';
  /** Loudness of the last moments, 0 to 1; 0 is digital silence. */
  level(): number;
  /** Calls when the health may have changed. */
  onChange(call: () => void): void;
  /** Begins a run; `began` is called when sound is really being taken. */
  record(how: Recording, chunk: ChunkListener, began: () => void): Take;
  close(): void;
}

export interface Recording {
  mime: string;
  bitsPerSecond: number;
  /** Milliseconds of a chunk; the browser only comes near it. */
  timeslice: number;
}

/** Is called synchronously and in order; the bytes follow. */
export type ChunkListener = (size: number, bytes: Promise<ArrayBuffer>) => void;

/** One run of the recorder: a segment with a header of its own. */
export interface Take {
  pause(): void;
  resume(): void;
  /** Is fulfilled after the last chunk was announced. */
  stop(): Promise<void>;
}

/** How interviews stand in the phone's store: nothing in it can be read without a key. */
import type { Choice, Consent, YesNo } from './consent';
import type { ID } from './id';
import type { Change, Store } from './ports';
import type { Capture, PartKind } from './record';
import type { Purpose, Wrapped } from './sealed';

/** An interview that is being held, under "interviews" [id]. */
export interface InterviewRecord {
  id: ID;
  project: ID;
  practice: boolean;
  /** When it began by the server's clock, in milliseconds since 1970; older phones did not keep that. */
  begun?: number;
  /** The data keys, wrapped for the project and the vault. */
  keys: Partial<Record<Purpose, Wrapped>>;
  /** The data keys for this phone, see Keyring. */
  device: ArrayBuffer;
  draft: ArrayBuffer;
  /** Parts 0 and 1 as they could be delivered at any moment. */
  manifest: ArrayBuffer;
  answers: ArrayBuffer;
  contact?: { number: number; bytes: ArrayBuffer };
  /** Numbers of the sound parts; their frames are under "chunks" [id, number, seq]. */
  sound: number[];
  /** The part of a file of which only a piece is here: it is never sent. */
  half?: number;
  /**
   * There once sound may be on its way to the server: the numbers of all parts
   * that it may know, erased ones too, and how many answers were given to choices.
   */
  early?: { parts: number[]; choices: number };
  line: ArrayBuffer;
}

/** One chunk: a whole frame and how far in the segment it ends, in milliseconds. */
export interface StoredChunk {
  frame: ArrayBuffer;
  ms: number;
}

/** What "Mijn gesprekken" shows, sealed for this phone. */
export interface Line {
  /** Two words; empty when none were reserved. */
  reference: string;
  startedAt: string;
  capture: Capture;
  /** Milliseconds of sound. */
  ms: number;
  /** What is needed to ask a choice again. Older phones did not keep these. */
  guide?: { slug: string; version: string };
  language?: string;
  consent?: Consent;
  /** More than one sat there, and each chose for themselves: a no of one is only one's own to take back. */
  several?: boolean;
}

/**
 * A choice that changed after the interview was finalised, under "choices"
 * [interview, number]. It says nothing of who or what, and is not sealed: a "nee"
 * may not get lost with a forgotten PIN.
 */
export interface ChangedChoice {
  id: ID;
  /** Counts the changes of the interview, from 0. */
  number: number;
  interview: ID;
  project: ID;
  choice: Choice;
  answer: YesNo;
  /** Whether the server knows. */
  told: boolean;
}

/** A finalised interview, under "outbox" [id]. */
export interface Outgoing {
  id: ID;
  project: ID;
  keys: InterviewRecord['keys'];
  manifest: ArrayBuffer;
  parts: OutgoingPart[];
  line: ArrayBuffer;
  state: OutgoingState;
  /** Milliseconds since 1970. */
  finalAt: number;
  /** When the receipt matched, or when the server said that it is erased. */
  settledAt?: number;
  /** Where parts are being uploaded to, by number. */
  uploads: Record<number, string>;
  /** Parts of which the server once had other bytes; they are sent anew once. */
  takenBack?: number[];
  /** Sound parts that the server may know from before the end, erased here since. */
  gone?: number[];
}

/**
 * "safe": a receipt matched. "erased": withdrawn on the server. "refused": the
 * server holds something else under this id; kept here until a person looked.
 */
export type OutgoingState = 'waiting' | 'safe' | 'erased' | 'refused';

export interface OutgoingPart {
  number: number;
  kind: PartKind;
  bytes: number;
  sha256: string;
  frames: number;
  /** The bytes themselves, when they are not in chunks. */
  whole?: ArrayBuffer;
  /** Where every 64th frame begins, in bytes. */
  marks?: number[];
}

/** Takes an interview that is being held off the phone. */
export const discarding = (interview: ID): Change[] => [
  { area: 'interviews', gone: [interview] },
  { area: 'chunks', gone: [interview] },
];

/** How many milliseconds of a segment are kept. */
export async function soundEnd(store: Store, interview: ID, part: number): Promise<number> {
  const range = { prefix: [interview, part], limit: 1, backwards: true };
  const [last] = await store.list('chunks', range);
  return last ? (last.value as StoredChunk).ms : 0;
}

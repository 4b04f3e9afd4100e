/** What one interview delivers: the JSON inside the sealed parts (wire format v1). */
import type { Choice, ConsentAnswer, YesNo } from './consent';
import type { Kind } from './guide';
import type { ID } from './id';
import type { Wrapped } from './sealed';

export type Capture = 'audio' | 'notes' | 'summary';

export type TopicState = 'open' | 'discussed' | 'skipped' | 'refused';

/** Part 0: what the interview is and of which parts it consists. */
export interface Manifest {
  interview: ID;
  project: ID;
  guide: GuideVersion;
  /** Two words, "lepel wolk"; empty before consent to take part. */
  reference: string;
  startedAt: string;
  endedAt: string;
  device: ID;
  interviewer: { device: ID };
  language: string;
  interpreter: boolean;
  people: number;
  household?: string;
  capture: Capture;
  group: 'parent' | 'young-person';
  consent: Record<Choice, YesNo>;
  consentLog: ConsentAnswer[];
  parts: ManifestPart[];
  /** How far this phone was ahead of the server, as was known when the interview began. */
  clock?: ClockAhead;
  /** The access code of a talk with one person; with more each has an own one. */
  code?: Digest;
  /** Who sat there, when they were two or more: each chose for themselves. */
  persons?: Person[];
  /** Of a young person under 16: that a parent said yes, and they themselves. */
  minor?: Minor;
  /** When the interpreter promised to keep secret what was heard. */
  interpreterPromise?: { at: string };
}

/** Milliseconds by which the phone's clock was ahead of the server's. */
export interface ClockAhead {
  aheadMs: number;
  at: string;
}

/** base64url of SHA-256 over "wijkstem/access-code/v1/" and the five words, one space between. */
export type Digest = string;

/** One of several who were interviewed together. */
export interface Person {
  number: number;
  code: Digest;
  consent: Record<Choice, YesNo>;
  consentLog: ConsentAnswer[];
}

/** What stands before a talk with somebody of 12 to 15 years. */
export interface Minor {
  ages: '12-15';
  /** By a letter that the lead holds, or at the table. */
  parent: { how: 'letter'; letter: ID } | { how: 'table'; at: string };
  assentAt: string;
}

export interface GuideVersion {
  slug: string;
  version: string;
  hash: string;
}

/** A part as the manifest names it; sound tells what its bytes are. */
export interface ManifestPart {
  number: number;
  kind: PartKind;
  bytes: number;
  sha256: string;
  mime?: string;
  startedAt?: string;
  /** Milliseconds of sound. */
  ms?: number;
  chunks?: number;
  /** "file": taken with the phone's own recorder and added; absent: recorded here. */
  source?: 'recorder' | 'file';
}

export type PartKind = 'answers' | 'sound' | 'contact';

/** Part 1: everything that was answered, noted and seen. */
export interface Answers {
  /** Question → option id, option ids when several are allowed, or preferNot. */
  background: Record<string, string | string[]>;
  topics: TopicAnswers[];
  timeline: Moment[];
  readBack: ReadBackItem[];
  closing: { wish?: string; addition?: string };
  observation: Record<string, string>;
  debrief: Record<string, string | boolean>;
  /** How loud each sound part was, to draw it. */
  levels?: Levels[];
}

/**
 * One byte for each stretch of time, base64url: 255 times the square root of the
 * loudness (effective value, 0 to 1), so that soft speech can be seen beside loud.
 */
export interface Levels {
  segment: number;
  everyMs: number;
  values: string;
}

export interface TopicAnswers {
  topic: string;
  state: TopicState;
  notes: Note[];
  /** Ids of the probes that were asked. */
  probes: string[];
  /** What it meant in the participant's own eyes; several allowed. */
  meaning?: Kind[];
}

/**
 * A note in the interviewer's words; offset is where the recording was. A spoken
 * one has no text and a sound part of its own.
 */
export interface Note {
  id: ID;
  text: string;
  at: string;
  offset?: Offset;
  /** The part that holds nothing but this note. */
  sound?: number;
}

/** A place in the sound: the part's number and milliseconds in it. */
export interface Offset {
  segment: number;
  ms: number;
}

/** What happened when; ms is the place in the segment, for a gap its length. */
export interface Moment {
  at: string;
  event: Event;
  topic?: string;
  /** Of "screen": the stage of the talk, when that changed. */
  stage?: string;
  segment?: number;
  ms?: number;
  /** Of "state": what became of the topic. */
  state?: TopicState;
  /** Of "note": its id. */
  note?: ID;
  /** Of "alarm": what was wrong. */
  cause?: string;
  /** Of "gap": when it began and ended, as the clock stood. */
  from?: string;
  to?: string;
}

/** "hidden" and "shown": another app was before ours; "alarm": the recording stood still. */
export type Event =
  | 'screen'
  | 'state'
  | 'note'
  | 'segment'
  | 'pause'
  | 'resume'
  | 'gap'
  | 'hidden'
  | 'shown'
  | 'alarm';

export interface ReadBackItem {
  topic: string;
  text: string;
  verdict: 'right' | 'changed' | 'removed';
}

/** The contact part: how the participant is told what became of it. */
export interface Contact {
  way: 'phone' | 'interviewer';
  phone?: string;
}

/** What is sent to the server beside the sealed parts; nothing in it can be read. */
export interface Envelope {
  version: 1;
  interview: ID;
  keys: { rest: Wrapped; sound?: Wrapped; contact?: Wrapped };
  sealed: string;
  parts: EnvelopePart[];
  final: boolean;
}

export interface EnvelopePart {
  number: number;
  kind: PartKind;
  bytes: number;
  sha256: string;
  frames: number;
  inline?: string;
  /** Sound that the server may know of and that was erased here. */
  gone?: boolean;
}

/** What the server has on its disk. */
export interface Receipt {
  epoch: string;
  interview: ID;
  state: 'arriving' | 'arrived' | 'erased';
  parts: {
    number: number;
    bytes: number;
    sha256?: string;
    /** "erased": it was there, and was erased since (bewaren = nee). */
    state: 'waiting' | 'stored' | 'invalid' | 'erased';
  }[];
}

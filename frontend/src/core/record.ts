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
  event: 'screen' | 'pause' | 'resume' | 'gap' | 'segment';
  topic?: string;
  segment?: number;
  ms?: number;
}

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

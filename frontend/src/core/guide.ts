/**
 * The interview guide as the phone receives it: the canonical JSON of
 * internal/research/guide.go. A published version never changes; its hash is
 * the SHA-256 of these bytes.
 */
import type { Choice } from './consent';

/** Language code → the words; Dutch ("nl") is always there. */
export type Text = Record<string, string>;

/** What a statement is; a lead is an idea, apart from good and better. */
export type Kind = 'good' | 'better' | 'lead';

/** Answer id of "zeg ik liever niet". */
export const preferNot = 'zeg-ik-niet';

/** The text in the language, in Dutch where there is no translation. */
export const textIn = (words: Text, language: string): string =>
  words[language] ?? words['nl'] ?? '';

export interface Guide {
  slug: string;
  version: string;
  licence: string;
  title: Text;
  goal: Text;
  researchQuestions: Text[];
  codebook: string;
  audience: 'parent' | 'young-person';
  setting: 'one-to-one' | 'pair' | 'group';
  minutes: { from: number; to: number };
  madeBy: Text[];
  languages: GuideLanguage[];
  /** For practising: only the choices, the topics and the worry card are in it. */
  practice?: boolean;
  preparation: Text[];
  ageGate: {
    minimum: number;
    question: Text;
    oldEnough: Text;
    tooYoung: Text;
    stop: Card;
    from12?: From12;
  };
  acquaintance: { question: Text; why: Text; goOn: Text; other: Text; arrange: Text };
  consent: ConsentScript;
  reference: { title: Text; write: Text; later: Text; done: Text };
  background: BackgroundQuestion[];
  warmingUp: Question[];
  topics: Topic[];
  meaning: {
    question: Text;
    hint: Text;
    choices: { kind: Kind; label: Text }[];
    mixed: Text;
    skip: Text;
  };
  readBack: {
    offer: Text;
    question: Text;
    right: Text;
    changed: Text;
    removed: Text;
    done: Text;
  };
  closing: { summary: Text; addition: Text; wish: Text; thanks: Text; next: Text };
  aftercare: { title: Text; text: Text; phones: Phone[] };
  worry: {
    title: Text;
    offline: Text;
    say: Text;
    do: Text[];
    kept: Text;
    coach: Text;
    phones: Phone[];
  };
  observation: { instruction: Text; fields: Field[] };
  debrief: {
    intro: Text;
    wellbeing: { question: Text; options: Option[] };
    selfCheck: Field[];
    surprise: Text;
    safety: Text;
    coach: Text;
  };
  /** Not of the version itself: texts that a speaker approved since, by language. */
  approved?: Record<string, ReadonlySet<Text>>;
}

export interface GuideLanguage {
  code: string;
  direction: 'ltr' | 'rtl';
  mode: 'text' | 'audio' | 'both';
  state: 'concept' | 'machine' | 'reviewed';
}

/** What comes before a talk with somebody of 12 to 15. */
export interface From12 {
  answer: Text;
  tooYoung: Text;
  stop: Card;
  parent: {
    question: Text;
    why: Text;
    letter: Text;
    table: Text;
    notYet: Text;
    blocks: ConsentScript['blocks'];
    ask: Text;
    yes: Text;
    no: Text;
    stop: Card;
  };
  alone: Card;
  assent: { title: Text; lines: Text[]; question: Text; yes: Text; no: Text; stop: Card };
}

export interface Card {
  title: Text;
  text: Text;
}

export interface ConsentScript {
  blocks: { id: string; icon: string; text: Text; hosted?: Text }[];
  safetyException: Text;
  publishedNumbers: Text;
  withdraw: Text;
  teachBack: { question: Text; listenFor: Text[]; repair: Text };
  choices: ConsentChoice[];
  changeable: Text;
}

export interface ConsentChoice {
  choice: Choice;
  question: Text;
  lines: Text[];
  yes: Text;
  no: Text;
  yesMeans: Text;
  noMeans: Text;
}

export interface BackgroundQuestion {
  id: string;
  question: Text;
  purpose: Text;
  options: Option[];
  several?: boolean;
  preferNot: Text;
  sensitivity: 'ordinary' | 'special';
}

export interface Option {
  id: string;
  label: Text;
}

export interface Question {
  id?: string;
  text: Text;
  simpler: Text;
}

export interface Topic {
  id: string;
  title: Text;
  icon: string;
  why: Text;
  core: boolean;
  minutes: number;
  question: Question;
  probes: Probe[];
  statementKinds: { kind: Kind; prompt: Text }[];
  suggestedCodes: string[];
  sensitive?: boolean;
  skip?: Text;
}

export interface Probe {
  id: string;
  type: 'example' | 'order' | 'feeling' | 'who' | 'contrast' | 'silence';
  text: Text;
}

export interface Phone {
  label: Text;
  number: string;
  when: Text;
}

export interface Field {
  id: string;
  label: Text;
  hint?: Text;
}

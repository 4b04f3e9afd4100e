/** One interview while it is held, and the rules of its steps. No step here keeps or sends anything. */
import { nextChoice, type Choice, type Consent, type ConsentAnswer, type YesNo } from './consent';
import type { BackgroundQuestion, Guide, Kind } from './guide';
import { preferNot } from './guide';
import { newID, type ID } from './id';
import type { MinorSoFar } from './minor';
import type { KeptCode, PersonSoFar } from './person';
import type {
  Answers,
  Capture,
  ClockAhead,
  GuideVersion,
  Moment,
  Offset,
  ReadBackItem,
  TopicAnswers,
  TopicState,
} from './record';

/** The steps of an interview, in their usual order. */
export const stages = [
  'age',
  'consent',
  'reference',
  'background',
  'topics',
  'meaning',
  'readBack',
  'closing',
  'summary',
  'observation',
  'debrief',
  'done',
] as const;

export type Stage = (typeof stages)[number];

/** A recorded segment: one part of the interview. */
export interface Segment {
  part: number;
  mime: string;
  startedAt: string;
  /** It holds one spoken note and nothing else. */
  note?: boolean;
  /** It was taken with the phone's own recorder, and is so long: milliseconds and bytes. */
  source?: 'file';
  ms?: number;
  bytes?: number;
}

/** What the phone knows of an interview that is not finalised. */
export interface Draft {
  id: ID;
  project: ID;
  device: ID;
  guide: GuideVersion;
  group: 'parent' | 'young-person';
  practice: boolean;
  language: string;
  interpreter: boolean;
  people: number;
  household?: string;
  startedAt: string;
  /** How far the clock was ahead when the interview began. */
  clock?: ClockAhead;
  stage: Stage;
  /** The age gate was passed; under 16 with the yes of a parent and their own. */
  oldEnough: boolean;
  minor?: MinorSoFar;
  interpreterPromise?: { at: string };
  consent: Consent;
  consentLog: ConsentAnswer[];
  /** Who sits there, when they are several. Consent is theirs together, once all chose. */
  persons?: PersonSoFar[];
  /** The access code of whoever sits there alone. */
  code?: KeptCode;
  reference: string;
  capture: Capture;
  /** The topic on the screen, and those shown in the simpler version. */
  topic: string;
  simpler: string[];
  segments: Segment[];
  /** The number of the contact part, when there is one. */
  contact?: number;
  nextPart: number;
  /** The part of a file that is being added; it is no segment before all of it is kept. */
  attaching?: number;
  /** A file was being added when the app was killed: nothing of it is kept. */
  attachBroken?: boolean;
  /** Sound may be on its way to the server: all sound parts that there ever were. */
  early?: number[];
  /** Such sound was erased. Its key is gone for good, so there is no sound any more. */
  soundErased?: boolean;
  answers: Answers;
}

/** A step that is not allowed now. The word says why, for the screen. */
export class NotAllowed extends Error {
  override name = 'NotAllowed';
  readonly why: string;
  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

/** Lets go what an interview that is over would not do any more. */
export function unlessNotAllowed(error: unknown): void {
  if (!(error instanceof NotAllowed)) throw error;
}

/** What an interview begins with. */
export type Beginning = Pick<
  Draft,
  'project' | 'device' | 'guide' | 'group' | 'practice' | 'language' | 'interpreter' | 'people'
> &
  Pick<Draft, 'clock'> & {
    topics: string[];
    startedAt: string;
    /** Nobody is asked how old they are: a guide for practising begins with the choices. */
    ageless?: boolean;
  };

/** The most who can be interviewed together. */
export const mostPersons = 12;

/** Several begin: nobody was asked yet. */
const newPersons = (people: number): PersonSoFar[] | undefined =>
  people < 2
    ? undefined
    : Array.from({ length: Math.min(people, mostPersons) }, (_, at) => ({
        number: at + 1,
        consent: {},
        consentLog: [],
      }));

/** A new interview: nothing asked, nothing chosen. */
export function newDraft({ topics, ageless = false, ...about }: Beginning): Draft {
  const persons = newPersons(about.people);
  return {
    ...about,
    ...(persons && { persons }),
    id: newID(),
    stage: ageless ? 'consent' : 'age',
    oldEnough: ageless,
    consent: {},
    consentLog: [],
    reference: '',
    capture: 'notes',
    topic: topics[0] ?? '',
    simpler: [],
    segments: [],
    nextPart: 2,
    answers: {
      background: {},
      topics: topics.map((topic) => ({ topic, state: 'open', notes: [], probes: [] })),
      timeline: [],
      readBack: [],
      closing: {},
      observation: {},
      debrief: {},
    },
  };
}

function must(ok: boolean, why: string): void {
  if (!ok) throw new NotAllowed(why);
}

/** Where the talk can go: the age gate and all seven choices come first. */
export function mayGoTo(draft: Draft, stage: Stage): boolean {
  if (stage === 'age') return !draft.oldEnough;
  if (stage === 'consent') return draft.oldEnough;
  if (nextChoice(draft.consent) !== undefined) return false;
  return stage !== 'summary' || draft.capture === 'summary';
}

/** The stage after this one that fits the interview. */
export function stageAfter(draft: Draft): Stage {
  const later = stages.slice(stages.indexOf(draft.stage) + 1);
  return later.find((stage) => mayGoTo(draft, stage) && hasSomething(draft, stage)) ?? draft.stage;
}

function hasSomething(draft: Draft, stage: Stage): boolean {
  if (stage === 'meaning') return discussed(draft).length > 0;
  if (stage === 'readBack') return toReadBack(draft).length > 0;
  return true;
}

/** A moment of the talk, with its place in the sound while something is recorded. */
export type Now = Pick<Moment, 'at'> & Partial<Offset>;

export function goTo(draft: Draft, stage: Stage, now: Now): void {
  must(mayGoTo(draft, stage), stage === 'summary' ? 'no-summary' : 'consent-first');
  if (stage === draft.stage) return;
  draft.stage = stage;
  const topic = stage === 'topics' && { topic: draft.topic };
  draft.answers.timeline.push({ ...now, event: 'screen', stage, ...topic });
}

/** The interpreter has yet to promise secrecy. */
export const unpromised = ({ interpreter, interpreterPromise }: Draft): boolean =>
  interpreter && interpreterPromise === undefined;

/** The interpreter promised to keep secret what is heard. */
export function promiseSecrecy(draft: Draft, at: string): void {
  must(draft.interpreter, 'no-interpreter');
  draft.interpreterPromise = { at };
}

/** The participant is old enough; the other answer ends the interview. */
export function passAgeGate(draft: Draft): void {
  draft.oldEnough = true;
  draft.stage = 'consent';
}

/** Notes an answer. What a "no" does to what is kept is the interview's work. */
export function answerConsent(draft: Draft, choice: Choice, answer: YesNo, at: string): void {
  must(draft.oldEnough, 'age-first');
  const begun = draft.consent.participate !== undefined;
  must(begun || !unpromised(draft), 'promise-first');
  const first = choice === 'participate' || draft.consent.participate === 'yes';
  must(first, 'participate-first');
  must(choice !== 'recording' || answer === 'no' || !draft.soundErased, 'sound-erased');
  draft.consent[choice] = answer;
  draft.consentLog.push({ choice, answer, at });
  if (choice === 'recording') draft.capture = answer === 'yes' ? 'audio' : 'notes';
  if (choice === 'hearBack' && answer === 'no') delete draft.contact;
}

/** Without a recording: notes, or a summary that the interviewer speaks afterwards. */
export function chooseCapture(draft: Draft, capture: 'notes' | 'summary'): void {
  must(draft.consent.recording === 'no', 'recording-agreed');
  must(capture === 'notes' || !draft.soundErased, 'sound-erased');
  draft.capture = capture;
}

/** Whether the microphone may be opened to keep sound. */
export function mayRecord(draft: Draft): boolean {
  if (draft.soundErased) return false;
  if (nextChoice(draft.consent) !== undefined || draft.consent.participate !== 'yes') return false;
  if (draft.consent.recording === 'yes') return true;
  return draft.capture === 'summary' && draft.stage === 'summary';
}

/** Whether sound of the phone's own recorder may be added: only after opname = ja. */
export const mayAttach = ({ consent, soundErased }: Draft): boolean =>
  !soundErased &&
  nextChoice(consent) === undefined &&
  consent.participate === 'yes' &&
  consent.recording === 'yes';

/** Takes away a file that was added. */
export function removeAttached(draft: Draft, part: number): void {
  draft.segments = draft.segments.filter((one) => one.part !== part || one.source !== 'file');
}

/** What was recorded here, not added. */
export const recordedHere = ({ segments }: Draft): Segment[] =>
  segments.filter(({ source }) => source !== 'file');

/** Numbers of all parts of which sound may be on this phone's disk. */
export const soundParts = ({ segments, attaching }: Draft): number[] => [
  ...segments.map(({ part }) => part),
  ...(attaching === undefined ? [] : [attaching]),
];

/** Keeps how loud the sound was of what is still there. */
export function keepLevels({ answers, segments }: Draft): void {
  const levels = answers.levels?.filter(({ segment }) =>
    segments.some(({ part }) => part === segment),
  );
  if (levels?.length) answers.levels = levels;
  else delete answers.levels;
}

/** From now on the sound may go out before the talk has ended; a practice stays here. */
export function goEarly(draft: Draft): void {
  if (!draft.practice) draft.early ??= draft.segments.map(({ part }) => part);
}

/** Forgets the segments: their sound is erased, and with it what was only spoken. */
export function dropSound(draft: Draft): void {
  draft.segments = [];
  delete draft.attaching;
  if (draft.early) draft.soundErased = true;
  for (const topic of draft.answers.topics) {
    topic.notes = topic.notes.filter((note) => note.sound === undefined);
    for (const note of topic.notes) delete note.offset;
  }
}

/**
 * The gap after a recording that was broken off by a kill: from where its kept
 * sound ends (ms in the last segment) until now. Undefined when it was stopped
 * as it should.
 */
export function gapAfterKill(draft: Draft, soundEnd: number, now: number): Moment | undefined {
  const marks = ['segment', 'pause', 'resume'];
  const last = draft.answers.timeline.findLast((one) => marks.includes(one.event));
  if (last?.segment === undefined || last.event === 'pause') return undefined;
  if (recordedHere(draft).at(-1)?.part !== last.segment) return undefined;
  const from = last.event === 'resume' ? (last.ms ?? 0) : 0;
  const ended = Date.parse(last.at) + soundEnd - from;
  const ms = Math.max(0, now - ended);
  return { at: new Date(now).toISOString(), event: 'gap', segment: last.segment, ms };
}

export function answerBackground(
  draft: Draft,
  guide: Guide,
  id: string,
  answer: string | string[],
): void {
  const question = guide.background.find((one) => one.id === id);
  must(question !== undefined && answerFits(question, answer), 'unknown-answer');
  draft.answers.background[id] = answer;
}

function answerFits(question: BackgroundQuestion, answer: string | string[]): boolean {
  if (answer === preferNot) return true;
  if (Array.isArray(answer) !== (question.several ?? false)) return false;
  return [answer].flat().every((one) => question.options.some((option) => option.id === one));
}

/** Shows a topic: topics may be taken in any order. */
export function showTopic(draft: Draft, topic: string, now: Now): void {
  must(mayGoTo(draft, 'topics'), 'consent-first');
  topicOf(draft, topic);
  draft.stage = 'topics';
  draft.topic = topic;
  draft.answers.timeline.push({ ...now, event: 'screen', topic });
}

export function markTopic(draft: Draft, topic: string, state: TopicState, now: Now): void {
  topicOf(draft, topic).state = state;
  draft.answers.timeline.push({ ...now, event: 'state', topic, state });
}

/** The first open topic after this one, then from the start; undefined when none is open. */
export function openTopicAfter(draft: Draft, topic: string): string | undefined {
  const topics = draft.answers.topics;
  const at = topics.findIndex((one) => one.topic === topic) + 1;
  return [...topics.slice(at), ...topics.slice(0, at)].find((one) => one.state === 'open')?.topic;
}

/** Ticks a probe as asked, or takes the tick away. */
export function tickProbe(draft: Draft, topic: string, probe: string, asked: boolean): void {
  const answers = topicOf(draft, topic);
  answers.probes = answers.probes.filter((one) => one !== probe);
  if (asked) answers.probes.push(probe);
}

export function addNote(draft: Draft, topic: string, words: string, now: Now): void {
  const text = words.trim();
  must(text !== '', 'empty-note');
  const { at, segment, ms } = now;
  const offset = segment !== undefined && ms !== undefined && { offset: { segment, ms } };
  const note = { id: newID(), text, at, ...offset };
  topicOf(draft, topic).notes.push(note);
  draft.answers.timeline.push({ ...now, event: 'note', topic, note: note.id });
}

/** Adds a spoken note: the segment that begins now holds nothing else. */
export function addSpokenNote(draft: Draft, topic: string, part: number, at: string): void {
  const offset = { segment: part, ms: 0 };
  const note = { id: newID(), text: '', at, offset, sound: part };
  topicOf(draft, topic).notes.push(note);
  draft.answers.timeline.push({ at, event: 'note', topic, note: note.id, ...offset });
}

/** Changes the words of a note; no words take it away, with the sound it was spoken in. */
export function changeNote(draft: Draft, topic: string, id: ID, words: string): void {
  const answers = topicOf(draft, topic);
  const note = answers.notes.find((one) => one.id === id);
  must(note !== undefined, 'unknown-note');
  if (words.trim() === '') answers.notes = answers.notes.filter((one) => one.id !== id);
  else note!.text = words.trim();
  keepSpoken(draft);
}

/** Forgets the segments of spoken notes that were taken away. */
function keepSpoken(draft: Draft): void {
  const notes = draft.answers.topics.flatMap((topic) => topic.notes);
  draft.segments = draft.segments.filter(
    ({ part, note }) => !note || notes.some(({ sound }) => sound === part),
  );
}

export function useSimpler(draft: Draft, topic: string, simpler: boolean): void {
  draft.simpler = draft.simpler.filter((one) => one !== topic);
  if (simpler) draft.simpler.push(topic);
}

/** Topics that were talked about, in the guide's order. */
export const discussed = (draft: Draft): TopicAnswers[] =>
  draft.answers.topics.filter((topic) => topic.state === 'discussed');

/** What the topic meant to the participant; several kinds allowed, none is "skipped". */
export function setMeaning(draft: Draft, topic: string, kinds: Kind[]): void {
  const answers = topicOf(draft, topic);
  must(answers.state === 'discussed', 'not-discussed');
  if (kinds.length === 0) delete answers.meaning;
  else answers.meaning = [...new Set(kinds)];
}

/** What is read back of a topic: the words, and the parts of notes that were spoken. */
export interface ToReadBack {
  topic: string;
  text: string;
  sound: number[];
}

/** What was noted per topic, to be read aloud or played, and corrected. */
export const toReadBack = (draft: Draft): ToReadBack[] =>
  draft.answers.topics
    .filter((topic) => topic.notes.length > 0)
    .map(({ topic, notes }) => ({
      topic,
      text: notes
        .map((note) => note.text)
        .filter(Boolean)
        .join('\n'),
      sound: notes.flatMap(({ sound }) => sound ?? []),
    }));

/** The participant's verdict. "removed" takes the topic's notes away as well, spoken ones too. */
export function readBack(draft: Draft, item: ReadBackItem): void {
  const answers = topicOf(draft, item.topic);
  const others = draft.answers.readBack.filter((one) => one.topic !== item.topic);
  const text = item.verdict === 'removed' ? '' : item.text;
  if (item.verdict === 'removed') answers.notes = [];
  draft.answers.readBack = [...others, { ...item, text }];
  keepSpoken(draft);
}

function topicOf(draft: Draft, topic: string): TopicAnswers {
  const found = draft.answers.topics.find((one) => one.topic === topic);
  if (!found) throw new NotAllowed('unknown-topic');
  return found;
}

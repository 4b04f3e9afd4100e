/**
 * One interview on this phone. Every step is sealed and on the disk before it
 * shows: a kill at any instruction leaves the step before or the step after.
 */
import { utf8 } from './bytes';
import { nextChoice, type Choice, type YesNo } from './consent';
import * as drafts from './draft';
import { NotAllowed, type Draft, type Stage } from './draft';
import type { Guide, Kind, Topic } from './guide';
import type { ID } from './id';
import { newKeys, usable, withKey, withoutKey, type Keys } from './datakeys';
import { openDraft, sealRecord } from './keep';
import { madeCode } from './access';
import * as minors from './minor';
import * as persons from './person';
import type { Keyring } from './keyring';
import type { Change } from './ports';
import { finalising } from './outgoing';
import type { RecorderView } from './recorder';
import { Rehearsal } from './rehearsal';
import type { Contact, ReadBackItem, TopicState } from './record';
import { discarding, type InterviewRecord } from './stored';
import { sealingKey, sealPart } from './sealed';
import { SoundKeeping } from './sound-keeping';
import { FileKeeping, type Attaching, type AttachRoom, type SoundFile } from './attach';

/** Everything an interview works with. */
export interface Room extends AttachRoom {
  keyring: Keyring;
  guide: Guide;
  /** The next unused reference words of this phone, and what marks them used. */
  takeReference(): Promise<{ reference: string; changes: Change[] }>;
  /** What tells the server that the participant stopped, when sound is on its way there. */
  stopping(interview: ID, project: ID): Promise<Change>;
  /** It is on the disk: nothing more of this interview leaves the phone. */
  stopped(interview: ID): void;
}

/** What a screen shows. It changes as a whole, after the disk. */
export interface InterviewView {
  readonly id: ID;
  readonly draft: Readonly<Draft>;
  readonly stage: Stage;
  /** The choice to ask now; undefined when all were answered. */
  readonly nextChoice: Choice | undefined;
  readonly topic: Topic | undefined;
  /** Place of the topic in the guide, from 1, and how many there are. */
  readonly topicNumber: number;
  readonly topicCount: number;
  /** gezondheid = nee: the interviewer is reminded to leave it out. */
  readonly leaveHealthOut: boolean;
  /** Whether the microphone may be used to keep sound. */
  readonly mayRecord: boolean;
  readonly toReadBack: drafts.ToReadBack[];
  /** The topic under which a note is being spoken. */
  readonly speaking: string | undefined;
  readonly recorder: RecorderView;
  /** Whether a sound of the phone's own recorder may be added, and how far one is. */
  readonly mayAttach: boolean;
  readonly attaching: Attaching | undefined;
  /** "refused": nothing was kept; "finalised": on its way, this phone cannot read it any more. */
  readonly ended: 'refused' | 'finalised' | undefined;
}

export class Interview {
  readonly #room: Room;
  #draft: Draft;
  #keys: Keys;
  #contact: InterviewRecord['contact'];
  #turn: Promise<unknown> = Promise.resolve();
  #listeners = new Set<() => void>();
  #ended: InterviewView['ended'];
  readonly #sound: SoundKeeping;
  readonly #files: FileKeeping;

  private constructor(room: Room, draft: Draft, keys: Keys) {
    this.#room = room;
    this.#draft = draft;
    this.#keys = keys;
    const owner = {
      now: () => ({
        draft: this.#draft,
        keys: this.#keys,
        ended: this.#ended !== undefined,
      }),
      exclusive: <T>(work: () => Promise<T>) => this.#exclusive(work),
      step: (change: (draft: Draft) => void) => this.#step(change),
      keep: (next: Draft, keys: Keys) => this.#keep(next, keys, this.#contact, []),
      tell: () => this.#tell(),
    };
    this.#sound = new SoundKeeping(room, owner);
    this.#files = new FileKeeping(room, owner);
  }

  /** Begins an interview: from now on it survives a kill. */
  static async begin(room: Room, draft: Draft): Promise<Interview> {
    const keys = await newKeys(draft.id, room.readers);
    const interview = new Interview(room, draft, keys);
    await interview.#keep(draft, keys, undefined, []);
    return interview;
  }

  /** Goes on with an interview after the app was closed or killed. */
  static async resume(
    keyring: Keyring,
    record: InterviewRecord,
    roomOf: (guide: Draft['guide']) => Promise<Room>,
  ): Promise<Interview> {
    const raw = await keyring.openDataKeys(record.id, record.device);
    const keys = await usable(raw, record.keys);
    const draft = await openDraft(record, keys.rest);
    const interview = new Interview(await roomOf(draft.guide), draft, keys);
    interview.#contact = record.contact;
    await interview.#sound.resumed();
    await interview.#files.resumed();
    return interview;
  }

  get view(): InterviewView {
    const draft = this.#draft;
    const topics = this.#room.guide.topics;
    const at = topics.findIndex((topic) => topic.id === draft.topic);
    return {
      id: draft.id,
      draft,
      stage: draft.stage,
      nextChoice: nextChoice((persons.asked(draft) ?? draft).consent),
      topic: topics[at],
      topicNumber: at + 1,
      topicCount: topics.length,
      leaveHealthOut: draft.consent.health === 'no',
      mayRecord: drafts.mayRecord(draft),
      toReadBack: drafts.toReadBack(draft),
      speaking: this.#sound.speaking,
      recorder: this.recorder,
      mayAttach: drafts.mayAttach(draft),
      attaching: this.#files.view,
      ended: this.#ended,
    };
  }

  /** The recorder's state with the sound of earlier sittings added. */
  get recorder(): RecorderView {
    return this.#sound.view;
  }

  /** Calls after every change; the result stops that. */
  subscribe(call: () => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  /** Age gate. "no" is the friendly stop: nothing is kept. */
  async answerAge(oldEnough: boolean): Promise<void> {
    if (!oldEnough) return this.#refuse();
    await this.#step((draft) => {
      minors.notMinor(draft);
      drafts.passAgeGate(draft);
    });
  }

  /** Of 12 to 15. Where a parent or they themselves say no, `answerAge(false)` is the stop. */
  beginMinor(): Promise<void> {
    return this.#step(minors.beginMinor);
  }

  /** A parent said yes, in a letter that the lead holds or now at the table. */
  parentSaidYes(letter?: ID): Promise<void> {
    const how = letter === undefined ? { at: this.#at() } : { letter };
    return this.#step((draft) => minors.parentSaidYes(draft, how));
  }

  /** The young person says yes too. */
  assent(): Promise<void> {
    const at = this.#at();
    return this.#step((draft) => minors.assent(draft, at));
  }

  /** The interpreter promises to keep secret what is heard. */
  promiseSecrecy(): Promise<void> {
    const at = this.#at();
    return this.#step((draft) => drafts.promiseSecrecy(draft, at));
  }

  /**
   * Answers a choice, now or later, for a person where there are several; each "no"
   * takes effect at once. Who says no to taking part before all have chosen stays
   * out, and the others go on; else the interview is over.
   */
  async answerConsent(choice: Choice, answer: YesNo, person?: number): Promise<void> {
    if (choice === 'participate' && answer === 'no') {
      if (!this.#draft.oldEnough) throw new NotAllowed('age-first');
      const others = person !== undefined && persons.asked(this.#draft) !== undefined;
      if (!others || !(await this.#stayOut(person))) return this.#refuse();
      return;
    }
    const silent = choice === 'recording' && answer === 'no';
    if (silent) await this.stopRecording();
    await this.#exclusive(async () => {
      const next = structuredClone(this.#draft);
      persons.answer(next, choice, answer, this.#at(), person);
      const refused = (one: Choice) =>
        next.consent[one] === 'no' &&
        ((choice === one && answer === 'no') || this.#draft.consent[one] !== 'no');
      await this.#keepConsent(next, refused);
    });
    if (silent) await this.#sound.silence();
  }

  async #stayOut(person: number): Promise<boolean> {
    return this.#exclusive(async () => {
      const next = structuredClone(this.#draft);
      if (!persons.stayOut(next, person)) return false;
      await this.#keepConsent(next, (one) => next.consent[one] === 'no');
      return true;
    });
  }

  async #keepConsent(next: Draft, refused: (choice: Choice) => boolean): Promise<void> {
    const asking = nextChoice(this.#draft.consent) !== undefined;
    let keys = this.#keys;
    let contact = this.#contact;
    if (refused('recording')) {
      drafts.dropSound(next);
      keys = withoutKey(keys, 'sound');
    }
    if (refused('hearBack')) {
      contact = undefined;
      keys = withoutKey(keys, 'contact');
    }
    if (asking) await persons.giveCodes(next, madeCode);
    if (asking && nextChoice(next.consent) === undefined) next.stage = 'reference';
    await this.#keep(next, keys, contact, asking ? await this.#refer(next) : []);
  }

  /** Somebody made all seven choices: the interview gets its two words. */
  async #refer(draft: Draft): Promise<Change[]> {
    const chosen = persons.codeOf(draft) ?? draft.persons?.find(({ code }) => code);
    if (draft.practice || draft.reference || !chosen) return [];
    const { reference, changes } = await this.#room.takeReference();
    draft.reference = reference;
    return changes;
  }

  /** Takes part no longer, or cannot: nothing is kept. */
  async #refuse(): Promise<void> {
    await this.stopRecording();
    await this.#exclusive(async () => {
      const { id, project, early } = this.#draft;
      const told = early ? [await this.#room.stopping(id, project)] : [];
      await this.#room.store.write([...discarding(id), ...told]);
    });
    if (this.#draft.early) this.#room.stopped(this.#draft.id);
    await this.#end('refused');
  }

  chooseCapture(capture: 'notes' | 'summary'): Promise<void> {
    return this.#walk((draft) => drafts.chooseCapture(draft, capture));
  }

  /** Who sits at the table, and in which language. */
  describe(about: Partial<Pick<Draft, 'language' | 'interpreter' | 'people' | 'household'>>) {
    return this.#step((draft) => Object.assign(draft, about));
  }

  /** How to reach the participant (terughoren = ja); sealed for the project lead's vault only. */
  setContact(contact: Contact): Promise<void> {
    return this.#exclusive(async () => {
      if (this.#draft.consent.hearBack !== 'yes') throw new NotAllowed('hear-back-refused');
      const next = structuredClone(this.#draft);
      const keys = await this.#with('contact');
      const number = (next.contact ??= next.nextPart++);
      const key = await sealingKey(keys.raw.contact!);
      const plain = utf8(JSON.stringify(contact));
      const { buffer } = await sealPart(key, { interview: next.id, number }, plain);
      await this.#keep(next, keys, { number, bytes: buffer }, []);
    });
  }

  goTo(stage: Stage): Promise<void> {
    const moment = this.#moment();
    return this.#walk((draft) => drafts.goTo(draft, stage, moment));
  }

  /** On to the next stage that fits this interview. */
  goOn(): Promise<void> {
    const moment = this.#moment();
    return this.#walk((draft) => drafts.goTo(draft, drafts.stageAfter(draft), moment));
  }

  answerBackground(question: string, answer: string | string[]): Promise<void> {
    const guide = this.#room.guide;
    return this.#step((draft) => drafts.answerBackground(draft, guide, question, answer));
  }

  /** Shows a topic; topics may be taken in any order. */
  showTopic(topic: string): Promise<void> {
    const moment = this.#moment();
    return this.#walk((draft) => drafts.showTopic(draft, topic, moment));
  }

  /** Besproken, overslaan, wil niet; shows the next open topic, or the next stage. */
  async finishTopic(topic: string, state: TopicState): Promise<void> {
    const moment = this.#moment();
    await this.#walk((draft) => {
      drafts.markTopic(draft, topic, state, moment);
      const next = drafts.openTopicAfter(draft, topic);
      if (next !== undefined) drafts.showTopic(draft, next, moment);
      else drafts.goTo(draft, drafts.stageAfter(draft), moment);
    });
  }

  tickProbe(topic: string, probe: string, asked: boolean): Promise<void> {
    return this.#step((draft) => drafts.tickProbe(draft, topic, probe, asked));
  }

  useSimpler(topic: string, simpler: boolean): Promise<void> {
    return this.#step((draft) => drafts.useSimpler(draft, topic, simpler));
  }

  /** Adds a note with the place in the recording. */
  addNote(topic: string, words: string): Promise<void> {
    const moment = this.#moment();
    return this.#step((draft) => drafts.addNote(draft, topic, words, moment));
  }

  /**
   * Begins a note that the interviewer speaks, as a segment of its own under the
   * topic. Sound needs opname = ja: after a "nee" the microphone stays off while
   * the participant is there, and the interviewer speaks at the stage "summary".
   */
  speakNote = (topic: string): Promise<void> => this.#sound.speakNote(topic);

  /** The note was spoken: the recorder does again what it did before. */
  endNote = (): Promise<void> => this.#sound.endNote();

  /** Other words for a note; none take it away. */
  async changeNote(topic: string, note: ID, words: string): Promise<void> {
    await this.endNote();
    await this.#step((draft) => drafts.changeNote(draft, topic, note, words));
  }

  setMeaning(topic: string, kinds: Kind[]): Promise<void> {
    return this.#step((draft) => drafts.setMeaning(draft, topic, kinds));
  }

  readBack(item: ReadBackItem): Promise<void> {
    return this.#step((draft) => drafts.readBack(draft, item));
  }

  close(closing: { wish?: string; addition?: string }): Promise<void> {
    return this.#step((draft) => Object.assign(draft.answers.closing, closing));
  }

  observe(field: string, words: string): Promise<void> {
    return this.#step((draft) => void (draft.answers.observation[field] = words));
  }

  debrief(field: string, answer: string | boolean): Promise<void> {
    return this.#step((draft) => void (draft.answers.debrief[field] = answer));
  }

  /** Opens the microphone; only after opname = ja, or for the interviewer's own summary. */
  startRecording = (): Promise<void> => this.#sound.start();
  pauseRecording = (): Promise<void> => this.#sound.pause();
  resumeRecording = (): Promise<void> => this.#sound.resume();
  retryRecording = (): Promise<void> => this.#sound.retry();
  stopRecording = (): Promise<void> => this.#sound.stop();

  /** In a practice: takes the microphone away, so that the alarm is seen once before it is real. */
  get rehearsal(): Rehearsal | undefined {
    const { microphone } = this.#room;
    return microphone instanceof Rehearsal ? microphone : undefined;
  }

  /** What has been recorded of a segment, to listen to on this phone. */
  listen = (part: number): Promise<Blob> => this.#sound.listen(part);

  /** Adds a sound of the phone's own recorder; `ms` is how long it is, 0 when nobody knows. */
  attach = async (file: SoundFile, ms: number): Promise<void> => this.#files.attach(file, ms);
  /** Stops that; nothing of the file is kept. */
  stopAttaching = (): Promise<void> => this.#files.stop();

  /** Takes a file away that was added. */
  removeAttached(part: number): Promise<void> {
    return this.#step((draft) => drafts.removeAttached(draft, part));
  }

  /** It was read that a file was not added whole. */
  forgetBroken(): Promise<void> {
    return this.#step((draft) => void delete draft.attachBroken);
  }

  /**
   * Ends the interview: it goes to the outbox and this phone gives up its own
   * keys. A practice interview is deleted instead.
   */
  async finalise(): Promise<void> {
    await this.stopRecording();
    await this.#exclusive(async () => {
      const { store, clock } = this.#room;
      const draft = this.#draft;
      if (this.#files.view) throw new NotAllowed('attaching');
      if (!drafts.mayGoTo(draft, 'done')) throw new NotAllowed('consent-first');
      if (draft.practice) return store.write(discarding(draft.id));
      const record = await this.#seal(draft, this.#keys, this.#contact);
      const readable = { draft, rest: this.#keys.rest };
      await store.write(await finalising(store, clock, record, readable));
    });
    await this.#end('finalised');
  }

  /** What began to record meanwhile ends with it. */
  async #end(how: InterviewView['ended']): Promise<void> {
    this.#ended = how;
    await this.#sound.end();
    this.#tell();
  }

  /** One step after another; a step that fails changes nothing. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => {
      if (this.#ended) throw new NotAllowed('ended');
      return work();
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #step(change: (draft: Draft) => void): Promise<void> {
    return this.#exclusive(async () => {
      const next = structuredClone(this.#draft);
      change(next);
      await this.#keep(next, this.#keys, this.#contact, []);
    });
  }

  /** A step elsewhere in the talk: where nothing may be recorded the microphone is off first. */
  async #walk(change: (draft: Draft) => void): Promise<void> {
    const there = structuredClone(this.#draft);
    change(there);
    if (!drafts.mayRecord(there)) await this.stopRecording();
    await this.#step(change);
  }

  /** Seals the draft and keeps it with the other changes; then, and only then, it is what shows. */
  async #keep(
    next: Draft,
    keys: Keys,
    contact: InterviewRecord['contact'],
    also: Change[],
  ): Promise<void> {
    this.#sound.addLevels(next);
    drafts.keepLevels(next);
    const value = await this.#seal(next, keys, contact);
    const stays = drafts.soundParts(next);
    const lost = drafts.soundParts(this.#draft).filter((part) => !stays.includes(part));
    const erased = lost.map((part): Change => ({ area: 'chunks', gone: [next.id, part] }));
    const kept: Change = { area: 'interviews', key: [next.id], value };
    await this.#room.store.write([...also, ...erased, kept]);
    this.#draft = next;
    this.#keys = keys;
    this.#contact = contact;
    this.#tell();
  }

  #seal(draft: Draft, keys: Keys, contact: InterviewRecord['contact']): Promise<InterviewRecord> {
    const ms = Math.round(this.recorder.safe);
    return sealRecord(this.#room.keyring, { draft, keys, contact, at: this.#at(), ms });
  }

  #with(purpose: 'sound' | 'contact'): Promise<Keys> {
    return withKey(this.#keys, this.#draft.id, purpose, this.#room.readers);
  }

  /** Now, and where in the sound that is. */
  #moment(): drafts.Now {
    return { at: this.#at(), ...this.#sound.place };
  }

  #at(): string {
    return new Date(this.#room.clock.now()).toISOString();
  }

  #tell(): void {
    for (const call of this.#listeners) call();
  }
}

/** The whole phone: what the screens talk to. */
import { Changes } from './changes';
import { Connection } from './connection';
import { Delivery } from './delivery';
import type { Choice, YesNo } from './consent';
import { NotAllowed, type Beginning as DraftBeginning, type Draft } from './draft';
import { steady } from './elapsed';
import { FieldRoom, guidesIn, type Field } from './field';
import type { Guide } from './guide';
import type { ID } from './id';
import { Identity } from './identity';
import type { Interview } from './interview';
import { Keyring, type Unlocking } from './keyring';
import { Mirror } from './mirror';
import { exported, type ExportedCopy } from './export';
import { finalising } from './outgoing';
import { PairedMark, type Coach, type Paired } from './paired';
import { patient } from './patient';
import type { Change, Device } from './ports';
import { areas, StoreFull } from './ports';
import type { RecorderView } from './recorder';
import { Rehearsal } from './rehearsal';
import { giveBackRoom, talkFits } from './room';
import { found, salvage } from './salvage';
import { ServerClock } from './server-clock';
import { discarding, type InterviewRecord, type Line, type OutgoingState } from './stored';
import { Voices } from './voices';
import { WatchedStore } from './watched-store';
import { Worries } from './worries';

/** What to show first. "lost": it was paired, and the browser has wiped the store since. */
export type PhoneState = 'unpaired' | 'lost' | 'no-pin' | 'locked' | 'ready';

/** What is still there of a phone whose store was wiped. */
export interface Lost {
  coach?: Coach;
  /** How many interviews can be sent once the phone is paired again. */
  copies: number;
  /** It happened while the app was open: the app has to begin anew before pairing. */
  restart: boolean;
}

/** One row of "Mijn gesprekken". */
export interface InterviewLine {
  id: ID;
  state: 'open' | 'practice' | OutgoingState;
  /** Missing when it was sealed under a forgotten PIN. */
  line?: Line;
  /** How much of it the server has, 0 to 1. */
  sent: number;
}

/** How an interview begins. */
export interface Beginning {
  guide: { slug: string; version: string };
  language: string;
  interpreter?: boolean;
  people?: number;
  /** "Oefenen": the same path, never delivered. */
  practice?: boolean;
}

/** The lock of whoever holds an interview. */
const holding = 'wijkstem/interview';

/** Milliseconds that a recorder may be behind the disk before nothing else is done. */
const behind = 5_000;

const isCalm = ({ phase, recorded, safe }: RecorderView): boolean =>
  phase !== 'alarm' && phase !== 'starting' && recorded - safe < behind;

/** How long a start waits for what stands beside the store, in milliseconds. */
const longestLook = 3_000;

/** What only an interview needs comes later, so that the phone's first screen is there sooner. */
const interviewing = () => import('./interviewing');

export class Phone {
  readonly #device: Device;
  readonly #identity: Identity;
  readonly #serverClock: ServerClock;
  readonly #keyring: Keyring;
  readonly #room: FieldRoom;
  readonly #listeners = new Set<() => void>();
  readonly #mark: PairedMark;
  readonly #mirror: Mirror;
  #lost: Lost | undefined;
  #hasPIN = false;
  #release: (() => void) | undefined;
  #turnOff: (() => void) | undefined;
  readonly worries: Worries;
  /** Recorded voices of the guides. */
  readonly voices: Voices;
  readonly #changes: Changes;
  readonly delivery: Delivery;

  private constructor(given: Device) {
    const { clock } = given;
    const files = given.files && patient(given.files, clock);
    this.#mark = new PairedMark(files);
    this.#mirror = new Mirror(given.store, files, clock);
    const watched = new WatchedStore(this.#mirror, (what) => void this.#notice(what));
    const device = (this.#device = { ...given, files, store: watched });
    const { store } = device;
    this.#serverClock = new ServerClock(store, clock);
    const connection = new Connection(device.http, clock, this.#serverClock);
    this.#identity = new Identity(store, clock, connection);
    this.#keyring = new Keyring(store, clock);
    this.#room = new FieldRoom(store, this.#keyring, this.#identity);
    this.voices = new Voices(store, this.#identity);
    this.worries = new Worries(store, clock, this.#identity);
    this.#changes = new Changes(store, this.#identity);
    const { worries } = this;
    const told = () => this.#tell();
    this.delivery = new Delivery(device, this.#identity, this.#room, worries, this.#changes, told);
  }

  static async open(device: Device): Promise<Phone> {
    const phone = new Phone(device);
    await phone.#identity.load();
    await phone.#serverClock.load();
    await phone.delivery.load();
    await phone.voices.load();
    phone.#hasPIN = await phone.#keyring.exists();
    await phone.#lookBeside();
    void giveBackRoom(phone.#device.files).catch(() => undefined);
    return phone;
  }

  /** What stands beside the store is brought up to date, or says that the store was wiped. */
  async #lookBeside(): Promise<void> {
    const { paired } = this.#identity;
    if (paired) {
      void this.#mark.keep(paired, undefined).catch(() => undefined);
      void this.#bringBack(paired.project).catch(() => undefined);
      return;
    }
    const slow = new Promise<undefined>((resolve) =>
      this.#device.clock.after(longestLook, () => resolve(undefined)),
    );
    const mark = await Promise.race([this.#mark.read(), slow]);
    if (mark) this.#lost = await this.#lostOf(mark, false);
  }

  async #lostOf({ coach, project }: Paired, restart: boolean): Promise<Lost> {
    const { files } = this.#device;
    const copies = files ? (await found(files, project).catch(() => [])).length : 0;
    return { ...(coach && { coach }), copies, restart };
  }

  /** The phone is full, or its store was wiped under it. */
  async #notice(what: 'full' | 'gone'): Promise<void> {
    if (what === 'full') this.#mirror.spare(true);
    else if (!this.#lost) {
      this.#lost = { copies: 0, restart: true };
      this.#turnOff?.(); // nothing can be kept, and no screen shows that it is on
      const mark = await this.#mark.read();
      if (mark) this.#lost = await this.#lostOf(mark, true);
    }
    this.#tell();
  }

  /** Interviews of before the store was wiped, when that is why this phone was paired again. */
  async #bringBack(project: ID): Promise<void> {
    const { store, clock, files } = this.#device;
    const wanted = await store.read('cache', ['salvage']);
    if (wanted && files) await salvage(files, store, clock, project);
    if (wanted) await store.write([{ area: 'cache', gone: ['salvage'] }]);
    await this.#mirror.tidy(project);
    this.#tell();
  }

  get state(): PhoneState {
    if (this.#lost) return 'lost';
    if (!this.#identity.paired) return 'unpaired';
    if (!this.#hasPIN) return 'no-pin';
    return this.#keyring.unlocked ? 'ready' : 'locked';
  }

  /** Revoked: no new interviews; what is here is delivered, then the phone wipes itself. */
  get revoked(): boolean {
    return this.#identity.revoked;
  }

  /** There when the state is "lost". */
  get lost(): Lost | undefined {
    return this.#lost;
  }

  /** Whether a second copy of each interview is kept beside the store. */
  get mirrored(): boolean {
    return this.#mirror.works;
  }

  get field(): Field | undefined {
    return this.#room.field;
  }

  subscribe(call: () => void): () => void {
    this.#listeners.add(call);
    return () => this.#listeners.delete(call);
  }

  /** Pairs with the code from the begeleider; rejects with Refused, Unreachable or NotOurServer. */
  async pair(code: string, label: string): Promise<void> {
    const { store } = this.#device;
    if (this.#lost) await store.write([{ area: 'cache', key: ['salvage'], value: true }]);
    await this.#identity.pair(code, label);
    this.#lost = undefined;
    const paired = this.#identity.paired!;
    await this.#mark.keep(paired, undefined).catch(() => undefined);
    await this.#bringBack(paired.project).catch(() => undefined);
    this.#tell();
  }

  async choosePIN(pin: string): Promise<void> {
    if (this.#hasPIN) throw new Error('there is a PIN');
    // Open interviews are here only when the lock got lost: they can be delivered, not read.
    await this.#keyring.choose(pin, await this.#finaliseAll());
    this.#hasPIN = true;
    this.#tell();
  }

  async unlock(pin: string): Promise<Unlocking> {
    const result = await this.#keyring.unlock(pin);
    if (result === 'open') await this.#room.load();
    this.#tell();
    return result;
  }

  lock(): void {
    this.#keyring.close();
    this.#tell();
  }

  /**
   * A forgotten PIN: open interviews are finalised as they are, since they can
   * be delivered but not read here any more; then a new PIN begins. False, and
   * nothing is done, while another tab holds an interview.
   */
  async forgetPIN(pin: string): Promise<boolean> {
    const done = await this.#alone(async () => {
      await this.#keyring.choose(pin, await this.#finaliseAll());
      return true;
    });
    if (!done) return false;
    await this.#room.load();
    this.#tell();
    this.delivery.nudge();
    return true;
  }

  /** Works while no interview is being held, in this tab or another; else false. */
  async #alone(work: () => Promise<boolean>): Promise<boolean> {
    const release = await this.#device.locks.hold(holding);
    if (!release) return false;
    try {
      return await work();
    } finally {
      release();
    }
  }

  async #finaliseAll(): Promise<Change[]> {
    const { store, clock } = this.#device;
    const records = await this.#records();
    for (const record of records.filter((one) => !one.practice)) {
      await store.write(await finalising(store, clock, record));
    }
    const practice = records.filter((one) => one.practice);
    return practice.flatMap(({ id }) => discarding(id));
  }

  /** Fetches field, guides and reference words; without network the kept ones stay. */
  async refresh(): Promise<void> {
    const field = await this.#room.refresh();
    if (field.epoch !== undefined) await this.delivery.noticeEpoch(field.epoch);
    await this.#mark.keep(this.#identity.paired!, field).catch(() => undefined);
    this.#tell();
    void this.#renewVoices(field).catch(() => undefined); // they come another time
  }

  /** Never beside a talk, never where a whole talk would not fit, and by wifi where that was chosen. */
  async #renewVoices(field: Field): Promise<void> {
    const may = () => !this.#release && !this.revoked && !this.delivery.view.rests;
    let fits: boolean | undefined;
    await this.voices.renew(field, async () => may() && (fits ??= await this.#fits()));
    this.#tell();
  }

  guide(slug: string, version: string): Promise<Guide | undefined> {
    return this.#room.guide(slug, version);
  }

  /**
   * Begins an interview; undefined when another tab holds one. Rejects with
   * StoreFull when there is no room for a whole talk; practice needs none.
   */
  async begin(about: Beginning): Promise<Interview | undefined> {
    const { field } = this;
    const offered = field && (about.practice ? guidesIn(field) : field.guides);
    const announced = offered?.find(
      ({ slug, version }) => slug === about.guide.slug && version === about.guide.version,
    );
    const guide = await this.guide(about.guide.slug, about.guide.version);
    if (!field || !announced || !guide) throw new Error('this guide is not on the phone');
    if (this.revoked) throw new Error('the phone is revoked');
    if (!about.practice && !(await this.#fits())) throw new StoreFull();
    const { Interview, newDraft } = await interviewing();
    const draft = newDraft(this.#beginning(about, guide, announced.hash));
    await this.voices.prefer(about.language).catch(() => undefined);
    return this.#holding(async () => {
      await this.#forgetPractice();
      return Interview.begin(this.#roomFor(guide), draft);
    });
  }

  async #fits(): Promise<boolean> {
    const fits = await talkFits(this.#device.files);
    this.#mirror.spare(!fits);
    return fits;
  }

  /** A practice that was left half-way stands in no list: it goes when something new begins. */
  async #forgetPractice(): Promise<void> {
    const practice = (await this.#records()).filter((one) => one.practice);
    await this.#device.store.write(practice.flatMap(({ id }) => discarding(id)));
  }

  #beginning(about: Beginning, guide: Guide, hash: string): DraftBeginning {
    const { device, project } = this.#identity.paired!;
    const { ahead } = this.#serverClock;
    return {
      ...(ahead && { clock: ahead }),
      project,
      device,
      guide: { slug: guide.slug, version: guide.version, hash },
      group: guide.audience,
      practice: about.practice ?? false,
      ageless: guide.practice ?? false,
      language: about.language,
      interpreter: about.interpreter ?? false,
      people: about.people ?? 1,
      topics: guide.topics.map((topic) => topic.id),
      startedAt: new Date(this.#device.clock.now()).toISOString(),
    };
  }

  /** Goes on with an open interview; undefined when another tab holds one. */
  async resume(id: ID): Promise<Interview | undefined> {
    const record = (await this.#device.store.read('interviews', [id])) as
      InterviewRecord | undefined;
    if (!record) throw new Error('this interview is not open');
    const { Interview } = await interviewing();
    return this.#holding(() =>
      Interview.resume(this.#keyring, record, (guide) => this.#roomOf(guide)),
    );
  }

  async #roomOf(pinned: Draft['guide']) {
    const guide = await this.#room.guideOf(pinned);
    if (!guide) throw new Error('this guide is not on the phone');
    return this.#roomFor(guide);
  }

  #roomFor(guide: Guide) {
    const { store, files, presence, awake } = this.#device;
    const microphone = guide.practice
      ? new Rehearsal(this.#device.microphone)
      : this.#device.microphone;
    const clock = steady(this.#device.clock);
    const { deliveryKeys: readers } = this.field!;
    const takeReference = () => this.#room.takeReference();
    const stopping = (id: ID, project: ID) => this.#changes.stopping(id, project);
    const stopped = (id: ID) => this.delivery.forget(id);
    const early = () => this.delivery.nudge();
    const device = { store, files, clock, microphone, presence, awake };
    const told = { takeReference, stopping, stopped, early };
    return { ...device, keyring: this.#keyring, guide, readers, ...told };
  }

  async #holding(open: () => Promise<Interview>): Promise<Interview | undefined> {
    this.#release?.();
    this.#release = await this.#device.locks.hold(holding);
    if (!this.#release) return undefined;
    try {
      const interview = await open();
      this.delivery.mind(() => isCalm(interview.recorder));
      this.#turnOff = () => void interview.stopRecording().catch(() => undefined);
      return interview;
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** Leaves the interview screens; the interview stays open on the phone. */
  leave(): void {
    this.delivery.mind(() => true);
    this.#release?.();
    this.#release = undefined;
  }

  /**
   * The participant of a finalised interview changes a choice. It is told to the
   * server as soon as there is a network; meedoen = nee takes the interview off
   * this phone at once, and then off the server. Where several sat there a "nee"
   * stays: whose it was is not known here any more.
   */
  async changeChoice(interview: ID, choice: Choice, answer: YesNo): Promise<void> {
    const item = (await this.delivery.items()).find(({ id }) => id === interview);
    if (!item) throw new NotAllowed('unknown-interview');
    if (choice === 'participate' && answer === 'yes') throw new NotAllowed('ended');
    if (answer === 'yes' && (await this.#line(item)).line?.several)
      throw new NotAllowed('each-chose');
    await this.#changes.add(interview, item.project, choice, answer);
    if (choice === 'participate') this.delivery.forget(interview);
    else this.delivery.nudge();
    this.#tell();
  }

  /** How many changed choices the server does not know yet. */
  async untoldChoices(): Promise<number> {
    return (await this.#changes.untold()).length;
  }

  /** "Bewaar een kopie": a sealed file of an interview, by its two words as far as it has any. */
  exported(interview: ID, reference = ''): Promise<ExportedCopy | undefined> {
    return exported(this.#device.store, interview, reference);
  }

  /** All interviews on this phone, the youngest first. */
  async interviews(): Promise<InterviewLine[]> {
    const stopped = await this.#changes.stopped();
    const open = (await this.#records()).map(async (record): Promise<InterviewLine> => {
      const state = record.practice ? 'practice' : 'open';
      return { id: record.id, state, ...(await this.#line(record)), sent: 0 };
    });
    const items = (await this.delivery.items()).filter(({ id }) => !stopped.includes(id));
    const gone = items.map(async (item): Promise<InterviewLine> => {
      const whole = item.parts.reduce((sum, part) => sum + part.bytes, 0);
      const sent = item.state === 'safe' ? 1 : (this.delivery.view.sent.get(item.id) ?? 0) / whole;
      return { id: item.id, state: item.state, ...(await this.#line(item)), sent };
    });
    const all = await Promise.all([...open, ...gone]);
    return all.sort((a, b) => (b.line?.startedAt ?? '').localeCompare(a.line?.startedAt ?? ''));
  }

  async #line({ id, line }: { id: ID; line: ArrayBuffer }): Promise<{ line?: Line }> {
    try {
      const kept = (await this.#keyring.open(line, `line/${id}`)) as Line;
      const changed = (await this.#changes.list(id)).map(({ choice, answer }) => [choice, answer]);
      const consent = kept.consent && { ...kept.consent, ...Object.fromEntries(changed) };
      return { line: consent ? { ...kept, consent } : kept };
    } catch {
      return {};
    }
  }

  async #records(): Promise<InterviewRecord[]> {
    const entries = await this.#device.store.list('interviews', { prefix: [] });
    return entries.map((entry) => entry.value as InterviewRecord);
  }

  /**
   * What a revoked phone does: open interviews are finalised as they are, all
   * are delivered, and when everything is safe the phone forgets everything.
   * True when it did. An interview that is being held is never ended: the phone
   * waits for it.
   */
  async leaveProject(): Promise<boolean> {
    if (!this.revoked) return false;
    const left = await this.#alone(() => this.#leave());
    if (!left) await this.delivery.run();
    return left;
  }

  async #leave(): Promise<boolean> {
    await this.#device.store.write(await this.#finaliseAll());
    await this.delivery.run();
    if (!(await this.#allTold())) return false;
    await this.#mark.remove().catch(() => undefined);
    await this.#device.store.write(areas.map((area) => ({ area, gone: [] })));
    await this.#identity.load();
    this.#hasPIN = false;
    this.lock();
    return true;
  }

  async #allTold(): Promise<boolean> {
    const items = await this.delivery.items();
    if (items.some(({ state }) => state === 'waiting' || state === 'refused')) return false;
    return (await this.untoldChoices()) + (await this.worries.untold()).length === 0;
  }

  #tell(): void {
    for (const call of this.#listeners) call();
  }
}

/**
 * Delivers what is in the outbox. Nothing is called safe before a receipt names
 * the SHA-256 of every part, and nothing leaves this phone before the days after
 * that which the project has set. One tab delivers at a time.
 */
import { base64url } from './bytes';
import type { Changes } from './changes';
import { NotOurServer, Refused, Unreachable } from './connection';
import { Early, earlyEvery } from './early';
import type { FieldRoom } from './field';
import type { ID } from './id';
import type { Identity } from './identity';
import { readPart } from './outgoing';
import type { Change, Device } from './ports';
import { pairsInUse } from './pairs-in-use';
import { provesErased } from './proof';
import type { Envelope, EnvelopePart, Receipt } from './record';
import { lieStillKey, type LieStill } from './lie-still';
import type { InterviewRecord, Outgoing, OutgoingPart, OutgoingState } from './stored';
import { Sending, type Rest } from './sending';
import { Held, Uploader, type Upload } from './tus';
import type { Worries } from './worries';

/** How the last try ended; `full`: the project or its server has no room for more sound. */
export type Reach = 'untried' | 'reached' | 'unreachable' | 'not-our-server' | 'refused' | 'full';

export interface DeliveryView {
  reach: Reach;
  /** Why sound stays here for now: see Sending. */
  rests: Rest | undefined;
  /** Whether this phone sends by wifi only. */
  wifiOnly: boolean;
  /** Whether something is being sent now. */
  busy: boolean;
  /** Bytes of an interview that the server has, while it is being sent. */
  sent: ReadonlyMap<ID, number>;
}

const aDay = 24 * 3_600_000;
/** The most days for a copy that a project may set; holds while this phone is locked. */
const mostCopyDays = 60;
const inlineUpTo = 64 * 1024;
const shortest = 2_000;
/** A link that breaks, but carries something each time, is used again soon. */
const afterProgress = 500;
const longest = 300_000;
/** Where there is no room somebody must make some first. */
const untilRoom = 3_600_000;

/** What the server is told of this phone. */
interface PhoneState {
  waiting: number;
  keys: string[];
  oldestOpen?: string;
  lieStill?: LieStill;
}

export class Delivery {
  readonly #device: Device;
  readonly #identity: Identity;
  readonly #room: FieldRoom;
  readonly #worries: Worries;
  readonly #changes: Changes;
  readonly #uploader: Uploader;
  readonly #early: Early;
  readonly #sending: Sending;
  readonly #changed: () => void;
  #reach: Reach = 'untried';
  #busy = false;
  #sent = new Map<ID, number>();
  /** Rounds that failed, one after another, without bringing anything further. */
  #failures = 0;
  /** Whether bytes arrived in this round, or an interview became safe. */
  #gotOn = false;
  #stop: (() => void) | undefined;
  #running = false;
  #unwatch: (() => void) | undefined;
  /** Something came up during a round: another follows at once. */
  #again = false;
  #left = new Set<ID>();
  /** Whether the recorder can spare the phone's attention now. */
  #calm: () => boolean = () => true;

  constructor(
    device: Device,
    identity: Identity,
    room: FieldRoom,
    worries: Worries,
    changes: Changes,
    changed: () => void,
  ) {
    this.#device = device;
    this.#identity = identity;
    this.#room = room;
    this.#worries = worries;
    this.#changes = changes;
    this.#sending = new Sending(device);
    this.#uploader = new Uploader(identity, device.clock);
    const epoch = (now: string) => this.noticeEpoch(now);
    this.#early = new Early(device.store, identity, this.#uploader, epoch);
    this.#changed = changed;
  }

  get view(): DeliveryView {
    const { rests, wifiOnly } = this.#sending;
    return { reach: this.#reach, rests, wifiOnly, busy: this.#busy, sent: this.#sent };
  }

  /** Reads how this phone may send. */
  load(): Promise<void> {
    return this.#sending.load();
  }

  /** "Alleen via wifi": holds from the next PATCH on. */
  async setWifiOnly(wifiOnly: boolean): Promise<void> {
    await this.#sending.setWifiOnly(wifiOnly);
    this.#changed();
    this.nudge();
  }

  /** Delivers now and goes on trying until stopped, more patiently after each failure. */
  start(): void {
    this.#running = true;
    this.#unwatch ??= this.#sending.watch(() => this.nudge());
    this.nudge();
  }

  /** Tries at once: the network came back, or something was finalised. */
  nudge(): void {
    this.#stop?.();
    if (this.#running) void this.#pass();
  }

  stop(): void {
    this.#running = false;
    this.#unwatch?.();
    this.#unwatch = undefined;
    this.#stop?.();
  }

  /** While a talk is held here: sound goes out only when its recorder is well. */
  mind(calm: () => boolean): void {
    this.#calm = calm;
  }

  /** The participant stopped: nothing more of it leaves this phone. */
  forget(interview: ID): void {
    this.#left.add(interview);
    this.nudge();
  }

  async #pass(): Promise<void> {
    if (this.#busy) return void (this.#again = true);
    await this.run();
    if (!this.#running) return;
    if (this.#again) {
      this.#again = false;
      return this.#pass();
    }
    const least = this.#gotOn ? afterProgress : shortest;
    const patience = Math.min(longest, least * 2 ** (this.#failures - 1));
    const pause = (await this.#early.talks()).length > 0 ? earlyEvery : longest;
    const patiently = patience * (0.5 + this.#device.chance() / 2);
    const failed = this.#reach === 'full' ? untilRoom : patiently;
    const wait = this.#failures === 0 ? pause : failed;
    this.#stop?.();
    this.#stop = this.#device.clock.after(wait, () => void this.#pass());
  }

  /** One round: alerts, interviews, what to tell and what to tidy. True when all of it went well. */
  async run(): Promise<boolean> {
    if (!this.#identity.paired) return false;
    let release: (() => void) | undefined;
    try {
      release = await this.#device.locks.hold('wijkstem/delivery');
      if (!release) return false;
      this.#gotOn = false;
      this.#show({ busy: true });
      await this.#round();
      this.#failures = 0;
      this.#show({ reach: 'reached' });
      return true;
    } catch (error) {
      if (error instanceof Held) return false;
      this.#failures = this.#gotOn ? 1 : this.#failures + 1;
      this.#show({ reach: reachOf(error) });
      return false;
    } finally {
      release?.();
      if (release) this.#show({ busy: false });
    }
  }

  async #round(): Promise<void> {
    let failed: unknown;
    const attempt = async (work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        if (error instanceof Held) return;
        if (error instanceof Unreachable || error instanceof NotOurServer) throw error;
        failed ??= error;
      }
    };
    await this.#dropStopped();
    await attempt(() => this.#worries.tell());
    for (const work of await this.#toSend()) await attempt(work);
    await attempt(() => this.#tellChanges());
    await attempt(() => this.#report());
    await this.#tidy();
    if (failed !== undefined) throw failed;
  }

  /**
   * Talks that go on, then interviews that wait; none of their sound while sending
   * rests. What parts a talk has is told all the same: a "nee" does not wait for wifi.
   */
  async #toSend(): Promise<(() => Promise<void>)[]> {
    const may = (id: ID) => !this.#left.has(id) && this.#sending.rests === undefined;
    const held = (id: ID) => () => this.#calm() && may(id);
    const early = (await this.#early.talks()).map((talk) => async () => {
      if (this.#left.has(talk.id) || this.#sending.rests === 'hidden') return;
      await this.#early.send(talk, held(talk.id));
    });
    const waiting = (await this.items()).filter(({ state }) => state === 'waiting');
    const whole = waiting.map((item) => async () => {
      if (this.#sending.rests === undefined) await this.#deliver(item);
    });
    return [...early, ...whole];
  }

  /** What the participant took back goes off this phone, whether or not there is a network. */
  async #dropStopped(): Promise<void> {
    const gone = (await this.#changes.stopped()).flatMap(leaving);
    if (gone.length > 0) await this.#device.store.write(gone);
  }

  async #tellChanges(): Promise<void> {
    const waiting = (await this.items()).filter(({ state }) => state !== 'safe');
    await this.#changes.tell(waiting.map(({ id }) => id));
  }

  /** What is in the outbox. */
  async items(): Promise<Outgoing[]> {
    const entries = await this.#device.store.list('outbox', { prefix: [] });
    return entries.map((entry) => entry.value as Outgoing);
  }

  /** A restored server may have lost what it once had: everything still here is offered again. */
  async noticeEpoch(epoch: string): Promise<void> {
    const known = await this.#device.store.read('cache', ['epoch']);
    if (known === epoch) return;
    const changes = known === undefined ? [] : await this.#offering('safe', 'refused');
    if (known !== undefined) changes.push(...(await this.#changes.again()));
    await this.#device.store.write([...changes, { area: 'cache', key: ['epoch'], value: epoch }]);
  }

  /**
   * "Verstuur nu": what was refused is offered again, since somebody may have put
   * it right. `onWifi` is somebody's word where the browser does not say.
   */
  async offerAgain(onWifi = false): Promise<void> {
    if (onWifi) this.#sending.takeWord();
    await this.#device.store.write(await this.#offering('refused'));
    this.nudge();
  }

  /** Makes interviews in these states wait again, as if nothing of them had been sent. */
  async #offering(...states: OutgoingState[]): Promise<Change[]> {
    const again = (await this.items()).filter(({ state }) => states.includes(state));
    return again.map(({ settledAt: _, ...item }) =>
      this.#put({ ...item, state: 'waiting', uploads: {}, takenBack: [] }),
    );
  }

  async #deliver(item: Outgoing): Promise<void> {
    try {
      const receipt = await this.#announce(item);
      if (!receipt) return await this.#refused(item);
      await this.noticeEpoch(receipt.epoch);
      let now = item;
      for (const part of item.parts) {
        if (stored(receipt, part)) continue;
        if (differs(receipt, part)) {
          if (now.takenBack?.includes(part.number)) return await this.#refused(now);
          now = await this.#takeBack(now, part);
        }
        now = await this.#upload(now, part);
      }
      await this.#settle(now, matches(receipt, item) ? receipt : await this.#receipt(item));
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 410) throw error;
      await this.#erased(item, error.problem.erased);
    } finally {
      this.#sent.delete(item.id);
    }
  }

  #refused(item: Outgoing): Promise<void> {
    return this.#device.store.write([this.#put({ ...item, state: 'refused' })]);
  }

  /** Undefined when the server holds something else under this id. */
  async #announce(item: Outgoing): Promise<Receipt | undefined> {
    const path = `${this.#path(item)}/manifest`;
    try {
      return await this.#identity.json<Receipt>({ method: 'PUT', path, value: envelope(item) });
    } catch (error) {
      if (error instanceof Refused && error.status === 409) return undefined;
      throw error;
    }
  }

  #receipt(item: Outgoing): Promise<Receipt> {
    return this.#identity.json<Receipt>({ method: 'GET', path: `${this.#path(item)}/receipt` });
  }

  #path(item: Outgoing): string {
    return `/v1/projects/${item.project}/interviews/${item.id}`;
  }

  /** Takes a part back of which the server has other bytes, and remembers that it did. */
  async #takeBack(item: Outgoing, part: OutgoingPart): Promise<Outgoing> {
    const known = item.uploads[part.number];
    await this.#uploader.abort(known ?? (await this.#uploader.begin(this.#uploadOf(item, part))));
    const others = Object.entries(item.uploads).filter(
      ([number]) => Number(number) !== part.number,
    );
    const uploads = Object.fromEntries(others);
    const takenBack = [...(item.takenBack ?? []), part.number];
    const now = { ...item, uploads, takenBack };
    await this.#device.store.write([this.#put(now)]);
    return now;
  }

  #uploadOf(item: Outgoing, part: OutgoingPart): Upload {
    const before = item.parts.filter((one) => one.number < part.number);
    const earlier = before.reduce((sum, one) => sum + one.bytes, 0);
    return {
      project: item.project,
      interview: item.id,
      part: part.number,
      bytes: part.bytes,
      mayGoOn: () => this.#sending.rests === undefined,
      read: (offset: number, length: number) => {
        if (this.#left.has(item.id)) throw new Error('the participant stopped');
        return readPart(this.#device.store, item.id, part, offset, length);
      },
      reached: (offset: number) => this.#reached(item.id, earlier + offset),
    };
  }

  async #upload(item: Outgoing, part: OutgoingPart): Promise<Outgoing> {
    const upload = this.#uploadOf(item, part);
    const known = item.uploads[part.number];
    if (known !== undefined && (await this.#uploader.finish(known, upload))) return item;
    const location = await this.#uploader.begin(upload);
    const now = { ...item, uploads: { ...item.uploads, [part.number]: location } };
    await this.#device.store.write([this.#put(now)]);
    if (!(await this.#uploader.finish(location, upload))) throw new Error('the upload is gone');
    return now;
  }

  #reached(interview: ID, bytes: number): void {
    const before = this.#sent.get(interview);
    if (before !== undefined && bytes > before) this.#gotOn = true;
    this.#sent.set(interview, bytes);
    this.#changed();
  }

  async #settle(item: Outgoing, receipt: Receipt): Promise<void> {
    if (receipt.state === 'erased') return this.#erased(item, undefined);
    if (!matches(receipt, item)) throw new Error('the receipt does not match');
    const settledAt = this.#device.clock.now();
    await this.#device.store.write([this.#put({ ...item, state: 'safe', settledAt })]);
    this.#gotOn = true;
  }

  /** With the server's proof the copy goes at once, without it after the usual time. */
  async #erased(item: Outgoing, proof: string | undefined): Promise<void> {
    const key = this.#room.field?.serverKey;
    const proven = proof && key && (await provesErased(proof, key, item.id));
    const settledAt = proven ? 0 : this.#device.clock.now();
    await this.#device.store.write([this.#put({ ...item, state: 'erased', settledAt })]);
  }

  /** Tells how many interviews are still on this phone, and which keys they need. */
  async #report(): Promise<void> {
    if (this.#identity.revoked) return;
    const { store } = this.#device;
    const value = await this.#stillHere();
    const told = JSON.stringify(value);
    if ((await store.read('cache', ['reported'])) === told) return;
    const path = `/v1/projects/${this.#identity.paired!.project}/phone-state`;
    await this.#identity.json({ method: 'PUT', path, value });
    await store.write([{ area: 'cache', key: ['reported'], value: told }]);
  }

  /**
   * Interviews that are nowhere but here, being held, waiting, or not accepted; since
   * when the oldest is being held; the pairs in use; and whether the phone stays awake.
   */
  async #stillHere(): Promise<PhoneState> {
    const entries = await this.#device.store.list('interviews', { prefix: [] });
    const held = entries.map(({ value }) => value as InterviewRecord);
    const open = held.filter(({ practice }) => !practice);
    const items = await this.items();
    const here = items.filter(({ state }) => state === 'waiting' || state === 'refused');
    const keys = pairsInUse(open, items, this.#room.field);
    const oldest = Math.min(...open.map(({ begun }) => begun ?? Infinity));
    const since = Number.isFinite(oldest) && { oldestOpen: new Date(oldest).toISOString() };
    const lieStill = (await this.#device.store.read('setting', lieStillKey)) as
      LieStill | undefined;
    return { waiting: open.length + here.length, keys, ...since, ...(lieStill && { lieStill }) };
  }

  async #tidy(): Promise<void> {
    const now = this.#device.clock.now();
    const keptFor = (this.#room.field?.copyDays ?? mostCopyDays) * aDay;
    for (const { id, state, settledAt } of await this.items()) {
      if (state !== 'safe' && state !== 'erased') continue;
      if (settledAt === undefined || now - settledAt < keptFor) continue;
      await this.#device.store.write(leaving(id));
    }
    await this.#changes.tidy((await this.items()).map(({ id }) => id));
  }

  #put(item: Outgoing): Change {
    return { area: 'outbox', key: [item.id], value: item };
  }

  #show(change: { reach?: Reach; busy?: boolean }): void {
    this.#reach = change.reach ?? this.#reach;
    this.#busy = change.busy ?? this.#busy;
    this.#changed();
  }
}

/** Takes a finalised interview off the phone. */
const leaving = (id: ID): Change[] => [
  { area: 'outbox', gone: [id] },
  { area: 'chunks', gone: [id] },
];

function reachOf(error: unknown): Reach {
  if (error instanceof Unreachable) return 'unreachable';
  if (error instanceof Refused && error.status === 507) return 'full';
  return error instanceof NotOurServer ? 'not-our-server' : 'refused';
}

/** What the server is told of an interview before its parts come. */
export function envelope(item: Outgoing): Envelope {
  return {
    version: 1,
    interview: item.id,
    keys: item.keys as Envelope['keys'],
    sealed: base64url(new Uint8Array(item.manifest)),
    parts: [...item.parts.map(envelopePart), ...(item.gone ?? []).map(gonePart)],
    final: true,
  };
}

function envelopePart({ number, kind, bytes, sha256, frames, whole }: OutgoingPart): EnvelopePart {
  const inline = whole && bytes <= inlineUpTo && base64url(new Uint8Array(whole));
  return { number, kind, bytes, sha256, frames, ...(inline && { inline }) };
}

const gonePart = (number: number): EnvelopePart => {
  return { number, kind: 'sound', bytes: 0, sha256: '', frames: 0, gone: true };
};

/** What arrived is safe even when the server could not open it: these are the bytes that were sent. */
const stored = (receipt: Receipt, part: OutgoingPart): boolean =>
  receipt.parts.some(
    (one) =>
      one.number === part.number &&
      one.state !== 'waiting' &&
      (one.state === 'erased' || (one.bytes === part.bytes && one.sha256 === part.sha256)),
  );

/** The server has all of a part, but other bytes than these. */
const differs = (receipt: Receipt, part: OutgoingPart): boolean =>
  receipt.parts.some((one) => one.number === part.number && one.state !== 'waiting');

const matches = (receipt: Receipt, item: Outgoing): boolean =>
  receipt.interview === item.id && item.parts.every((part) => stored(receipt, part));

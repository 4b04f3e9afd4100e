/**
 * Keeps sound from the first moment on: every chunk is sealed and on the disk
 * before it counts as safe. A watchdog sees within seconds that nothing (or
 * only silence) arrives, marks the gap and goes on in a new segment by itself.
 */
import type { Clock, Input, Microphone, Recording, Take } from './ports';
import { StoreFull } from './ports';
import type { Offset } from './record';

/** Why the recording stands still. */
export type Cause =
  'muted' | 'ended' | 'suspended' | 'stalled' | 'silent' | 'store' | 'full' | 'refused';

export type Phase = 'off' | 'starting' | 'recording' | 'paused' | 'alarm';

/** What a screen shows of the recorder. Times are milliseconds. */
export interface RecorderView {
  phase: Phase;
  cause?: Cause;
  /** Sound recorded in this sitting. */
  recorded: number;
  /** Of which on this phone's disk. */
  safe: number;
  /** How long nothing has been recorded, while in alarm. */
  missing: number;
  /** Loudness now, 0 to 1. */
  level: number;
}

/** Where a recorder keeps what it records. */
export interface Sound {
  /** Keeps that a segment begins and gives its part number. */
  begin(mime: string): Promise<number>;
  /** Seals and keeps one chunk; ms is how far in the segment it ends. */
  keep(part: number, seq: number, ms: number, bytes: ArrayBuffer): Promise<void>;
  /** Keeps what happened at a place in the sound. */
  note(event: 'pause' | 'resume' | 'gap', place: Offset): Promise<void>;
}

const tick = 500;
const silence = 1e-4;
const silentAfter = 5_000;
const unkeptAfter = 10_000;
const reopenEvery = 3_000;
const maxChunk = 1 << 20;

/** How to record: what the browser can, mp4 first on WebKit; undefined when nothing fits. */
export function recordingFor(microphone: Microphone): Recording | undefined {
  const formats = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
  const wanted = microphone.webkit ? ['audio/mp4', ...formats] : formats;
  const mime = wanted.find((one) => microphone.supports(one));
  if (mime === undefined) return undefined;
  return { mime, bitsPerSecond: 24_000, timeslice: microphone.webkit ? 2_000 : 500 };
}

interface Running {
  take: Take;
  part: number;
  seq: number;
  /** Milliseconds of the segment before the clock was last started. */
  ms: number;
  /** When the clock was started; undefined while paused. */
  since: number | undefined;
  /** Sound of earlier segments, in milliseconds. */
  before: number;
  /** The disk was full: nothing after it may be kept. */
  cut: boolean;
}

interface Chunk {
  part: number;
  seq: number;
  ms: number;
  running: Running;
  bytes: Promise<ArrayBuffer>;
  announced: number;
}

export class Recorder {
  readonly #microphone: Microphone;
  readonly #clock: Clock;
  readonly #sound: Sound;
  readonly #changed: () => void;
  #phase: Phase = 'off';
  #cause: Cause | undefined;
  #input: Input | undefined;
  #running: Running | undefined;
  #unkept: Chunk[] = [];
  #keeping: Promise<void> = Promise.resolve();
  #lastChunk = 0;
  #lastLoud = 0;
  #badSince = 0;
  #triedAt = 0;
  #gapIn: number | undefined;
  #gap: Offset | undefined;
  #busy = false;
  /** Counts from start to stop: what was begun in an earlier one is overtaken. */
  #sitting = 0;
  /** A cut that could not be made yet, and whether a pause follows it. */
  #due: { pausing: boolean } | undefined;
  #done = 0;
  #safe = 0;
  #stopWatch: (() => void) | undefined;

  constructor(microphone: Microphone, clock: Clock, sound: Sound, changed: () => void) {
    this.#microphone = microphone;
    this.#clock = clock;
    this.#sound = sound;
    this.#changed = changed;
  }

  get view(): RecorderView {
    const alarm = this.#phase === 'alarm';
    return {
      phase: this.#phase,
      ...(alarm && { cause: this.#cause }),
      recorded: this.#done + this.#inSegment(),
      safe: this.#safe,
      missing: alarm ? this.#clock.monotonic() - this.#badSince : 0,
      level: this.#phase === 'recording' ? (this.#input?.level() ?? 0) : 0,
    };
  }

  /** The place in the sound right now; undefined when nothing is being recorded. */
  get place(): Offset | undefined {
    return this.#running && { segment: this.#running.part, ms: Math.round(this.#inSegment()) };
  }

  /** Opens the microphone and begins a segment; an alarm tells when that fails. */
  async start(): Promise<void> {
    if (this.#phase !== 'off') return;
    this.#badSince = this.#clock.monotonic();
    this.#become('starting');
    this.#stopWatch = this.#clock.every(tick, () => void this.#watch());
    await this.#segment(++this.#sitting);
  }

  async pause(): Promise<void> {
    const running = this.#running;
    if (this.#phase !== 'recording' || !running) return;
    running.take.pause();
    this.#holdClock(running);
    this.#become('paused');
    await this.#sound.note('pause', this.place!);
  }

  async resume(): Promise<void> {
    const running = this.#running;
    if (this.#phase !== 'paused' || !running) return;
    running.take.resume();
    running.since = this.#lastChunk = this.#lastLoud = this.#clock.monotonic();
    this.#become('recording');
    await this.#sound.note('resume', this.place!);
  }

  /**
   * From here on a segment of its own: what came before it is complete. While
   * that cannot be, it is remembered; pausing holds the new segment still.
   */
  async cut(pausing = false): Promise<void> {
    if (this.#phase === 'off') return;
    if (this.#busy || this.#phase === 'alarm') return void (this.#due = { pausing });
    const sitting = this.#sitting;
    this.#busy = true;
    await this.#endTake();
    if (pausing) this.#due = { pausing };
    await this.#segment(sitting);
  }

  /** "Weer opnemen": tries again at once instead of waiting for the watchdog. */
  async retry(): Promise<void> {
    if (this.#phase === 'alarm' && !this.#busy) await this.#restart();
  }

  /** Ends the recording; fulfilled when everything that was recorded is kept. */
  async stop(): Promise<void> {
    if (this.#phase === 'off') return;
    this.#stopWatch?.();
    this.#sitting++;
    this.#busy = true;
    const { place } = this;
    if (this.#phase === 'alarm') this.#endGap();
    await this.#endTake();
    this.#closeInput();
    this.#busy = false;
    this.#due = undefined;
    this.#become('off');
    await this.#keeping;
    await this.#noteGap();
    if (place) await this.#sound.note('pause', place).catch(unlessFull);
  }

  async #segment(sitting: number): Promise<void> {
    if (this.#overtaken(sitting)) return;
    const how = recordingFor(this.#microphone);
    this.#busy = how !== undefined;
    if (!how) return this.#alarm('refused');
    const due = this.#due;
    this.#due = undefined;
    try {
      const input = this.#input ?? (await this.#openInput(sitting));
      const part = input && (await this.#sound.begin(how.mime));
      if (part === undefined || this.#overtaken(sitting)) return;
      this.#record(input!, how, part);
    } catch (error) {
      if (this.#overtaken(sitting)) return;
      this.#due ??= due;
      this.#alarm(this.#causeOf(error));
    } finally {
      if (!this.#overtaken(sitting)) this.#busy = false;
    }
    await this.#catchUp(due);
  }

  #overtaken(sitting: number): boolean {
    return sitting !== this.#sitting;
  }

  /** What was asked for while the segment began; of what was asked before only the pause is left. */
  async #catchUp(before: { pausing: boolean } | undefined): Promise<void> {
    if (this.#phase !== 'recording') return;
    const due = this.#due;
    this.#due = undefined;
    if (due) await this.cut(due.pausing);
    else if (before?.pausing) await this.pause();
  }

  /** A failed new try leaves the cause of the alarm as it was. */
  #causeOf(error: unknown): Cause {
    if (error instanceof StoreFull) return 'full';
    if (this.#phase === 'alarm') return this.#cause!;
    return this.#input ? 'store' : 'refused';
  }

  #closeInput(): void {
    this.#input?.close();
    this.#input = undefined;
  }

  /** Undefined when the recording was stopped meanwhile: then nothing stays open. */
  async #openInput(sitting: number): Promise<Input | undefined> {
    const input = await this.#microphone.open();
    if (this.#overtaken(sitting)) return void input.close();
    input.onChange(() => void this.#watch());
    return (this.#input = input);
  }

  #record(input: Input, how: Recording, part: number): void {
    const now = this.#clock.monotonic();
    const start = { part, seq: 0, ms: 0, since: now, before: this.#done, cut: false };
    const running: Running = { take: undefined as never, ...start };
    running.take = input.record(how, (size, bytes) => this.#take(running, size, bytes));
    this.#running = running;
    this.#lastChunk = this.#lastLoud = now;
    this.#become('recording');
  }

  /** Takes the number before anything is awaited, so that the order is the recorder's. */
  #take(running: Running, size: number, bytes: Promise<ArrayBuffer>): void {
    if (size === 0 || running.cut) return;
    const seq = running.seq;
    running.seq += Math.ceil(size / maxChunk);
    this.#lastChunk = this.#clock.monotonic();
    const ms = Math.round(this.#msOf(running));
    this.#unkept.push({ running, part: running.part, seq, ms, bytes, announced: this.#lastChunk });
    this.#keeping = this.#keeping.then(() => this.#keepNext());
  }

  /** Keeps chunks strictly one after another: what is on the disk has no holes. */
  async #keepNext(): Promise<void> {
    const chunk = this.#unkept[0];
    if (!chunk) return;
    const bytes = await chunk.bytes.catch(() => undefined);
    if (!bytes) return this.#cutOff(chunk.running, 'stalled');
    for (let tries = 0; ; tries++) {
      try {
        await this.#keep(chunk, bytes);
        break;
      } catch (error) {
        if (error instanceof StoreFull) return this.#cutOff(chunk.running, 'full');
        await this.#wait(Math.min(250 * 2 ** tries, 4_000));
      }
    }
    this.#unkept.shift();
    this.#safe = Math.max(this.#safe, chunk.running.before + chunk.ms);
    this.#changed();
  }

  async #keep(chunk: Chunk, bytes: ArrayBuffer): Promise<void> {
    for (let at = 0, seq = chunk.seq; at < bytes.byteLength; at += maxChunk, seq++) {
      await this.#sound.keep(chunk.part, seq, chunk.ms, bytes.slice(at, at + maxChunk));
    }
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(milliseconds, resolve));
  }

  /** A chunk that cannot be kept ends its segment: a later one must not leave a hole. */
  #cutOff(running: Running, cause: Cause): void {
    running.cut = true;
    this.#unkept = this.#unkept.filter((chunk) => chunk.running !== running);
    if (this.#running !== running) return;
    this.#badSince = this.#clock.monotonic();
    this.#alarm(cause);
    void this.#endTake();
  }

  async #watch(): Promise<void> {
    if (this.#busy) return;
    if (this.#phase === 'recording') {
      this.#look();
      await this.#noteGap();
    } else if (this.#phase === 'alarm') await this.#recover();
    this.#changed();
  }

  #look(): void {
    const now = this.#clock.monotonic();
    const input = this.#input!;
    if (input.level() > silence) this.#lastLoud = now;
    const cause = this.#trouble(input, now);
    if (!cause) return;
    const since = { silent: this.#lastLoud, stalled: this.#lastChunk } as Partial<
      Record<Cause, number>
    >;
    this.#badSince = since[cause] ?? now;
    this.#alarm(cause);
    if (cause !== 'silent' && cause !== 'store') void this.#endTake();
  }

  #trouble(input: Input, now: number): Cause | undefined {
    const health = input.health();
    if (health !== 'well') return health;
    const stalledAfter = this.#microphone.webkit ? 4_500 : 3_000;
    if (now - this.#lastChunk >= stalledAfter) return 'stalled';
    if (now - this.#lastLoud >= silentAfter) return 'silent';
    const oldest = this.#unkept[0];
    return oldest && now - oldest.announced >= unkeptAfter ? 'store' : undefined;
  }

  async #recover(): Promise<void> {
    const well = this.#input?.health() === 'well';
    switch (this.#cause) {
      case 'silent':
        if (well && this.#input!.level() <= silence) return;
        return well ? this.#goOn() : this.#restart();
      case 'store':
        if (!this.#running) return this.#restartSometimes();
        return this.#unkept.length === 0 ? this.#goOn() : undefined;
      case 'muted':
      case 'suspended':
        return well ? this.#restart() : undefined;
      case 'ended':
      case 'stalled':
        return this.#restartSometimes();
      default:
        return undefined;
    }
  }

  async #restartSometimes(): Promise<void> {
    if (this.#clock.monotonic() - this.#triedAt >= reopenEvery) await this.#restart();
  }

  /** The same take works again: only the gap is marked. */
  async #goOn(): Promise<void> {
    this.#lastChunk = this.#lastLoud = this.#clock.monotonic();
    if (this.#cause === 'silent') this.#endGap();
    this.#become('recording');
    await this.#noteGap();
    await this.#catchUp(undefined);
  }

  async #restart(): Promise<void> {
    const sitting = this.#sitting;
    this.#busy = true;
    this.#triedAt = this.#clock.monotonic();
    await this.#endTake();
    if (!this.#overtaken(sitting) && this.#input?.health() !== 'well') this.#closeInput();
    await this.#segment(sitting);
    if (!this.#running) return;
    this.#endGap();
    await this.#noteGap();
  }

  /** The gap stands in or after the segment in which it began. */
  #endGap(): void {
    const ms = Math.round(this.#clock.monotonic() - this.#badSince);
    if (this.#gapIn !== undefined) this.#gap = { segment: this.#gapIn, ms };
  }

  /** Notes a gap that has ended; what fails now is tried again at the next look. */
  async #noteGap(): Promise<void> {
    const gap = this.#gap;
    if (!gap) return;
    this.#gap = undefined;
    try {
      await this.#sound.note('gap', gap);
    } catch (error) {
      this.#gap = gap;
      unlessFull(error);
    }
  }

  async #endTake(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#holdClock(running);
    this.#running = undefined;
    this.#done += running.ms;
    await running.take.stop();
  }

  #holdClock(running: Running): void {
    running.ms = this.#msOf(running);
    running.since = undefined;
  }

  #msOf(running: Running): number {
    return running.ms + (running.since === undefined ? 0 : this.#clock.monotonic() - running.since);
  }

  #inSegment(): number {
    return this.#running ? this.#msOf(this.#running) : 0;
  }

  #alarm(cause: Cause): void {
    this.#gapIn = this.#running?.part ?? this.#gapIn;
    this.#cause = cause;
    this.#become('alarm');
  }

  #become(phase: Phase): void {
    this.#phase = phase;
    this.#changed();
  }
}

/** A mark on the timeline may be missing on a full phone, the sound may not. */
function unlessFull(error: unknown): void {
  if (!(error instanceof StoreFull)) throw error;
}

/**
 * Keeps sound from the first moment on: every chunk is sealed and on the disk
 * before it counts as safe. A watchdog sees within seconds that nothing (or
 * only silence) arrives, marks the gap and goes on in a new segment by itself.
 */
import { Elapsed } from './elapsed';
import { Loudness } from './loudness';
import { Marks } from './marks';
import type { Device, Input, Recording, Wakefulness } from './ports';
import { StoreFull } from './ports';
import type { Levels, Moment, Offset } from './record';
import { recordingFor, Run, stalledAfter } from './run';
import { maxChunk, Unkept, type Keeper } from './unkept';

/** Why the recording stands still; "background": another app was before ours. */
export type Cause =
  | 'muted'
  | 'ended'
  | 'suspended'
  | 'stalled'
  | 'background'
  | 'silent'
  | 'store'
  | 'full'
  | 'refused';

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
  /** The last time that nothing was recorded and that is over: how long, and when it ended. */
  gap?: { ms: number; to: string };
  /** Whether the screen is kept on; undefined until the system said so. */
  awake?: Wakefulness;
}

/** Where a recorder keeps what it records. */
export interface Sound {
  /** Keeps that a segment begins and gives its part number. */
  begin(mime: string): Promise<number>;
  /** Seals and keeps one chunk; ms is how far in the segment it ends. */
  keep(part: number, seq: number, ms: number, bytes: ArrayBuffer): Promise<void>;
  /** Keeps what happened. */
  note(moment: Moment): Promise<void>;
}

/** What a recorder needs of the phone. */
export type RecorderDevice = Pick<Device, 'clock' | 'microphone' | 'presence' | 'awake'>;

const look = 500;
const silence = 1e-4;
const silentAfter = 5_000;
const unkeptAfter = 10_000;
const reopenEvery = 3_000;

export class Recorder {
  readonly #device: RecorderDevice;
  readonly #sound: Sound;
  readonly #changed: () => void;
  readonly #elapsed: Elapsed;
  readonly #marks: Marks;
  readonly #unkept: Unkept;
  readonly #loudness = new Loudness();
  #phase: Phase = 'off';
  #cause: Cause | undefined;
  #input: Input | undefined;
  #run: Run | undefined;
  #ending: Promise<void> = Promise.resolve();
  #lastLoud = 0;
  #badSince = 0;
  #triedAt = -Infinity;
  #gapIn: number | undefined;
  #gap: RecorderView['gap'];
  #awake: Wakefulness | undefined;
  /** Out of sight since the last chunk. */
  #away = false;
  #busy = false;
  /** Counts from start to stop: what was begun in an earlier one is overtaken. */
  #sitting = 0;
  /** A cut that could not be made yet, and whether a pause follows it. */
  #due: { pausing: boolean } | undefined;
  #done = 0;
  #safe = 0;
  /** What ends with the recording: the watch, and the screen that stays on. */
  #held: (() => void)[] = [];

  constructor(device: RecorderDevice, sound: Sound, changed: () => void) {
    this.#device = device;
    this.#sound = sound;
    this.#changed = changed;
    this.#elapsed = new Elapsed(device.clock);
    this.#marks = new Marks((moment) => sound.note(moment));
    this.#unkept = new Unkept(this.#keeper(), device.clock);
  }

  get view(): RecorderView {
    const alarm = this.#phase === 'alarm';
    return {
      phase: this.#phase,
      ...(alarm && { cause: this.#cause }),
      recorded: this.#done + this.#inSegment(),
      safe: this.#safe,
      missing: alarm ? this.#now() - this.#badSince : 0,
      level: this.#phase === 'recording' ? (this.#input?.level() ?? 0) : 0,
      ...(this.#gap && { gap: this.#gap }),
      ...(this.#awake && { awake: this.#awake }),
    };
  }

  /** The place in the sound right now; undefined when nothing is being recorded. */
  get place(): Offset | undefined {
    return this.#run && { segment: this.#run.part, ms: Math.round(this.#inSegment()) };
  }

  /** How loud the segments of this recorder were. */
  get levels(): Levels[] {
    return this.#loudness.levels;
  }

  /** Opens the microphone and begins a segment; an alarm tells when that fails. */
  async start(): Promise<void> {
    if (this.#phase !== 'off') return;
    this.#badSince = this.#now();
    this.#become('starting');
    this.#hold();
    await this.#segment(++this.#sitting);
  }

  #hold(): void {
    const { clock, presence, awake } = this.#device;
    this.#away = !presence.visible();
    this.#held = [
      clock.every(look, () => void this.#watch()),
      presence.onChange(() => this.#seen()),
      awake.hold((how) => {
        this.#awake = how;
        this.#changed();
      }),
    ];
  }

  #letGo(): void {
    for (const end of this.#held) end();
    this.#held = [];
    this.#awake = undefined;
  }

  async pause(): Promise<void> {
    const run = this.#run;
    if (this.#phase !== 'recording' || !run) return;
    run.take.pause();
    run.pause(this.#now());
    this.#become('paused');
    await this.#sound.note(this.#moment('pause', this.place));
  }

  async resume(): Promise<void> {
    const run = this.#run;
    if (this.#phase !== 'paused' || !run) return;
    run.take.resume();
    run.resume((this.#lastLoud = this.#now()));
    this.#become('recording');
    await this.#sound.note(this.#moment('resume', this.place));
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
    if (this.#phase === 'off') return this.#unkept.settled();
    this.#letGo();
    this.#sitting++;
    this.#busy = true;
    const { place } = this;
    if (this.#phase === 'alarm') this.#endGap();
    await this.#endTake();
    this.#closeInput();
    this.#busy = false;
    this.#due = undefined;
    this.#become('off');
    await this.#unkept.settled();
    await this.#marks.flush();
    if (place) await this.#sound.note(this.#moment('pause', place)).catch(unlessFull);
  }

  async #segment(sitting: number): Promise<void> {
    if (this.#overtaken(sitting)) return;
    const how = recordingFor(this.#device.microphone);
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
    const input = await this.#device.microphone.open();
    if (this.#overtaken(sitting)) return void input.close();
    input.onChange(() => void this.#watch());
    return (this.#input = input);
  }

  #record(input: Input, how: Recording, part: number): void {
    const now = this.#now();
    const run = new Run(part, this.#done, this.#device.microphone.webkit, how, now);
    run.take = input.record(
      how,
      (size, bytes) => this.#take(run, size, bytes),
      () => run.began(this.#now()),
    );
    this.#run = run;
    this.#lastLoud = now;
    this.#become('recording');
  }

  /** Takes the number before anything is awaited, so that the order is the recorder's. */
  #take(run: Run, size: number, bytes: Promise<ArrayBuffer>): void {
    if (size === 0 || run.cut) return;
    const announced = this.#now();
    const frames = Math.ceil(size / maxChunk);
    const { seq, reach } = run.announce(size, frames, bytes, announced);
    this.#unkept.add({ run, seq, reach, bytes, announced });
    void reach.then(({ missed }) => {
      if (missed > 0) this.#missed(run, announced - missed);
      else this.#away = !this.#device.presence.visible();
    });
  }

  /** A chunk came that is older than it should be: its segment ends with it, and another begins. */
  #missed(run: Run, since: number): void {
    if (this.#run !== run || this.#phase !== 'recording') return;
    this.#badSince = since;
    this.#alarm(this.#stall);
    if (!this.#busy) void this.#restart();
  }

  #keeper(): Keeper {
    return {
      keep: (...chunk) => this.#sound.keep(...chunk),
      kept: (run, ms) => {
        this.#safe = Math.max(this.#safe, run.before + ms);
        this.#changed();
      },
      failed: (run, why) => this.#cutOff(run, why === 'full' ? 'full' : 'stalled'),
    };
  }

  /** A chunk that cannot be kept ends its segment: a later one must not leave a hole. */
  #cutOff(run: Run, cause: Cause): void {
    run.cut = true;
    this.#unkept.drop(run);
    if (this.#run !== run) return;
    this.#badSince = this.#now();
    this.#alarm(cause);
    void this.#endTake();
  }

  /** The app came into sight or went out of it. */
  #seen(): void {
    const visible = this.#device.presence.visible();
    this.#away ||= !visible;
    this.#marks.add(this.#moment(visible ? 'shown' : 'hidden', this.place));
    void this.#marks.flush();
    void this.#watch();
  }

  async #watch(): Promise<void> {
    if (this.#busy) return;
    if (this.#phase === 'recording') this.#look();
    else if (this.#phase === 'alarm') await this.#recover();
    await this.#marks.flush();
    this.#changed();
  }

  #look(): void {
    const now = this.#now();
    const input = this.#input!;
    const level = input.level();
    if (level > silence) this.#lastLoud = now;
    const cause = this.#trouble(input, now);
    if (!cause) return this.#loudness.heard(this.place!, level);
    this.#badSince = this.#since(cause, now);
    this.#alarm(cause);
    if (cause !== 'silent' && cause !== 'store') void this.#endTake();
  }

  #since(cause: Cause, now: number): number {
    if (cause === 'silent') return this.#lastLoud;
    return cause === this.#stall ? now - this.#run!.quiet(now) : now;
  }

  #trouble(input: Input, now: number): Cause | undefined {
    const health = input.health();
    if (health !== 'well') return health;
    if (this.#run!.quiet(now) >= stalledAfter(this.#device.microphone.webkit)) return this.#stall;
    if (now - this.#lastLoud >= silentAfter) return 'silent';
    const { oldest } = this.#unkept;
    return oldest && now - oldest.announced >= unkeptAfter ? 'store' : undefined;
  }

  /** Why no chunks come. */
  get #stall(): Cause {
    return this.#away ? 'background' : 'stalled';
  }

  async #recover(): Promise<void> {
    const well = this.#input?.health() === 'well';
    switch (this.#cause) {
      case 'silent':
        if (well && this.#input!.level() <= silence) return;
        return well ? this.#goOn() : this.#restart();
      case 'store':
        if (!this.#run) return this.#restartSometimes();
        return this.#unkept.oldest === undefined ? this.#goOn() : undefined;
      case 'muted':
      case 'suspended':
        return well ? this.#restart() : undefined;
      case 'background':
        return this.#device.presence.visible() ? this.#restartSometimes() : undefined;
      case 'ended':
      case 'stalled':
        return this.#restartSometimes();
      default:
        return undefined;
    }
  }

  async #restartSometimes(): Promise<void> {
    if (this.#now() - this.#triedAt >= reopenEvery) await this.#restart();
  }

  /** The same take works again: only the gap is marked. */
  async #goOn(): Promise<void> {
    this.#lastLoud = this.#now();
    if (this.#cause === 'silent') this.#endGap();
    this.#become('recording');
    await this.#catchUp(undefined);
  }

  async #restart(): Promise<void> {
    const sitting = this.#sitting;
    this.#busy = true;
    this.#triedAt = this.#now();
    await this.#endTake();
    if (!this.#overtaken(sitting) && this.#input?.health() !== 'well') this.#closeInput();
    await this.#segment(sitting);
    if (this.#run) this.#endGap();
  }

  /** The gap stands in or after the segment in which it began. */
  #endGap(): void {
    if (this.#gapIn === undefined) return;
    const ms = Math.round(this.#now() - this.#badSince);
    const moment = this.#moment('gap', { segment: this.#gapIn, ms });
    const from = new Date(Date.parse(moment.at) - ms).toISOString();
    this.#marks.add({ ...moment, from, to: moment.at });
    this.#gap = { ms, to: moment.at };
  }

  /** Ends the run; how long it is, and when its sound was over, is known when all of it is read. */
  #endTake(): Promise<void> {
    const run = this.#run;
    if (!run) return this.#ending;
    run.end(this.#now());
    this.#run = undefined;
    this.#done = run.before + run.at(this.#now());
    return (this.#ending = this.#finish(run));
  }

  async #finish(run: Run): Promise<void> {
    await run.finish();
    this.#done = run.before + run.at(this.#now());
    const inGap = this.#phase === 'alarm' && this.#cause !== 'silent';
    if (inGap && this.#gapIn === run.part) this.#badSince = run.soundEndedAt;
  }

  #inSegment(): number {
    return this.#run?.at(this.#now()) ?? 0;
  }

  #alarm(cause: Cause): void {
    if (this.#phase !== 'alarm' || this.#cause !== cause)
      this.#marks.add({ ...this.#moment('alarm', this.place), cause });
    this.#gapIn = this.#run?.part ?? this.#gapIn;
    this.#cause = cause;
    this.#become('alarm');
    void this.#marks.flush();
  }

  #moment(event: Moment['event'], place: Offset | undefined): Moment {
    return { at: new Date(this.#device.clock.now()).toISOString(), event, ...place };
  }

  /** Milliseconds of a clock of its own, in which the phone's sleep counts. */
  #now(): number {
    return this.#elapsed.now();
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

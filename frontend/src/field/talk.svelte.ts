/** One interview as its screens see it. */
import { resumeAt, stageOf, stepAfter } from '../core';
import type { Alerting, Guide, Interview, InterviewView, RecorderView, Text } from '../core';
import * as m from '../messages/messages.js';
import { go } from '../ui/route.svelte';
import { toast } from '../ui/toasts.svelte';
import { prepareAlarm } from './interview/alarm-sound';
import { filled } from './interview/voice';
import { clockOf } from './words';

const beat = 250;
/** Loudness of the last eight seconds. */
const heard = 32;

export class Talk {
  readonly interview: Interview;
  readonly guide: Guide;
  view: InterviewView = $state.raw(undefined as unknown as InterviewView);
  recorder: RecorderView = $state.raw(undefined as unknown as RecorderView);
  levels: number[] = $state.raw([]);
  /** The interviewer stopped the recording on purpose. */
  stopped = $state(false);
  /** Of several who sit there: the one who was given the phone last. */
  handedTo = 0;
  /** The worry of this sitting; there once "Ik maak me zorgen" was opened. */
  alerting: Alerting | undefined;
  #rehearsed = false;
  readonly #stop: (() => void)[] = [];

  constructor(interview: Interview, guide: Guide) {
    this.interview = interview;
    this.guide = guide;
    this.view = interview.view;
    this.recorder = interview.recorder;
    this.#stop.push(interview.subscribe(() => (this.view = interview.view)));
    const timer = setInterval(() => this.#measure(), beat);
    this.#stop.push(() => clearInterval(timer));
  }

  #measure() {
    const before = this.recorder.gap?.to;
    this.recorder = this.interview.recorder;
    const { gap } = this.recorder;
    if (gap && gap.to !== before) toast(m.field_gap_over({ time: clockOf(gap.ms) }));
    this.#rehearse();
    if (this.recorder.phase === 'off') return;
    this.levels = [...this.levels, this.recorder.level].slice(-heard);
  }

  /** To be called by the tap itself: only then may an alarm be heard later. */
  record(): Promise<void> {
    prepareAlarm();
    return this.interview.startRecording();
  }

  /** The second question of a practice brings the alarm, once. */
  #rehearse() {
    const { stage, topicNumber } = this.view;
    const there = stage === 'topics' && topicNumber > 1 && this.recorder.phase === 'recording';
    if (!there || this.#rehearsed) return;
    this.#rehearsed = true;
    this.interview.rehearsal?.lose();
  }

  /** "Weer opnemen". */
  retry(): Promise<void> {
    this.interview.rehearsal?.giveBack();
    return this.interview.retryRecording();
  }

  async leave(): Promise<void> {
    await this.interview.stopAttaching();
    await this.interview.stopRecording();
    for (const stop of this.#stop) stop();
  }

  /** The participant's language: that of the questions. */
  get language(): string {
    return this.view.draft.language;
  }

  /** Writing direction of the participant's language. */
  get direction(): 'ltr' | 'rtl' {
    return this.#language?.direction ?? 'ltr';
  }

  /** No speaker of this language has read over all of the texts. */
  unreviewed(...texts: Text[]): boolean {
    const language = this.#language;
    if (!language || language.code === 'nl' || language.state === 'reviewed') return false;
    const approved = this.guide.approved?.[language.code];
    return texts.some((text) => !approved?.has(text));
  }

  /** What comes before a talk with somebody of 12 to 15; only alone, and where the guide has it. */
  get from12() {
    return this.view.draft.people === 1 ? this.guide.ageGate.from12 : undefined;
  }

  get #language() {
    return this.guide.languages.find(({ code }) => code === this.language);
  }

  url(path: string): string {
    return `/app/gesprek/${this.view.id}/${path}`;
  }

  open(path: string, replace = false): void {
    go(this.url(path), replace);
  }

  /** Shows where the interview was left. */
  resume(): void {
    this.open(resumeAt(this.guide, this.view.draft), true);
  }

  /** On to the step after this one; the stage is kept first. */
  async onward(from: string): Promise<void> {
    const next = stepAfter(this.guide, this.view.draft, from);
    if (!next) return;
    const stage = stageOf(next);
    if (stage !== this.view.draft.stage && stage !== 'age' && stage !== 'consent')
      await this.interview.goTo(stage);
    if (stage === 'topics') await this.interview.showTopic(next.split('/')[1]!);
    this.open(next);
  }

  /** The two words on the card; a practice interview has none of its own. */
  get words(): string {
    const { practice, reference } = this.view.draft;
    return practice ? m.field_example_words() : reference;
  }

  /** The guide's words in the participant's language, with the names filled in. */
  say(text: Text, organisation: string, language = this.language): string {
    return filled(text, language, organisation, this.words);
  }
}

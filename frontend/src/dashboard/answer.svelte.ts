import { api, data, type Schemas } from '../api/client';
import { Problem } from '../api/problem';
import * as m from '../messages/messages.js';
import type { Answer, Line } from './version';
import { today } from './words';

type Input = Schemas['AnswerInput'];
type State = Input['state'];

/** The answers that somebody can give, in the order in which they are offered. */
export const answerStates: readonly State[] = [
  'will-do',
  'partly',
  'looking-into',
  'will-not',
  'done',
];

/** What choosing one asks of the reason. */
export const notes: Record<State, () => string> = {
  'will-do': m.in_form_state_will_do,
  partly: m.in_form_state_partly,
  'looking-into': m.in_form_state_looking,
  'will-not': m.in_form_state_not,
  done: m.in_form_state_done,
};

/** An answer while it is being written. */
export class AnswerDraft {
  state = $state<State[]>([]);
  level = $state<Input['level'][]>([]);
  reason = $state('');
  function = $state('');
  nextText = $state('');
  nextDate = $state('');
  doneOn = $state('');
  problem = $state.raw<unknown>(null);
  /** Somebody tried to place the answer. */
  tried = $state(false);

  readonly #line: Line | undefined;
  readonly #before: string;
  #sent = $state(false);
  #attempt = { body: '', key: '' };

  constructor(line: Line | undefined) {
    const given = line?.answer;
    this.#line = line;
    this.state = given ? [given.state] : [];
    this.level = line ? [given?.level ?? line.level] : [];
    this.reason = given?.reason ?? '';
    this.function = given?.function ?? '';
    this.nextText = given?.nextStep?.text ?? '';
    this.nextDate = given?.nextStep?.date ?? '';
    this.doneOn = given?.doneOn ?? '';
    this.#before = JSON.stringify(this.#input);
  }

  get #input(): Partial<Input> & Omit<Input, 'state' | 'level'> {
    const step = this.nextText.trim() || this.nextDate;
    return {
      ...(this.state[0] && { state: this.state[0] }),
      ...(this.level[0] && { level: this.level[0] }),
      reason: this.reason.trim(),
      function: this.function.trim(),
      ...(step && {
        nextStep: {
          text: this.nextText.trim(),
          ...(this.nextDate && { date: this.nextDate }),
        },
      }),
      ...(this.doneOn && this.state[0] === 'done' && { doneOn: this.doneOn }),
    };
  }

  /** Whether something would be lost by leaving. */
  get changed(): boolean {
    return !this.#sent && JSON.stringify(this.#input) !== this.#before;
  }

  /** The answer as people will read it; null until a state is chosen. */
  get preview(): Answer | null {
    const { state, ...rest } = this.#input;
    if (!state || !this.#line) return null;
    const level = this.level[0] ?? this.#line.level;
    return { ...rest, level, state, owner: this.#line.owner, date: today() };
  }

  /** Whether an answer that somebody tried to place lacks something. */
  get incomplete(): boolean {
    return this.tried && Object.keys(this.missing).length > 0;
  }

  /** What is still missing, by field: said at once, before anything is sent. */
  get missing(): Record<string, string> {
    const { state, reason, nextStep } = this.#input;
    return {
      ...(!state && { '/state': m.in_form_no_state() }),
      ...(!reason && state !== 'done' && { '/reason': m.in_form_no_reason() }),
      ...(!this.function.trim() && { '/function': m.in_form_no_function() }),
      ...(nextStep && !nextStep.text && { '/nextStep/text': m.in_form_no_next() }),
    };
  }

  /** What is wrong with a field: what is missing since somebody tried, else what the server says. */
  error(pointer: string): string | undefined {
    if (this.incomplete && this.missing[pointer]) return this.missing[pointer];
    return this.problem instanceof Problem ? this.problem.field(pointer) : undefined;
  }

  /** Sends the answer; false when it was refused or there is no network. */
  async send(project: string): Promise<boolean> {
    this.problem = null;
    this.tried = true;
    if (this.incomplete) return false;
    const { finding, owner } = this.#line!;
    try {
      await data(
        api.PUT('/projects/{project}/findings/{finding}/answers/{owner}', {
          params: { path: { project, finding, owner }, header: { 'Idempotency-Key': this.#key() } },
          body: this.#input as Input,
        }),
      );
      this.#sent = true;
    } catch (error) {
      this.problem = error;
    }
    return this.#sent;
  }

  /** Pressing twice is one act; a changed answer is another. */
  #key(): string {
    const body = JSON.stringify(this.#input);
    if (body !== this.#attempt.body) this.#attempt = { body, key: crypto.randomUUID() };
    return this.#attempt.key;
  }
}

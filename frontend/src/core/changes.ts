/**
 * Choices that a participant changes after the interview was finalised, and that
 * somebody stopped of whose talk the server knows already. They
 * are on the disk before they show, and are told in the order in which they
 * were made: the last answer is the last that the server hears. meedoen = nee takes the interview off this phone at once.
 */
import { Refused } from './connection';
import type { Choice, YesNo } from './consent';
import { newID, type ID } from './id';
import type { Identity } from './identity';
import type { Change, Store } from './ports';
import type { ChangedChoice } from './stored';

export class Changes {
  readonly #store: Store;
  readonly #identity: Identity;
  #turn: Promise<void> = Promise.resolve();

  constructor(store: Store, identity: Identity) {
    this.#store = store;
    this.#identity = identity;
  }

  /** Keeps that a choice changed; one after another, so that each has a number of its own. */
  add(interview: ID, project: ID, choice: Choice, answer: YesNo): Promise<void> {
    const mine = this.#turn.then(() => this.#add(interview, project, choice, answer));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #add(interview: ID, project: ID, choice: Choice, answer: YesNo): Promise<void> {
    await this.#store.write([await this.#next(interview, project, choice, answer)]);
  }

  /** The change that keeps that a participant stopped during the talk. */
  stopping(interview: ID, project: ID): Promise<Change> {
    return this.#next(interview, project, 'participate', 'no');
  }

  async #next(interview: ID, project: ID, choice: Choice, answer: YesNo): Promise<Change> {
    const last = (await this.list(interview)).at(-1);
    const number = last === undefined ? 0 : last.number + 1;
    return put({ id: newID(), number, interview, project, choice, answer, told: false });
  }

  /** All that changed, of one interview or of every one; of each in the order in which it did. */
  async list(interview?: ID): Promise<ChangedChoice[]> {
    const prefix = interview === undefined ? [] : [interview];
    const entries = await this.#store.list('choices', { prefix });
    return entries.map(({ value }) => value as ChangedChoice);
  }

  /** Interviews whose participant stopped. */
  async stopped(): Promise<ID[]> {
    const all = await this.list();
    return all.filter(isStop).map(({ interview }) => interview);
  }

  /** What the server does not know yet. */
  async untold(): Promise<ChangedChoice[]> {
    return (await this.list()).filter(({ told }) => !told);
  }

  /**
   * Tells what the server does not know yet. An interview that is on its way is
   * waited for, unless its participant stopped.
   */
  async tell(onTheWay: readonly ID[]): Promise<void> {
    let failed: unknown;
    for (const change of await this.untold()) {
      if (onTheWay.includes(change.interview) && !isStop(change)) continue;
      try {
        await this.#tellOne(change);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        failed ??= error;
      }
    }
    if (failed !== undefined) throw failed;
  }

  async #tellOne(change: ChangedChoice): Promise<void> {
    const { id, interview, project, choice, answer } = change;
    const path = `/v1/projects/${project}/interviews/${interview}/choices/${choice}`;
    const headers = { 'Idempotency-Key': id };
    try {
      await this.#identity.json({ method: 'PUT', path, headers, value: { answer } });
    } catch (error) {
      const erased = error instanceof Refused && error.status === 410;
      if (!erased) throw error;
    }
    const overtaken = (await this.untold()).filter((one) => overtakes(change, one));
    await this.#store.write([change, ...overtaken].map((one) => put({ ...one, told: true })));
  }

  /** A restored server may have forgotten what it was told. */
  async again(): Promise<Change[]> {
    return (await this.list()).map((change) => put({ ...change, told: false }));
  }

  /** Forgets what was told about interviews that are not here any more. */
  async tidy(here: readonly ID[]): Promise<void> {
    const untold = (await this.untold()).map(({ interview }) => interview);
    const all = new Set((await this.list()).map(({ interview }) => interview));
    const done = [...all].filter((id) => !here.includes(id) && !untold.includes(id));
    if (done.length === 0) return;
    await this.#store.write(done.map((id) => ({ area: 'choices', gone: [id] })));
  }
}

const put = (value: ChangedChoice): Change => ({
  area: 'choices',
  key: [value.interview, value.number],
  value,
});

/** An earlier answer to the same choice, refused before, may not come after a later one. */
const overtakes = (now: ChangedChoice, one: ChangedChoice): boolean =>
  one.interview === now.interview && one.choice === now.choice && one.number < now.number;

const isStop = ({ choice, answer }: ChangedChoice): boolean =>
  choice === 'participate' && answer === 'no';

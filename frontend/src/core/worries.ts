/** "Ik maak me zorgen": that and when, never about whom. Works without network. */
import { Refused } from './connection';
import { newID, type ID } from './id';
import type { Identity } from './identity';
import type { Clock, Store } from './ports';

export interface Worry {
  id: ID;
  interview: ID;
  at: string;
}

/** "not-kept": it is nowhere; "untold": on this phone; "told": the server has it for the begeleider. */
export type Known = 'not-kept' | 'untold' | 'told';

export class Worries {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #identity: Identity;

  constructor(store: Store, clock: Clock, identity: Identity) {
    this.#store = store;
    this.#clock = clock;
    this.#identity = identity;
  }

  /** Keeps the alert; it is told to the begeleider as soon as there is a network. */
  async raise(interview: ID): Promise<Worry> {
    const worry = { id: newID(), interview, at: new Date(this.#clock.now()).toISOString() };
    await this.#store.write([{ area: 'alerts', key: [worry.id], value: worry }]);
    return worry;
  }

  /** An alert from the tap on. */
  begin(interview: ID): Alerting {
    return new Alerting(this, interview);
  }

  /** Alerts that the begeleider does not know of yet. */
  async untold(): Promise<Worry[]> {
    const entries = await this.#store.list('alerts', { prefix: [] });
    return entries.map((entry) => entry.value as Worry);
  }

  /** Tells all that is untold; one that is refused stays and holds up no other. */
  async tell(): Promise<void> {
    let failed: unknown;
    for (const worry of await this.untold()) {
      try {
        await this.#tellOne(worry);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        failed ??= error;
      }
    }
    if (failed !== undefined) throw failed;
  }

  async #tellOne(worry: Worry): Promise<void> {
    const path = `/v1/projects/${this.#identity.paired!.project}/alerts`;
    const headers = { 'Idempotency-Key': worry.id };
    await this.#identity.json({ method: 'POST', path, headers, value: worry });
    await this.#store.write([{ area: 'alerts', gone: [worry.id] }]);
  }
}

/** One alert until the begeleider was told: what could not be kept is tried again at each look. */
export class Alerting {
  readonly #worries: Worries;
  readonly #interview: ID;
  #worry: Worry | undefined;
  #looking: Promise<Known> | undefined;

  constructor(worries: Worries, interview: ID) {
    this.#worries = worries;
    this.#interview = interview;
  }

  /** Keeps the alert when it is not kept yet, and tells how far it came. */
  look(): Promise<Known> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  async #look(): Promise<Known> {
    try {
      const { id } = (this.#worry ??= await this.#worries.raise(this.#interview));
      const untold = await this.#worries.untold();
      return untold.some((one) => one.id === id) ? 'untold' : 'told';
    } catch {
      return this.#worry ? 'untold' : 'not-kept';
    }
  }
}

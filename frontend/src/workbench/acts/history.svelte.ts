import * as m from '../../messages/messages.js';
import { explain } from '../../ui/problem';
import { toast } from '../../ui/toasts.svelte';

/** Something that was done, with the way back and the way forward again. */
export type Step = { what: string; undo: () => Promise<unknown>; redo: () => Promise<unknown> };

/** What was done on a page, in order. A failed step stays where it was. */
export class History {
  #done: Step[] = $state.raw([]);
  #undone: Step[] = $state.raw([]);
  #busy = false;

  get last(): Step | undefined {
    return this.#done.at(-1);
  }

  get next(): Step | undefined {
    return this.#undone.at(-1);
  }

  did(step: Step): void {
    this.#done = [...this.#done, step];
    this.#undone = [];
  }

  /** Drops all steps, after something that cannot be undone. */
  forget(): void {
    this.#done = [];
    this.#undone = [];
  }

  async undo(): Promise<void> {
    const step = this.last;
    if (!step || !(await this.#take(step.undo))) return;
    this.#done = this.#done.slice(0, -1);
    this.#undone = [...this.#undone, step];
    toast(m.wb_undone({ what: step.what }));
  }

  async redo(): Promise<void> {
    const step = this.next;
    if (!step || !(await this.#take(step.redo))) return;
    this.#undone = this.#undone.slice(0, -1);
    this.#done = [...this.#done, step];
    toast(m.wb_redone({ what: step.what }));
  }

  /** One at a time: two quick presses never undo the same step twice. */
  async #take(way: () => Promise<unknown>): Promise<boolean> {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      await way();
      return true;
    } catch (error) {
      toast(explain(error));
      return false;
    } finally {
      this.#busy = false;
    }
  }
}

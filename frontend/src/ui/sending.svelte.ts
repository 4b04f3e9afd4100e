import { Problem } from '../api/problem';
import { explain } from './problem';

/**
 * The sending of a form: one at a time, the server's remarks beside the inputs
 * they are about, and the rest above.
 */
export class Sending {
  busy = $state(false);
  problem: unknown = $state.raw(null);

  /** Sends; true when the server took it. */
  async run(send: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = null;
    try {
      await send();
      return true;
    } catch (error) {
      this.problem = error;
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** What is wrong with an input, by its JSON pointer. */
  of(pointer: string): string | undefined {
    return this.problem instanceof Problem ? this.problem.field(pointer) : undefined;
  }

  /** What is wrong in general: nothing when every remark stands beside an input. */
  get remark(): string | null {
    return this.problem ? explain(this.problem) : null;
  }
}

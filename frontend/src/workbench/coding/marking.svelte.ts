import type { Desk } from './desk.svelte';
import { between } from './heard';
import type { Player } from './player.svelte';

/** Marking a stretch of sound: from here, and up to there. */
export class Marking {
  /** Where the stretch begins, until its end is marked. */
  begun: { part: number; ms: number } | null = $state.raw(null);

  constructor(
    readonly desk: Desk,
    readonly player: Player,
  ) {}

  /** Marks the begin, or the end when there is a begin; a stretch ends with its part at the latest. */
  mark(): void {
    const here = this.player.placeAt(this.player.at);
    const { begun } = this;
    this.begun = begun ? null : here;
    if (!begun || !here) return;
    const total = this.player.lengthOf(begun.part);
    const ms = here.part === begun.part ? here.ms : here.part > begun.part ? total : 0;
    this.player.pause();
    this.desk.hear(between(begun.part, begun.ms, ms, total));
  }

  forget(): void {
    this.begun = null;
  }
}

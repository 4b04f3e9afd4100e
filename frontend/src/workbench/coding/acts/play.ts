import * as m from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';
import type { Desk } from '../desk.svelte';
import type { Player } from '../player.svelte';

/** The sound: on and off, and three seconds back and forth. */
export const play = (desk: Desk, player: () => Player | null): Act[] => [
  {
    id: 'play',
    name: m.wb_act_play,
    keys: ['Space'],
    when: () => player() !== null,
    perform: () => {
      const sound = player()!;
      const words = desk.text.utterances.find(({ id }) => id === desk.chosen?.from.utterance);
      if (!sound.playing && words?.from !== undefined && far(sound.at, words.from, words.to))
        void sound.play(words.from);
      else sound.toggle();
    },
  },
  {
    id: 'back',
    name: m.wb_back_3,
    keys: ['ArrowLeft'],
    when: () => player() !== null,
    perform: () => player()!.skip(-3),
  },
  {
    id: 'on',
    name: m.wb_on_3,
    keys: ['ArrowRight'],
    when: () => player() !== null,
    perform: () => player()!.skip(3),
  },
];

/** Whether the sound is somewhere else than at the chosen words. */
const far = (at: number, from: number, to = from + 30_000) => at < from || at > to;

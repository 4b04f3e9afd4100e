import * as m from '../../../messages/messages.js';
import type { Act } from '../../acts/act.svelte';
import type { Desk } from '../desk.svelte';
import type { Player } from '../player.svelte';

/** The sound: on and off, and three seconds back and forth. */
export const play = (desk: Desk, player: Player): Act[] => [
  {
    id: 'play',
    name: m.wb_act_play,
    keys: ['Space'],
    perform: () => {
      const words = desk.text.utterances.find(({ id }) => id === desk.chosen?.from.utterance);
      if (!player.playing && words?.from !== undefined && far(player.at, words.from, words.to))
        void player.play(words.from);
      else player.toggle();
    },
  },
  { id: 'back', name: m.wb_back_3, keys: ['ArrowLeft'], perform: () => player.skip(-3) },
  { id: 'on', name: m.wb_on_3, keys: ['ArrowRight'], perform: () => player.skip(3) },
];

/** Whether the sound is somewhere else than at the chosen words. */
const far = (at: number, from: number, to = from + 30_000) => at < from || at > to;

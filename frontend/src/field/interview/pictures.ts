/** The pictures that a guide names, as icons of the app. */
import type { Choice, Probe } from '../../core';
import type { IconName } from '../../ui/icons';

const topics: Record<string, IconName> = {
  ball: 'ball',
  book: 'notebook',
  bus: 'street',
  coins: 'tag',
  crown: 'hand',
  diamond: 'lightbulb',
  ear: 'speaker',
  eye: 'eye',
  heart: 'heart',
  help: 'hand',
  house: 'house',
  lightbulb: 'lightbulb',
  list: 'list',
  map: 'signpost',
  people: 'people',
  person: 'person',
  puzzle: 'link',
  question: 'question',
  road: 'street',
  school: 'school',
  shield: 'lock',
  signpost: 'signpost',
  speech: 'bubble',
  star: 'heart',
  sun: 'smile',
  tick: 'check',
  triangle: 'attention',
};

/** The picture of a topic or of a piece of the explanation. */
export const pictureOf = (name: string): IconName => topics[name] ?? 'bubble';

export const probePictures: Record<Probe['type'], IconName> = {
  example: 'picture',
  order: 'order',
  feeling: 'heart',
  who: 'person',
  contrast: 'redo',
  silence: 'hourglass',
};

/** What happens after yes and after no. */
export const choicePictures: Record<Choice, [yes: IconName, no: IconName]> = {
  participate: ['bubble', 'leave'],
  recording: ['microphone', 'notebook'],
  quote: ['quote', 'tally'],
  keep: ['lock', 'trash'],
  hearBack: ['call', 'check'],
  health: ['notebook', 'erase'],
  others: ['people', 'person'],
};

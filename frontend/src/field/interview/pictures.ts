/** The pictures that a guide names, as icons of the app. */
import { preferNot, type Choice, type Probe } from '../../core';
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

/** A picture beside an answer: an icon, or a sign that people know who read little. */
export type Picture = { icon: IconName } | { sign: string };

/** By answer, or by question and answer where a word means something else there. */
const answers: Record<string, IconName> = {
  moeder: 'woman',
  vader: 'man',
  verzorger: 'care',
  'wie/anders': 'person',
  '0-3': 'baby',
  '4-12': 'child',
  '13-17': 'teenager',
  '18-23': 'adult',
  '12-15': 'child',
  '16-17': 'teenager',
  '18-20': 'adult',
  '21-23': 'person',
  goed: 'signpost',
  beetje: 'search',
  niet: 'question',
  po: 'school',
  vo: 'notebook',
  'sbo-so': 'people',
  mbo: 'tool',
  'hbo-wo': 'cap',
  werk: 'work',
  geen: 'house',
  'talen/anders': 'globe',
  [preferNot]: 'hand',
};

/** How a language is written, for whoever speaks it. */
const scripts: Record<string, string> = {
  nl: 'NL',
  en: 'EN',
  ar: 'ع',
  ber: 'ⵣ',
  tr: 'TR',
  ku: 'KU',
  pl: 'PL',
  uk: 'Ї',
  ru: 'Я',
  ro: 'RO',
  bg: 'БГ',
  fa: 'پ',
  so: 'SO',
  ti: 'ት',
  pap: 'PAP',
  srn: 'SRN',
  zh: '中',
  es: 'ES',
  pt: 'PT',
  fr: 'FR',
  de: 'DE',
};

/** The picture of an answer to a background question; its place among them where nobody drew one. */
export function answerPicture(question: string, option: string, place: number): Picture {
  const icon = answers[`${question}/${option}`] ?? answers[option];
  if (icon) return { icon };
  return { sign: (question === 'talen' && scripts[option]) || String(place) };
}

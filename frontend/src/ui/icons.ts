/**
 * Own line icons on a 24 px grid, drawn with a stroke of 1.75 and round ends.
 * Each is one path, so that an icon is an attribute and never markup.
 */
const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
const box = (x: number, y: number, w: number, h: number, r = 2) =>
  `M${x + r} ${y}h${w - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${h - 2 * r}a${r} ${r} 0 0 1-${r} ${r}h-${w - 2 * r}a${r} ${r} 0 0 1-${r}-${r}v-${h - 2 * r}a${r} ${r} 0 0 1 ${r}-${r}z`;
const bubble =
  'M5.5 4.5h13a2 2 0 0 1 2 2v7.8a2 2 0 0 1-2 2h-6.3L7.5 20.5v-4.2h-2a2 2 0 0 1-2-2V6.5a2 2 0 0 1 2-2z';
/** Somebody who stands on the same ground and is so tall: the top of the head. */
const figure = (top: number) =>
  `${circle(12, top + 2.6, 2.6)}M12 ${top + 5.2}V15.5M8.6 ${top + 8.2}h6.8M12 15.5l-2.8 5M12 15.5l2.8 5M5 21h14`;
const microphone = 'M12 3a3 3 0 0 1 3 3v5.5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3z';

export const icons = {
  back: 'M19.5 12h-15M11 5.5L4.5 12l6.5 6.5',
  forward: 'M4.5 12h15M13 5.5l6.5 6.5-6.5 6.5',
  chevron: 'M9 5l7 7-7 7',
  down: 'M5 9l7 7 7-7',
  up: 'M12 20V4.5M5.5 11L12 4.5l6.5 6.5',
  check: 'M4.5 12.5l5 5 10-11',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  menu: 'M4 7h16M4 12h16M4 17h16',
  speaker:
    'M3.5 9.5v5h3.2l4.8 4V5.5l-4.8 4zM15 9.4a3.8 3.8 0 0 1 0 5.2M17.8 6.6a7.8 7.8 0 0 1 0 10.8',
  'speaker-off':
    'M3.5 9.5v5h3.2l4.8 4V13M11.5 9V5.5L8.8 7.7M4 3.5l16 17M15.4 9.9a3.8 3.8 0 0 1 .4 3.6M17.8 6.6a7.8 7.8 0 0 1 1.2 9.2',
  microphone: `${microphone}M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5`,
  'microphone-off':
    'M9 8.9v2.6a3 3 0 0 0 4.9 2.3M15 11.6V6a3 3 0 0 0-5.9-.8M5.5 11.5A6.5 6.5 0 0 0 16 16.7M18.5 11.5c0 .9-.2 1.8-.5 2.6M12 18v3.5M4 3.5l16 17',
  buoy: `${circle(12, 12, 9)}${circle(12, 12, 3.6)}M5.7 5.7l3.7 3.7M14.6 14.6l3.7 3.7M18.3 5.7l-3.7 3.7M9.4 14.6l-3.7 3.7`,
  call: 'M6.4 3.5h2.7l1.7 4.2-2.2 1.7a12.5 12.5 0 0 0 6 6l1.7-2.2 4.2 1.7v2.7a2 2 0 0 1-2.2 2A16.8 16.8 0 0 1 4.4 5.7a2 2 0 0 1 2-2.2z',
  phone: `${box(6.5, 3, 11, 18)}M11 17.5h2`,
  bubble,
  probe: `${bubble}M8.3 10.4h.01M12 10.4h.01M15.7 10.4h.01`,
  practise:
    'M7 4.5H5.5a2 2 0 0 0-2 2v.8M10.5 4.5h3M17 4.5h1.5a2 2 0 0 1 2 2v.8M20.5 10.5v2M20.3 15.3a2 2 0 0 1-1.8 1H17M14 16.3h-1.8L7.5 20.5v-4.2h-1M3.5 10.5v3',
  quote: `${bubble}M10.6 7.8C9 8.3 8.2 9.5 8.2 11.6h2.2V9.9H8.6M16 7.8c-1.6.5-2.4 1.7-2.4 3.8h2.2V9.9H14`,
  tally: 'M5 5v14M9 5v14M13 5v14M17 5v14M2.5 17.5l19-11',
  notebook:
    'M17 4.8a2 2 0 0 0-1.8-1.3H6.5a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h8.7a2 2 0 0 0 2-2v-2M8 8h5.5M8 11.5h3.5M8 15h2M19.2 8l2 2-6.4 6.4-2.6.6.6-2.6z',
  pencil:
    'M4 20l1-4.4L16.2 4.4a1.8 1.8 0 0 1 2.5 0l.9.9a1.8 1.8 0 0 1 0 2.5L8.4 19zM13.8 6.8l3.4 3.4',
  easier: 'M4 7h16M4 12h12M4 17h7',
  skip: 'M5 5.5v13L15.5 12zM19 5v14',
  hand: 'M7 13V7.2a1.5 1.5 0 0 1 3 0V11M10 11V5a1.5 1.5 0 0 1 3 0v6M13 11V6a1.5 1.5 0 0 1 3 0v6M16 9.7a1.5 1.5 0 0 1 3 0v5.3a6.5 6.5 0 0 1-6.5 6.5h-.7a6.5 6.5 0 0 1-5.2-2.6L3.8 15.2a1.5 1.5 0 0 1 2.3-1.9L7 14.4V12',
  picture: `${box(3.5, 4.5, 17, 15)}M4 17.3l5-5.3 4 4.2 2.2-2.3 4.8 4.6M15.5 8.7h.01`,
  order: `${circle(6, 5.5, 2)}${circle(6, 18.5, 2)}M6 7.5v9M11.5 5.5h9M11.5 12h6M11.5 18.5h9`,
  heart: 'M12 20s-8-4.9-8-10.6A4.4 4.4 0 0 1 12 7a4.4 4.4 0 0 1 8 2.4C20 15.1 12 20 12 20z',
  person: `${circle(12, 8, 4)}M4.5 20.5a7.5 7.5 0 0 1 15 0`,
  people: `${circle(9, 8, 3.5)}M2.5 19.5a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18.2 13.7a6.5 6.5 0 0 1 3.3 5.8`,
  woman: `${circle(12, 7.4, 3.1)}M7.6 11V7.4a4.4 4.4 0 0 1 8.8 0V11M12 13c-3.6 0-5.6 2.8-6.4 7.5h12.8C17.6 15.8 15.6 13 12 13z`,
  man: `${circle(12, 7.5, 3.5)}M8.7 6.3c1.8.6 4.8.6 6.6 0M5 20.5v-2.3a4.2 4.2 0 0 1 4.2-4.2h5.6a4.2 4.2 0 0 1 4.2 4.2v2.3M12 14v3`,
  care: 'M12 10.5s-4.2-2.5-4.2-5.3A2.3 2.3 0 0 1 12 4a2.3 2.3 0 0 1 4.2 1.2c0 2.8-4.2 5.3-4.2 5.3zM3.5 14.5h2.7l3 1.3h3.6a1.5 1.5 0 0 1 0 3H9.5M14 16.6l4.4-2.2a1.5 1.5 0 0 1 1.5 2.6l-6 3.5H8l-4.5-1.3',
  baby: `${circle(12, 13.3, 7.2)}M12 6.1c-1.6-1.3-.2-3.2 1.4-2.6M9.4 12.4h.01M14.6 12.4h.01M9.3 15.6a3.4 3.4 0 0 0 5.4 0`,
  child: figure(8.5),
  teenager: figure(5.5),
  adult: figure(2.5),
  cap: 'M2.5 9.2L12 4.7l9.5 4.5-9.5 4.5zM6.5 11.3v4.9c3 2.3 8 2.3 11 0v-4.9M21.5 9.2v5.6',
  tool: 'M4 20.2l7.8-7.8M9.6 6.9l3.6-3.2 6.9 6.9-3.3 3.6zM13.2 10.5l-2.6 2.6',
  work: `${box(3.5, 8, 17, 11.5)}M9 8V6a1.3 1.3 0 0 1 1.3-1.3h3.4A1.3 1.3 0 0 1 15 6v2M3.5 13h17`,
  hourglass: 'M6 3.5h12M6 20.5h12M7.5 3.5V7l4.5 5 4.5-5V3.5M7.5 20.5V17l4.5-5 4.5 5v3.5',
  signpost: 'M12 3v18M12 5h6l2.2 2.2L18 9.4h-6M12 11.6H6l-2.2 2.2L6 16h6M9 21h6',
  house: 'M3.5 11.5L12 4l8.5 7.5M6 9.5v11h12v-11M10 20.5v-5.5h4v5.5',
  school: 'M3 20.5h18M5.5 20.5v-8.6L12 7l6.5 4.9v8.6M10 20.5v-4h4v4M12 7V3h3.6l-1 1.3 1 1.3H12',
  municipality:
    'M3.5 9.5L12 4l8.5 5.5zM4 20.5h16M6.3 9.5v8M10.1 9.5v8M13.9 9.5v8M17.7 9.5v8M4.7 17.5h14.6',
  street: 'M3 20.5h18M4.5 20.5V10L9 6.5l4.5 3.5v10.5M13.5 13L17 10.3l3 2.4v7.8M9 20.5V16',
  ball: `${circle(12, 12, 8.5)}M12 8l3.8 2.8-1.4 4.4H9.6l-1.4-4.4zM12 3.5V8M20 9.3l-4.2 1.5M17 19l-2.6-3.8M7 19l2.6-3.8M4 9.3l4.2 1.5`,
  lock: `${box(4.5, 10.5, 15, 10)}M8 10.5v-3a4 4 0 0 1 8 0v3M9.3 15.6l2 2 3.5-3.6`,
  wifi: 'M3 9.5a13 13 0 0 1 18 0M6 13a8.5 8.5 0 0 1 12 0M9 16.3a4.2 4.2 0 0 1 6 0M12 19.6h.01',
  'wifi-off':
    'M3 9.5A13 13 0 0 1 7.6 6.7M11.2 5.8A13 13 0 0 1 21 9.5M6 13a8.5 8.5 0 0 1 4.8-2.4M15.3 11.3A8.5 8.5 0 0 1 18 13M9 16.3a4.2 4.2 0 0 1 5.4-.4M12 19.6h.01M4 3.5l16 17',
  battery: `${box(2.5, 7.5, 16, 9)}M21.5 11v2M6 10.5v3M9 10.5v3M12 10.5v3`,
  pause: 'M9 5v14M15 5v14',
  stop: box(6, 6, 12, 12),
  play: 'M7.5 4.8v14.4L19 12z',
  erase: 'M9 5.5h9.5a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H9L3 12zM11.7 9.5l5 5M16.7 9.5l-5 5',
  search: `${circle(10.5, 10.5, 6.5)}M15.4 15.4l5.1 5.1`,
  copy: `${box(9, 9, 11.5, 11.5)}M6 15H5.5a2 2 0 0 1-2-2V5.5a2 2 0 0 1 2-2H13a2 2 0 0 1 2 2V6`,
  print: `M7 8.5V3.5h10v5M7 17H5.5a2 2 0 0 1-2-2v-4.5a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2V15a2 2 0 0 1-2 2H17${box(7, 14, 10, 6.5, 1)}`,
  calendar: `${box(3.5, 5.5, 17, 15)}M3.5 10.5h17M8 3v4.5M16 3v4.5`,
  clock: `${circle(12, 12, 8.5)}M12 7v5.3l3.3 2`,
  info: `${circle(12, 12, 8.5)}M12 11v5.2M12 7.9h.01`,
  attention: 'M12 4L2.8 19.8h18.4zM12 10v4.6M12 17.2h.01',
  undo: 'M8.5 4.5L4 9l4.5 4.5M4 9h10a5.5 5.5 0 0 1 0 11h-3.5',
  redo: 'M15.5 4.5L20 9l-4.5 4.5M20 9H10a5.5 5.5 0 0 0 0 11h3.5',
  globe: `${circle(12, 12, 8.5)}M3.5 12h17M12 3.5c2.6 2.4 3.8 5.2 3.8 8.5s-1.2 6.1-3.8 8.5c-2.6-2.4-3.8-5.2-3.8-8.5s1.2-6.1 3.8-8.5z`,
  settings: `M4 7h9M17 7h3M4 17h3M11 17h9${circle(15, 7, 2)}${circle(9, 17, 2)}`,
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  download: 'M12 4v11M6.5 10L12 15.5 17.5 10M4.5 20h15',
  upload: 'M12 15.5v-11M6.5 10L12 4.5 17.5 10M4.5 20h15',
  trash: 'M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5l1 14h9l1-14M10 10.5v6M14 10.5v6',
  key: `${circle(8, 15.5, 4)}M10.8 12.7L20 3.5M16.5 7l3 3`,
  eye: `M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z${circle(12, 12, 2.8)}`,
  lightbulb:
    'M9 17.5h6M10 20.5h4M9 17.5c0-2.3-3.2-3.8-3.2-8a6.2 6.2 0 0 1 12.4 0c0 4.2-3.2 5.7-3.2 8',
  question: `${circle(12, 12, 8.5)}M9.6 9.6a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1.1.9-1.1 1.7M12 16.6h.01`,
  tag: 'M3.5 4v7.2l9 9a1.6 1.6 0 0 0 2.3 0l5.4-5.4a1.6 1.6 0 0 0 0-2.3l-9-9H4zM8 8.2h.01',
  list: 'M9 6.5h11.5M9 12h11.5M9 17.5h11.5M4 6.5h.01M4 12h.01M4 17.5h.01',
  leave: 'M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M9.5 12h11M16 7.5l4.5 4.5-4.5 4.5',
  smile: `${circle(12, 12, 8.5)}M8.3 14a4.3 4.3 0 0 0 7.4 0M9.2 9.7h.01M14.8 9.7h.01`,
  neutral: `${circle(12, 12, 8.5)}M8.5 14.7h7M9.2 9.7h.01M14.8 9.7h.01`,
  sad: `${circle(12, 12, 8.5)}M8.3 16a4.3 4.3 0 0 1 7.4 0M9.2 9.7h.01M14.8 9.7h.01`,
} as const satisfies Record<string, string>;

export type IconName = keyof typeof icons;

/** Icons that point along the reading direction turn round in a right-to-left script. */
export const mirrored: ReadonlySet<IconName> = new Set<IconName>([
  'back',
  'forward',
  'chevron',
  'skip',
  'easier',
  'order',
  'list',
  'undo',
  'redo',
  'leave',
  'menu',
]);

/** Parts of an icon that are drawn filled in its solid form. */
export const solid: Partial<Record<IconName, string>> = {
  microphone,
  play: 'M7.5 4.8v14.4L19 12z',
};

/**
 * Drawings of what somebody sees on their own phone, in one hand: the phone and what
 * is on it in pale lines, and the one thing to tap in petrol.
 */

/** What is tapped: a round button, or a row with words. */
interface Hot {
  x: number;
  y: number;
  icon: keyof typeof icons;
  row?: boolean;
}

export interface Drawing {
  pale: string;
  hot: Hot;
}

/** Around their own middle, 12 wide. */
export const icons = {
  share: 'M-3-1h-3v8h12v-8h-3M0 3v-10M-3-4l3-3 3 3',
  dots: 'M0-5v.1M0 0v.1M0 5v.1',
  bars: 'M-5-4h10M-5 0h10M-5 4h10',
  plus: 'M-6-6h12v12h-12zM0-3v6M-3 0h6',
  down: 'M-4-7h8v4M-4-7v14h8v-4M4-4v6M1-1l3 3 3-3',
  globe: 'M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0M-6 0h12M0-6c-4 4-4 8 0 12M0-6c4 4 4 8 0 12',
  house: 'M-8-1l3-4 3 4 2-3 2 3 3-4 3 4v7h-9l-4 3v-3h-3z',
  gear: 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M0-7v3M0 4v3M-7 0h3M4 0h3M-5-5l2 2M3 3l2 2M5-5l-2 2M-3 3l-2 2',
  screen: 'M-4-7h8v14h-8zM-1 4h2',
  tick: 'M-5 0l4 4 7-8',
} as const;

const page = 'M36 40h48M36 51h40M36 62h46M36 73h30';
const address = 'M39 13h33a6 6 0 0 1 0 12H39a6 6 0 0 1 0-12z';
const bar = 'M26 94h68';
const squares = [16, 38].flatMap((y) => [34, 54, 74].map((x) => `M${x} ${y}h12v12h-12z`)).join('');
const sheet = 'M26 44a10 10 0 0 1 10-10h48a10 10 0 0 1 10 10M54 41h12M36 54h48M36 91h44M36 103h34';
const menu = 'M40 9h46v82H40zM47 21h30M47 33h24M47 70h28M47 82h22';
const list = 'M36 20h40M36 34h34M36 74h38M36 88h30M36 102h36';

export const drawings = {
  shareBelow: { pale: page + bar + 'M34 105h8M78 105h8', hot: { x: 60, y: 105, icon: 'share' } },
  shareAbove: { pale: page + address, hot: { x: 83, y: 19, icon: 'share' } },
  dotsAbove: { pale: page + address, hot: { x: 83, y: 19, icon: 'dots' } },
  barsBelow: { pale: page + bar + 'M34 105h8M54 105h8', hot: { x: 81, y: 105, icon: 'bars' } },
  sheetPlus: { pale: sheet, hot: { x: 60, y: 72, icon: 'plus', row: true } },
  menuPlus: { pale: menu, hot: { x: 63, y: 51, icon: 'plus', row: true } },
  menuInstall: { pale: menu, hot: { x: 63, y: 51, icon: 'down', row: true } },
  menuBrowser: { pale: menu, hot: { x: 63, y: 51, icon: 'globe', row: true } },
  home: { pale: squares, hot: { x: 60, y: 74, icon: 'house' } },
  opened: { pale: address + page, hot: { x: 60, y: 92, icon: 'house' } },
  settings: { pale: squares, hot: { x: 60, y: 74, icon: 'gear' } },
  screen: { pale: list, hot: { x: 60, y: 54, icon: 'screen', row: true } },
  ticked: { pale: list, hot: { x: 60, y: 54, icon: 'tick', row: true } },
} satisfies Record<string, Drawing>;

export type DrawingName = keyof typeof drawings;

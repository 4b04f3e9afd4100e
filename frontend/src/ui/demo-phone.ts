/** How the demo's street hands a phone over: both ends of one door. */

/** The PIN that the street says and the phone sets by itself. */
export const demoPin = '11111';

const mark = '#proef-';

/** Where the street's door for a phone leads. */
export const throughDoor = (path: string, code: string): string => path + mark + code;

/** The pairing code that came through the street's door; undefined when none did. */
export const codeFromDoor = (hash: string): string | undefined =>
  hash.startsWith(mark) ? hash.slice(mark.length) : undefined;

/** The pairing code behind the hash sign, from the street or from a scanned picture. */
export const codeBehind = (hash: string): string =>
  (codeFromDoor(hash) ?? hash.slice(1)).replace(/[^A-Za-z0-9]/g, '').toUpperCase();

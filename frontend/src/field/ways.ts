/** How a phone is made ready, step by step, by browser and by system. */
import * as m from '../messages/messages.js';
import type { DrawingName } from './drawings';
import type { Browser, System } from './systems';

export interface Step {
  drawing?: DrawingName;
  words: string;
}

const step = (drawing: DrawingName, words: string): Step => ({ drawing, words });

const opened = () => step('home', m.field_install_android_3());

/** The app on the start screen. */
export const installing: Record<Browser, () => Step[]> = {
  safari: () => [
    step('shareBelow', m.field_install_share()),
    step('sheetPlus', m.field_install_ios_2()),
    step('home', m.field_install_ios_3()),
  ],
  'other-ios': () => [
    step('shareAbove', m.field_install_share_above()),
    step('sheetPlus', m.field_install_ios_2()),
    step('home', m.field_install_ios_3()),
  ],
  chrome: () => [
    step('dotsAbove', m.field_install_android_1()),
    step('menuInstall', m.field_install_android_2()),
    opened(),
  ],
  samsung: () => [
    step('barsBelow', m.field_install_bars()),
    step('menuPlus', m.field_install_page()),
    opened(),
  ],
  firefox: () => [
    step('dotsAbove', m.field_install_dots()),
    step('menuInstall', m.field_install_android_2()),
    opened(),
  ],
  'another-app': () => [
    step('dotsAbove', m.field_install_dots()),
    step('menuBrowser', m.field_install_browser()),
    step('opened', m.field_install_there()),
  ],
  desk: () => [{ words: m.field_install_other_1() }, { words: m.field_install_other_2() }],
};

/** "Automatisch slot uit". */
export const lockOff: Record<System, () => Step[]> = {
  ios: () => [
    step('settings', m.field_lock_settings()),
    step('screen', m.field_lock_ios()),
    step('ticked', m.field_lock_never()),
  ],
  android: () => [
    step('settings', m.field_lock_settings()),
    step('screen', m.field_lock_android()),
    step('ticked', m.field_lock_longest()),
  ],
  other: () => [{ words: m.field_lock_other() }],
};

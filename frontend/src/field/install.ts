/** How the app is put on the start screen; each system has its own way. */

import { systemOf, type System } from './systems';

export const system = (): System => systemOf(navigator.userAgent).system;

/** Whether the app was started from the start screen. */
export const installed = (): boolean =>
  matchMedia('(display-mode: standalone)').matches ||
  (navigator as { standalone?: boolean }).standalone === true;

interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

let offered: InstallEvent | undefined;

/** Keeps the browser's offer to install for when the person asks; called before anything shows. */
export function keepOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offered = event as InstallEvent;
  });
}

/** Asks the browser to install, where it can; false when the person must do it by hand. */
export async function install(): Promise<boolean> {
  const event = offered;
  offered = undefined;
  await event?.prompt();
  return event !== undefined;
}

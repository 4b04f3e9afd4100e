/** A short report at the edge of the screen, with a way back when there is one. */
export type Toast = { id: number; text: string; undo?: (() => void) | undefined };

let shown = $state<Toast[]>([]);
let last = 0;
/** The last report that has been on a screen. */
let seen = 0;

/** What is reported now, oldest first. */
export function toasts(): readonly Toast[] {
  return shown;
}

/**
 * Reports what just happened. It stays until somebody closes it or the next
 * report comes: nobody has to read within a number of seconds.
 */
export function toast(text: string, undo?: () => void): void {
  shown = [{ id: ++last, text, undo }];
}

/**
 * A small screen has no edge to spare: there a report goes when the screen
 * after the next is opened. Called at every other screen.
 */
export function turnPage(): void {
  shown = shown.filter(({ id }) => id > seen);
  seen = last;
}

/** Takes a report away. */
export function dismiss(id: number): void {
  shown = shown.filter((item) => item.id !== id);
}

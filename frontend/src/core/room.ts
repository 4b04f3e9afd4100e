/**
 * Whether something still fits. Only trying tells: what browsers answer about room
 * is invented. The room is given back before it is used, since Chromium clears a
 * site that has a large file beside its database once the disk is full.
 */
import { StoreFull, type Files } from './ports';

const name = 'room';

/** Gives back what a try left that was killed; on a full disk files are cut, not taken away. */
export async function giveBackRoom(files: Files | undefined): Promise<void> {
  for (const one of (await files?.list(name)) ?? []) await files?.cut(one, 0);
}

/** An hour of sound at 24 kbit/s is 11 MB; the rest is for notes and for the end of the talk. */
export const wholeTalk = 16 << 20;

/** So much is tried at a time: a slow disk answers between. */
const step = 16 << 20;

export const talkFits = (files: Files | undefined): Promise<boolean> => fits(files, wholeTalk);

/** Whether so many bytes fit; true where nobody can try. */
export async function fits(files: Files | undefined, bytes: number): Promise<boolean> {
  try {
    for (let at = 0; at < bytes; at += step) await files?.fill(name, Math.min(bytes, at + step));
    await files?.remove(name);
    return true;
  } catch (error) {
    if (!(error instanceof StoreFull)) return letGo(files);
    if (bytes > step) await files?.cut(name, 0).catch(() => undefined); // the last step took itself back
    return false;
  }
}

/** A slow disk may fill it after nobody waits any more. */
function letGo(files: Files | undefined): true {
  void files?.remove(name).catch(() => undefined);
  return true;
}

/**
 * Whether a whole talk still fits. Only trying tells: what browsers answer about room
 * is invented. The room is given back before the talk begins, since Chromium clears a
 * site that has a large file beside its database once the disk is full.
 */
import { StoreFull, type Files } from './ports';

const name = 'room';

/** An hour of sound at 24 kbit/s is 11 MB; the rest is for notes and for the end of the talk. */
export const wholeTalk = 16 << 20;

export async function talkFits(files: Files | undefined): Promise<boolean> {
  try {
    await files?.fill(name, wholeTalk);
    await files?.remove(name);
    return true;
  } catch (error) {
    return !(error instanceof StoreFull); // which took back what it had written
  }
}

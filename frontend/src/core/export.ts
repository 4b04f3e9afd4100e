/** "Bewaar een kopie": one interview in one file, sealed as it is, to hand over by other ways. */
import { joined, type Bytes } from './bytes';
import { bringUpToDate, keptOf, newCopy } from './copy';
import type { ID } from './id';
import type { Files, Store } from './ports';

/** A file that nobody but the server can open, in the form of decision 0010. */
export interface ExportedCopy {
  name: string;
  bytes: Bytes;
}

/** Undefined when there is nothing of the interview to hand over, as of a practice. */
export async function exported(
  store: Store,
  interview: ID,
  reference: string,
): Promise<ExportedCopy | undefined> {
  const kept = await keptOf(store, interview);
  if (!kept) return undefined;
  const pieces: Bytes[] = [];
  await bringUpToDate(inMemory(pieces), store, newCopy(interview, 0), kept);
  const words = reference.replaceAll(' ', '-') || interview;
  return { name: `wijkstem-${words}.wijkstem`, bytes: joined(pieces) };
}

/** What is written is only gathered. */
function inMemory(pieces: Bytes[]): Files {
  const never = () => Promise.reject(new Error('it is only added to'));
  return {
    append: async (_name, bytes) => void pieces.push(bytes.slice()),
    list: async () => [],
    read: async () => undefined,
    write: never,
    fill: never,
    cut: never,
    remove: async () => false,
  };
}

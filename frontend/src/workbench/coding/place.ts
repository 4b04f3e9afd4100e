/** Where somebody was reading: kept on this device, without a word of the text. */
export type Place = {
  interview: string;
  utterance: string;
  sentence: number;
  read: number;
  of: number;
};

/** A project, as one person works in it. */
type Own = { id: string; account: { id: string } };

const key = ({ id, account }: Own) => `wijkstem.place.${account.id}.${id}`;

/** Where you were in a project, by what this device kept. */
export function placeIn(project: Own): Place | null {
  try {
    return JSON.parse(localStorage.getItem(key(project)) ?? 'null') as Place | null;
  } catch {
    return null;
  }
}

/** Keeps where you are. */
export function keepPlace(project: Own, place: Place): void {
  try {
    localStorage.setItem(key(project), JSON.stringify(place));
  } catch {
    return; // a private window: the place is then not kept
  }
}

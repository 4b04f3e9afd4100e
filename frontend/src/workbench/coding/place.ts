/** Where somebody was reading: kept on this device, without a word of the text. */
export type Place = {
  interview: string;
  utterance: string;
  sentence: number;
  read: number;
  of: number;
};

const key = (project: string) => `wijkstem.place.${project}`;

/** Where you were in a project, by what this device kept. */
export function placeIn(project: string): Place | null {
  try {
    return JSON.parse(localStorage.getItem(key(project)) ?? 'null') as Place | null;
  } catch {
    return null;
  }
}

/** Keeps where you are. */
export function keepPlace(project: string, place: Place): void {
  try {
    localStorage.setItem(key(project), JSON.stringify(place));
  } catch {
    return; // a private window: the place is then not kept
  }
}

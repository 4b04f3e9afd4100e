/** A field that somebody else changed meanwhile. */
export type Change = {
  field: string;
  mine: unknown;
  theirs: unknown;
  /** You changed it too, to something else. */
  both: boolean;
};

type Fields = Record<string, unknown>;

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What another person changed since you both began from `base`, but for what you changed alike. */
export function changes(base: Fields, mine: Fields, theirs: Fields): Change[] {
  const fields = [...new Set([...Object.keys(base), ...Object.keys(theirs)])];
  return fields
    .filter((field) => !same(base[field], theirs[field]) && !same(mine[field], theirs[field]))
    .map((field) => ({
      field,
      mine: mine[field],
      theirs: theirs[field],
      both: !same(base[field], mine[field]),
    }));
}

/** Your fields with the changes of the other: where both changed, theirs only when it was taken. */
export function merge<Value extends object>(
  mine: Value,
  changed: readonly Change[],
  taken: readonly string[],
): Value {
  const result = { ...mine } as Fields;
  for (const { field, theirs, both } of changed) {
    if (both && !taken.includes(field)) continue;
    if (theirs === undefined) delete result[field];
    else result[field] = theirs;
  }
  return result as Value;
}

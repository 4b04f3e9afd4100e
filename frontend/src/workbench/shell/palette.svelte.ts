let open = $state(false);
let keys = $state(false);

/** The field that finds everything, and the list of keys: open or not. */
export const palette = {
  get open() {
    return open;
  },
  set open(value: boolean) {
    open = value;
  },
  get keys() {
    return keys;
  },
  set keys(value: boolean) {
    keys = value;
  },
};

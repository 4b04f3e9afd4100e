/** Does one after another what is asked for at the same time; each waits until its own is done. */
export function inTurn<T>(work: () => Promise<T>): () => Promise<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return () => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
}

/** Waits until the phone keeps so many recorded voices. */
export async function keeps(page, least) {
  const until = Date.now() + 60_000;
  while ((await page.evaluate(keptVoices)) < least) {
    if (Date.now() > until) throw new Error(`the phone does not get ${least} voices`);
    await page.waitForTimeout(200);
  }
}

/** In the page: how many voices stand in its store. */
async function keptVoices() {
  const [{ name }] = await indexedDB.databases();
  const done = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const opened = await done(indexedDB.open(name));
  const count = await done(opened.transaction('spoken').objectStore('spoken').count());
  opened.close();
  return count;
}

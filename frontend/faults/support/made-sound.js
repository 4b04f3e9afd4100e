/**
 * Sound that is made instead of recorded, for rows that are about its way to the
 * server: acts for Handset.run.
 */

/** A microphone that gives what `speak` says. Before the phone is opened. */
export function quietMicrophone(here) {
  const take = { pause() {}, resume() {}, async stop() {} };
  const input = {
    health: () => 'well',
    level: () => 0.2,
    onChange() {},
    record(_how, chunk, began) {
      here.memory.chunk = chunk;
      began();
      return take;
    },
    close() {},
  };
  const microphone = { webkit: false, supports: () => true, open: async () => input };
  here.device = { ...here.device, microphone };
}

/** So many bytes in chunks of at most 40 kB, all of them random; gives how many bytes are sealed. */
export async function speak({ memory, talk, device }, bytes) {
  const before = talk.recorder.safe;
  for (let left = bytes; left > 0; left -= 40_000) {
    const chunk = crypto.getRandomValues(new Uint8Array(Math.min(left, 40_000)));
    memory.chunk(chunk.length, Promise.resolve(chunk.buffer));
  }
  const sealed = async () => {
    const entries = await device.store.list('chunks', { prefix: [talk.view.id] });
    return entries.reduce((sum, { value }) => sum + value.frame.byteLength, 0);
  };
  for (;;) {
    const sum = await sealed();
    if (sum >= bytes && talk.recorder.safe >= before) return sum;
    await new Promise((again) => setTimeout(again, 50));
  }
}

/** The phone speaks to another address than the page's, and counts what bodies it begins. */
export function linkTo(here, url) {
  const counts = (here.memory.begun = { bytes: 0, requests: 0 });
  const http = (path, init) => {
    if (init.method === 'PATCH') {
      counts.bytes += init.body.length;
      counts.requests++;
    }
    return fetch(url + path, init);
  };
  here.device = { ...here.device, http };
}

/** All interviews with their states. */
export const states = async ({ phone }) =>
  (await phone.interviews()).map(({ id, state, sent }) => ({ id, state, sent }));

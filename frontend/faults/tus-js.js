import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForeignPhone, newId } from './support/foreign-phone.js';
import { must } from './support/wait.js';

/** The server takes at most 4 MiB in one PATCH, and says so with 413. */
const chunkSize = 1 << 20;

/**
 * tus-js-client, the reference client of the protocol, uploads to the real
 * server: paused and gone on with by a new object after the server was killed, and with
 * a length that comes last. What the server does not offer (several uploads joined into
 * one) fails cleanly.
 */
export default {
  name: 'tus-js-client 4.3.1 to our server',
  engines: { none: { rounds: 3, quick: 1, piece: 3 } },
  needs: ['server'],
  bars: [
    { of: 'resumed', atLeast: 1, words: 'uploads that went on after a pause and a kill' },
    { of: 'deferred', atLeast: 1, words: 'uploads whose length came last' },
    { of: 'refused', atLeast: 1, words: 'joined uploads, refused cleanly' },
    { of: 'other', atMost: 0, words: 'uploads that are not byte for byte what was sent' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['resumed', 'deferred', 'refused', 'other']) stage.count(name, 0);
  const tus = await import('tus-js-client');
  const server = await stage.server();
  const phone = await ForeignPhone.pair(server.url, await server.invite());
  await stage.eachRound((chance) => uploads(stage, tus, server, phone, chance));
}

async function uploads(stage, tus, server, phone, chance) {
  const interview = newId();
  const data = randomBytes(9_000_000);
  const of = async (part, more) => ({
    endpoint: `${server.url}/v1/projects/${phone.project}/uploads`,
    headers: await phone.headers(),
    metadata: { interview, part: String(part) },
    retryDelays: [0, 200, 500],
    chunkSize,
    ...more,
  });
  const stopAt = chunkSize * (1 + Math.floor(chance() * 6));
  const paused = await upload(tus, data, await of(2), stopAt);
  must(paused.stopped, `it was paused: ${paused.error}`);
  await server.kill();
  await server.start();
  const resumed = await upload(tus, data, await of(2, { uploadUrl: paused.url }));
  must(resumed.done, `it went on: ${resumed.error}`);
  stage.count('resumed');
  const deferred = await upload(tus, data, await of(3, { uploadLengthDeferred: true }));
  must(deferred.done, `the length came last: ${deferred.error}`);
  stage.count('deferred');
  const joined = await upload(tus, data, await of(4, { parallelUploads: 2, retryDelays: null }));
  must(!joined.done && /\b400\b/.test(joined.error), `joining is refused: ${joined.error}`);
  stage.count('refused');
  for (const part of [2, 3])
    if (!onDisk(server, phone.project, interview, part).equals(data)) stage.count('other');
}

/** Uploads to the end, or pauses after so many bytes. */
function upload(tus, data, options, stopAt) {
  return new Promise((ended) => {
    const one = new tus.Upload(data, {
      ...options,
      onError: (error) => ended({ error: String(error) }),
      onSuccess: () => ended({ done: true }),
      onChunkComplete: (_, sent) => {
        if (!stopAt || sent < stopAt) return;
        void one.abort();
        ended({ stopped: true, url: one.url });
      },
    });
    one.start();
  });
}

/** The sealed bytes as the server keeps them. */
function onDisk({ data }, project, interview, part) {
  const names = readdirSync(data, { recursive: true });
  const place = names.find((name) => name.endsWith(join(project, interview, String(part))));
  must(place, 'the part is on the disk');
  return readFileSync(join(data, place));
}

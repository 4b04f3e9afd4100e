/**
 * What the store and the keys must do, on the browser's own IndexedDB and
 * WebCrypto. The same cases run on the ones of the unit tests
 * (tests/core/support/store-cases.ts).
 */
export default {
  name: 'store and keys',
  engines: { chromium: { rounds: 1, quick: 1 }, webkit: { rounds: 1, quick: 1 } },
  bars: [
    { of: 'failed', atMost: 0, words: 'cases that failed' },
    { of: 'cases', atLeast: 9, words: 'cases' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['failed', 'cases']) stage.count(name, 0);
  const scene = await stage.scene();
  const phone = await scene.phone();
  await stage.eachRound(async () => {
    const names = await phone.run(({ parts }) => parts.storeCases.map(([name]) => name));
    for (const [at, name] of names.entries()) {
      stage.count('cases');
      const holds = ({ parts }, n) => parts.storeCases[n][1]((base) => parts.openStore(base));
      const failure = await phone.run(holds, at).catch((error) => error.message);
      if (!failure) continue;
      stage.count('failed');
      stage.say(`${name}: ${failure}`);
    }
  });
}

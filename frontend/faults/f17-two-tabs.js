import { must, until } from './support/wait.js';

/**
 * The app is open twice. While one page holds a talk and records, the other
 * begins one, forgets the PIN, leaves the project, or delivers at the same time.
 */
export default {
  fault: 'F17',
  name: 'two tabs',
  engines: { chromium: { rounds: 12, quick: 3 } },
  bars: [
    { of: 'tried', atLeast: 1, words: 'things that the other tab tried' },
    { of: 'let', atMost: 0, words: 'of which one went through' },
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'missing', atMost: 0, words: 'talks that did not arrive, or without a later note' },
    { of: 'doubled', atMost: 0, words: 'bytes of sound that both tabs sent' },
  ],
  run,
};

/** What the other tab tries; true when it went through. */
const tries = {
  begin: async (other) =>
    other.run(async ({ phone }) => {
      const { slug, version } = phone.field.guides[0];
      return (await phone.begin({ guide: { slug, version }, language: 'nl' })) !== undefined;
    }),
  resume: (other, id) =>
    other.run(async ({ phone }, talk) => (await phone.resume(talk)) !== undefined, id),
  forgetPIN: (other) => other.run(({ phone }) => phone.forgetPIN('54321')),
  leaveProject: async (other, _, api) => {
    api.revoked = true;
    api.forgetTokens();
    return other.run(async ({ phone }) => {
      await phone.refresh().catch(() => undefined);
      if (!phone.revoked) throw new Error('the phone does not know that it is revoked');
      return phone.leaveProject();
    });
  },
};

async function run(stage) {
  for (const name of ['tried', 'let', 'lost', 'missing', 'doubled']) stage.count(name, 0);
  await stage.eachRound((_, n) => twice(stage, Object.values(tries)[n % 4]));
}

async function twice(stage, attempt) {
  const scene = await stage.scene();
  const phone = await scene.phone();
  await phone.paired();
  const other = await phone.tab();
  await other.unlocked();
  const id = await phone.begin();
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 500, 'sound is safe');
  stage.count('tried');
  if (await attempt(other, id, scene.api)) stage.count('let');
  await phone.run(({ talk }) =>
    talk.addNote(talk.view.draft.answers.topics[0].topic, 'na de andere tab'),
  );
  const { safe } = await phone.recorder();
  await until(async () => (await phone.recorder()).safe > safe + 500, 'it goes on recording');
  await phone.call('stopRecording');
  stage.count('lost', await phone.lost());
  await phone.finalise();
  await phone.run(({ phone: core }) => core.leave());
  await bothDeliver(stage, scene.api, phone, other, id);
  await phone.end();
}

async function bothDeliver(stage, api, phone, other, id) {
  api.sentBytes = 0;
  await Promise.all([phone.deliver(), other.deliver().catch(() => undefined)]);
  await phone.deliver();
  if (!api.interviews.has(id)) return stage.count('missing');
  const { topics } = await api.answers(id);
  const notes = topics.flatMap(({ notes: all }) => all);
  const receipt = await api.receipt(id);
  must(receipt.state === 'arrived', `the server says ${receipt.state}`);
  if (!notes.some(({ text }) => text === 'na de andere tab')) stage.count('missing');
  const sound = receipt.parts.filter(({ number }) => number !== 1);
  const whole = sound.reduce((sum, { bytes }) => sum + bytes, 0);
  stage.count('doubled', Math.max(0, api.sentBytes - whole));
}

import { must, until } from './support/wait.js';

/**
 * While a talk is held the project goes on to another version of the guide and
 * drops the one of the talk. The phone fetches the new one, is killed, and in
 * every second round loses its copy of the old one too. Then the talk goes on.
 */
export default {
  fault: 'F18',
  name: 'the guide changes during a talk',
  needs: ['server'],
  engines: { chromium: { rounds: 10, quick: 2 }, webkit: { rounds: 4, quick: 0 } },
  bars: [
    {
      of: 'other',
      atMost: 0,
      words: 'talks that went on by another version, or with other topics',
    },
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'offered', atMost: 0, words: 'new talks that were offered the version that was dropped' },
    { of: 'arrived', atLeast: 1, words: 'talks that the server opened in their own version' },
  ],
  run,
};

const versions = ['1.1.0', '1.2.0'];

async function run(stage) {
  for (const name of ['other', 'lost', 'offered', 'arrived']) stage.count(name, 0);
  const server = await stage.server();
  const scene = await stage.scene({ url: server.url });
  const phone = await scene.phone();
  await phone.paired(await server.invite());
  await stage.eachRound((chance, n) => changeOnce(stage, server, phone, n));
}

async function changeOnce(stage, server, phone, n) {
  const [own, next] = n % 2 ? versions : versions.toReversed();
  await use(server, own);
  await phone.run(({ phone: core }) => core.refresh());
  const id = await phone.begin();
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 0, 'sound is safe');
  const before = await phone.run(told);
  must(before.version === own, `the talk is by ${before.version} and not by ${own}`);
  await use(server, next);
  const offered = await phone.run(refreshed);
  if (offered.includes(own)) stage.count('offered');
  const kept = [...phone.driver.kept];
  await phone.kill();
  await phone.start();
  await phone.unlocked();
  if (n % 2) await phone.run(loseCopy);
  await phone.resume(id);
  const after = await phone.run(told);
  if (JSON.stringify(after) !== JSON.stringify(before)) stage.count('other');
  stage.count('lost', await phone.lost(kept));
  await phone.run(finishAll);
  await phone.finalise();
  const line = (await phone.deliver()).find((one) => one.id === id);
  must(line?.state === 'safe', `the interview is ${line?.state} and not safe`);
  const seen = await server.lead.get(`/projects/${server.project}/interviews/${id}`);
  const topics = seen.topics.map(({ topic }) => topic).toSorted();
  const same = JSON.stringify(topics) === JSON.stringify(before.topics.toSorted());
  if (seen.guide === `ouders-extra-hulp@${own}` && same) stage.count('arrived');
  else stage.count('other');
}

/** The project uses this version and no other. */
async function use(server, version) {
  const path = `/projects/${server.project}`;
  const { settings } = await server.lead.get(path);
  const guides = [`ouders-extra-hulp@${version}`];
  await server.lead.ask('PUT', `${path}/settings`, { ...settings, guides });
}

function told({ talk }) {
  const { guide, answers } = talk.view.draft;
  return {
    version: guide.version,
    hash: guide.hash,
    topics: answers.topics.map((one) => one.topic),
  };
}

async function refreshed({ phone }) {
  await phone.refresh();
  return phone.field.guides.map(({ version }) => version);
}

const loseCopy = ({ device }) => device.store.write([{ area: 'cache', gone: ['guide'] }]);

async function finishAll({ talk }) {
  for (const { topic } of talk.view.draft.answers.topics)
    await talk.finishTopic(topic, 'discussed');
}

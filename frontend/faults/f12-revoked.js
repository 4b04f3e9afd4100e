import { must } from './support/wait.js';

/**
 * A phone is revoked while it is offline: three interviews wait, one is open,
 * and a worry is not told yet. Back on the network everything arrives, marked, and
 * then the phone wipes itself.
 */
export default {
  fault: 'F12',
  name: 'revoked with interviews on it',
  engines: { chromium: { rounds: 4, quick: 1, piece: 4 } },
  needs: ['server'],
  bars: [
    { of: 'interviews', atLeast: 4, words: 'interviews on revoked phones' },
    { of: 'missing', atMost: 0, words: 'of which one did not arrive in whole' },
    { of: 'unmarked', atMost: 0, words: 'of which one was not marked' },
    { of: 'untold', atMost: 0, words: 'worries that nobody was told of' },
    { of: 'left', atMost: 0, words: 'values that were left on the phones' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['interviews', 'missing', 'unmarked', 'untold', 'left']) stage.count(name, 0);
  const server = await stage.server();
  await stage.eachRound((_, n) => revoked(stage, server, `F12 ${n}`));
}

async function revoked(stage, server, label) {
  const scene = await stage.scene({ url: server.url });
  const { lead, project } = server;
  const phone = await scene.phone();
  await phone.open();
  await phone.pair(await server.invite(label));
  scene.proxy.offline = true;
  const made = [];
  for (let n = 0; n < 4; n++) {
    const id = await phone.begin();
    made.push(id);
    await phone.run(({ talk }) =>
      talk.addNote(talk.view.draft.answers.topics[0].topic, 'een notitie'),
    );
    if (n === 3) break;
    await phone.record();
    await phone.run(() => new Promise((later) => setTimeout(later, 2_000)));
    await phone.finalise();
  }
  await phone.run(async ({ phone: core }, talk) => {
    await core.worries.raise(talk);
    core.leave();
  }, made[3]);
  const devices = await lead.all(`/projects/${project}/devices`);
  const device = devices.find((one) => one.label === label);
  must(device, 'the phone is in the list');
  await lead.ask('DELETE', `/projects/${project}/devices/${device.id}`);
  scene.proxy.offline = false;
  await goes(phone);
  await check(stage, server, made);
  const areas = await phone.run(async ({ core, device: own }) => {
    const all = core.areas.map((area) => own.store.list(area, { prefix: [] }));
    return (await Promise.all(all)).flat().length;
  });
  stage.count('left', areas);
  await phone.end();
}

/** Finds out that it was revoked, delivers, and forgets everything. */
async function goes(phone) {
  const state = await phone.run(async ({ phone: core }) => {
    await core.refresh().catch(() => undefined);
    if (!core.revoked) throw new Error('the phone does not know that it is revoked');
    for (let n = 0; n < 5 && !(await core.leaveProject()); n++);
    return core.state;
  });
  must(state === 'unpaired', `the phone is ${state}`);
}

async function check(stage, server, made) {
  const { lead, project } = server;
  const arrived = await server.interviews();
  for (const id of made) {
    stage.count('interviews');
    const interview = arrived.find((one) => one.id === id);
    if (interview?.state !== 'arrived') stage.count('missing');
    if (interview?.review !== 'revoked-device') {
      stage.count('unmarked');
      stage.say(`its mark is ${interview?.review}`);
    }
  }
  const alerts = await lead.all(`/projects/${project}/alerts`);
  if (!alerts.some(({ interview }) => interview === made[3])) stage.count('untold');
}

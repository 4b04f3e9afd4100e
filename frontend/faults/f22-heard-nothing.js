import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { must } from './support/wait.js';

const kinds = ['silent', 'refused'];

/**
 * The microphone gives digital silence, or the browser refuses it: on the real
 * screens "Begin met opnemen" never appears, nothing is recorded, and the talk
 * goes on with notes that arrive.
 */
export default {
  fault: 'F22',
  name: 'a microphone that hears nothing',
  engines: { chromium: { rounds: 10, quick: 1 } },
  needs: ['server'],
  bars: [
    { of: 'offered', atMost: 0, words: 'times that recording could be begun' },
    { of: 'chunks', atMost: 0, words: 'chunks on the disk' },
    { of: 'told', take: 'min', atLeast: 3, words: 'tests after which the screen said so, fewest' },
    {
      of: 'arrived',
      take: 'min',
      atLeast: 1,
      words: 'interviews with their note at the server, fewest',
    },
  ],
  run,
};

async function run(stage) {
  for (const name of ['offered', 'chunks']) stage.count(name, 0);
  const server = await stage.server();
  const sound = silence(stage.folder);
  await stage.eachRound(async (_, n) => {
    const prepare = kinds[n % 2] === 'refused' ? refuseMicrophone : undefined;
    const app = await stage.app({ url: server.url, sound, prepare });
    const { walk, page } = app;
    await walk.pair(await server.invite());
    await walk.begin();
    const reference = await walk.consent();
    await walk.step('opnemen');
    await tryMicrophone(stage, app, kinds[n % 2]);
    await walk.on('Verder met notities');
    await walk.background();
    await walk.questions({ 'wat-gaat-goed': 'De juf belt zelf.' });
    stage.count('chunks', (await app.entries()).chunks);
    await walk.finish();
    await walk.close();
    await walk.delivered(reference);
    await arrived(stage, server, reference);
    must(page.url().endsWith('/gesprekken'), 'the interview is sent');
    await app.end();
  });
}

/** Tests three times: it says so each time, and offers no recording. */
async function tryMicrophone(stage, { page }, kind) {
  const begin = page.getByRole('button', { name: 'Begin met opnemen' });
  const said = page.getByText(
    kind === 'silent' ? 'Ik hoor nog niets' : 'De microfoon mag niet aan',
  );
  let told = 0;
  for (let n = 0; n < 3; n++) {
    await page
      .getByRole('button', { name: /Test de microfoon|Test nog een keer|Nog een keer/ })
      .click();
    await said.waitFor({ timeout: 60_000 });
    told++;
    if (await begin.isVisible()) stage.count('offered');
  }
  stage.measure('told', told);
}

async function arrived(stage, server, reference) {
  const words = reference.toLowerCase().split(' · ').join(' ');
  const all = (await server.interviews()).filter((one) => one.reference === words);
  stage.measure('arrived', all.filter(({ state }) => state === 'arrived').length);
}

/** A minute of digital zero. */
function silence(folder) {
  const file = join(folder, 'silence.wav');
  const from = 'anullsrc=channel_layout=mono:sample_rate=48000';
  const args = ['-v', 'error', '-y', '-f', 'lavfi', '-i', from, '-t', '60', file];
  must(spawnSync('ffmpeg', args).status === 0, 'silence is made');
  return file;
}

const refuseMicrophone = (context) =>
  context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = async () => {
      throw new DOMException('', 'NotAllowedError');
    };
  });

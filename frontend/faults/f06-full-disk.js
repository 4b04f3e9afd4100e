import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must, pause, until } from './support/wait.js';

/** Bytes of the disk: the browser itself wants more than half. */
const size = '150m';

/**
 * A disk that is really full: the profile stands on a small tmpfs which is
 * filled to the last byte again and again while the core records and a note is
 * written. Chromium then loses the database, and an attempt to open it anew can
 * begin it anew, empty. Afterwards there is room, in every second round after a
 * SIGKILL.
 */
export default {
  fault: 'F6',
  name: 'disk full to the last byte',
  engines: { chromium: { rounds: 30, quick: 1 } },
  needs: ['root'],
  bars: [
    { of: 'wiped', atMost: 0, words: 'stores begun anew' },
    { of: 'lost', atMost: 0, words: 'acknowledged chunks that are gone or changed' },
    { of: 'backwards', atMost: 0, words: 'rounds after which less was safe than was said' },
    { of: 'pretended', atMost: 0, words: 'notes that were called kept and are gone' },
    { of: 'kept', atLeast: 1, words: 'acknowledged chunks that were looked at' },
    { of: 'alarmMs', take: 'max', atMost: 10_000, unit: 'ms', words: 'time until the alarm' },
  ],
  run,
};

async function run(stage) {
  for (const name of ['wiped', 'lost', 'backwards', 'pretended', 'kept']) stage.count(name, 0);
  await stage.eachRound(async (chance, n) => {
    const disk = new SmallDisk(join(stage.folder, `disk-${n}`));
    const scene = await stage.scene();
    try {
      const phone = await scene.phone({ profile: disk.place });
      await fillUp(stage, phone, disk, chance, n % 2 === 1);
    } finally {
      disk.stopFilling();
      await scene.close();
      disk.remove();
    }
  });
}

async function fillUp(stage, phone, disk, chance, killed) {
  await phone.paired();
  const id = await phone.begin();
  await phone.record();
  await until(async () => (await phone.recorder()).safe > 2_000, 'two seconds are safe');
  await phone.run(watchAlarm);
  disk.keepFull();
  await pause(3_000);
  // While the disk is full a write waits or is refused: the answer may come late.
  const answer = phone.run(note, 'vol').catch(() => false);
  await pause(3_000 + chance() * 8_000);
  const full = await phone.recorder();
  const kept = [...phone.driver.kept];
  if (full.phase === 'alarm') stage.measure('alarmMs', await phone.run(alarmAfter));
  else must(full.recorded - full.safe < 3_000, 'what cannot be kept alarms');
  if (killed) await phone.kill();
  disk.stopFilling();
  const noted = await answer;
  if (killed && !(await openAgain(stage, phone, id))) return;
  if (!killed) await goOn(phone);
  const after = await phone.recorder();
  if (after.safe < full.safe) stage.count('backwards');
  stage.count('kept', kept.length);
  stage.count('lost', await phone.lost(kept));
  if (noted && !(await phone.run(hasNote, 'vol'))) stage.count('pretended');
  if (!killed && !(await phone.run(stillPaired))) stage.count('wiped');
}

/** After a kill: the same phone with the same talk, or the store was begun anew. */
async function openAgain(stage, phone, id) {
  await phone.start();
  const state = await phone.open();
  if (state !== 'locked') return void stage.count('wiped');
  await phone.unlock();
  await phone.resume(id);
  return true;
}

/** With room again it records on: by itself, or when asked. */
async function goOn(phone) {
  const records = async () => {
    const { phase, cause } = await phone.recorder();
    if (cause === 'full') await phone.call('retryRecording');
    return phase === 'recording';
  };
  await until(records, 'it records again', 45_000);
}

/** Notes in the page when the disk began to be full, and when the first alarm came. */
function watchAlarm({ talk, memory }) {
  memory.since = performance.now();
  talk.subscribe(() => {
    if (talk.recorder.phase === 'alarm') memory.alarmAt ??= performance.now();
  });
}

const alarmAfter = ({ memory }) => Math.round(memory.alarmAt - memory.since);

async function note({ talk }, words) {
  await talk.addNote(talk.view.draft.answers.topics[0].topic, words);
  return true;
}

const hasNote = ({ talk }, words) =>
  talk.view.draft.answers.topics.some(({ notes }) => notes.some(({ text }) => text === words));

/** What the disk says, and not what this page remembers. */
async function stillPaired({ core, device }) {
  const phone = await core.Phone.open(device);
  return phone.state === 'locked';
}

class SmallDisk {
  constructor(place) {
    this.place = place;
    mkdirSync(place, { recursive: true });
    const { status, stderr } = spawnSync(
      'mount',
      ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place],
      { encoding: 'utf8' },
    );
    must(status === 0, `a small disk cannot be mounted: ${stderr}`);
  }

  /** Takes every byte, and again what is given back. */
  keepFull() {
    const to = `of=${join(this.place, 'filler')}`;
    const fill = () =>
      spawnSync('dd', ['if=/dev/zero', to, 'bs=4k', 'oflag=append', 'conv=notrunc']);
    fill();
    this.timer = setInterval(fill, 150);
  }

  stopFilling() {
    clearInterval(this.timer);
    rmSync(join(this.place, 'filler'), { force: true });
  }

  remove() {
    spawnSync('umount', ['-l', this.place]);
  }
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { StoreFull, type Interview } from '../../src/core';
import { AttachStopped, longestFile, NoSound, type SoundFile } from '../../src/core/attach';
import { joined, utf8, type Bytes } from '../../src/core/bytes';
import { settle } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const amr = utf8('#!AMR\n');
const size = 2_200_000;

/** A file of the phone's own recorder that says how much of it was asked for at once. */
class RecorderFile implements SoundFile {
  readonly bytes: Bytes;
  largest = 0;
  /** Reading from here on does what a test says. */
  atByte: { from: number; act: () => Promise<unknown> } | undefined;

  constructor(bytes: Bytes) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  slice = (from: number, to: number) => ({
    arrayBuffer: async () => {
      this.largest = Math.max(this.largest, to - from);
      if (this.atByte && to > this.atByte.from) await this.atByte.act();
      return this.bytes.slice(from, to).buffer;
    },
  });
}

const spoken = joined([amr, Uint8Array.from({ length: size }, (_, n) => (n * 7919) % 251)]);

const recorded = (length = size): RecorderFile => new RecorderFile(spoken.slice(0, length));

const chunksOf = async (scene: Scene, talk: Interview) =>
  (await scene.store.list('chunks', { prefix: [talk.view.id] })).length;

/** A talk by notes that may be recorded, on a phone that cannot. */
async function agreed() {
  const scene = await Scene.paired();
  scene.microphone.allowed = false;
  const talk = await scene.agreed();
  await talk.addNote('wat-helpt', 'Haar zus');
  return { scene, talk };
}

async function deliver(scene: Scene, id: string) {
  expect(await scene.phone.delivery.run()).toBe(true);
  const manifest = await scene.server.manifest(id);
  return manifest.parts.filter(({ kind }) => kind === 'sound');
}

async function untilDead(scene: Scene): Promise<void> {
  while (!scene.store.dead) await settle();
}

/** Kills the app at a write while a file is added, and opens the talk again. */
async function killedWhileAdding(write: number, when: 'before' | 'after') {
  const { scene, talk } = await agreed();
  scene.store.killAt = { write: scene.store.writes + write, when };
  void talk.attach(recorded(), 60_000).catch(() => undefined);
  await untilDead(scene);
  await scene.afterKill();
  return { scene, before: talk, talk: (await scene.phone.resume(talk.view.id))! };
}

describe('a sound of the phone’s own recorder', () => {
  test('is added in slices, goes up like every part, and arrives byte for byte', async () => {
    const { scene, talk } = await agreed();
    const file = recorded();
    const seen = new Set<string>();
    talk.subscribe(() => talk.view.attaching && seen.add(talk.view.attaching.doing));
    await talk.attach(file, 754_000);
    expect([...seen]).toEqual(['room', 'copying', 'checking']);
    expect(file.largest).toBeLessThanOrEqual(1 << 20);
    expect(talk.view.attaching).toBeUndefined();
    expect(talk.recorder.safe).toBe(754_000);
    expect(scene.awake.held).toBe(false);
    await talk.addNote('wat-helpt', 'En haar buurvrouw');
    await talk.finalise();
    const [sound, ...more] = await deliver(scene, talk.view.id);
    expect(more).toEqual([]);
    expect(sound).toMatchObject({ mime: 'audio/amr', ms: 754_000, source: 'file', chunks: 17 });
    const arrived = await scene.server.open(talk.view.id, sound!.number, 'sound');
    expect(Buffer.compare(arrived, file.bytes)).toBe(0);
  });

  test('is never added before opname = ja, nor after a nee', async () => {
    const scene = await Scene.paired();
    const asked = await scene.begin();
    await asked.answerAge(true);
    await expect(asked.attach(recorded(), 0)).rejects.toMatchObject({ why: 'no-recording' });
    scene.phone.leave();
    const without = await scene.agreed({ recording: 'no' });
    expect(without.view.mayAttach).toBe(false);
    await expect(without.attach(recorded(), 0)).rejects.toMatchObject({ why: 'no-recording' });
    await without.chooseCapture('summary');
    await without.goTo('summary');
    await expect(without.attach(recorded(), 0)).rejects.toMatchObject({ why: 'no-recording' });
    expect(await chunksOf(scene, without)).toBe(0);
  });

  test('cannot be read on the phone without a key', async () => {
    const { scene, talk } = await agreed();
    const file = new RecorderFile(joined([amr, utf8('kanarie '.repeat(40_000))]));
    await talk.attach(file, 0);
    expect(await scene.disk()).not.toContain('kanarie');
    const copies = [...scene.files!.all.values()].map((one) => Buffer.from(one).toString('latin1'));
    expect(copies.join()).not.toContain('kanarie');
  });

  test('with opname taken back it goes, also while it is being added', async () => {
    const { scene, talk } = await agreed();
    await talk.attach(recorded(), 1_000);
    const file = recorded();
    file.atByte = { from: 2_000_000, act: () => talk.answerConsent('recording', 'no') };
    await expect(talk.attach(file, 1_000)).rejects.toMatchObject({ why: 'no-recording' });
    await settle();
    expect(talk.view.draft.segments).toEqual([]);
    expect(await chunksOf(scene, talk)).toBe(0);
    expect(talk.recorder.safe).toBe(0);
    await talk.finalise();
    expect(await deliver(scene, talk.view.id)).toEqual([]);
  });

  test('a participant who stops meanwhile leaves nothing behind', async () => {
    const { scene, talk } = await agreed();
    const file = recorded();
    file.atByte = { from: 1_500_000, act: () => talk.answerConsent('participate', 'no') };
    await expect(talk.attach(file, 0)).rejects.toMatchObject({ why: 'ended' });
    expect(await chunksOf(scene, talk)).toBe(0);
    expect(await scene.phone.interviews()).toEqual([]);
  });

  test('can be stopped, taken away, and added again', async () => {
    const { scene, talk } = await agreed();
    const file = recorded();
    file.atByte = { from: 2_000_000, act: async () => void talk.stopAttaching() };
    await expect(talk.attach(file, 0)).rejects.toThrow(AttachStopped);
    expect(await chunksOf(scene, talk)).toBe(0);
    expect(talk.view.draft).not.toHaveProperty('attachBroken');
    await talk.attach(recorded(), 5_000);
    const [added] = talk.view.draft.segments;
    await talk.removeAttached(added!.part);
    expect(await chunksOf(scene, talk)).toBe(0);
    await talk.attach(recorded(200_000), 7_000);
    await talk.finalise();
    const sound = await deliver(scene, talk.view.id);
    expect(sound).toMatchObject([{ ms: 7_000, source: 'file' }]);
  });

  test('one at a time, and the talk does not end under it', async () => {
    const { talk } = await agreed();
    const file = recorded();
    const tries: Promise<unknown>[] = [];
    const meanwhile = async () => {
      file.atByte = undefined;
      tries.push(talk.attach(recorded(), 0), talk.finalise());
      await Promise.allSettled(tries);
    };
    file.atByte = { from: 1_500_000, act: meanwhile };
    await talk.attach(file, 0);
    await expect(tries[0]).rejects.toMatchObject({ why: 'not-now' });
    await expect(tries[1]).rejects.toMatchObject({ why: 'attaching' });
    expect(talk.view.ended).toBeUndefined();
  });
});

describe('what cannot be added', () => {
  const vectors = JSON.parse(
    readFileSync(new URL('../../../internal/sound/testdata/kinds.json', import.meta.url), 'utf8'),
  ) as { name: string; head: string }[];
  const head = (name: string) =>
    new Uint8Array(Buffer.from(vectors.find((one) => one.name.startsWith(name))!.head, 'base64'));
  const box = (name: string, body: Bytes) => {
    const bytes = joined([new Uint8Array(4), utf8(name), body]);
    new DataView(bytes.buffer).setUint32(0, bytes.length);
    return bytes;
  };
  const handler = (what: string) =>
    box('moov', box('hdlr', joined([new Uint8Array(8), utf8(what), new Uint8Array(12)])));
  const late = (what: string) =>
    joined([
      box('ftyp', utf8('mp42\0\0\0\0')),
      box('mdat', new Uint8Array(100_000)),
      handler(what),
    ]);

  test.each([
    ['an empty file', new Uint8Array(), 'empty'],
    ['a photo', head('a photo'), 'picture'],
    ['a letter', head('a document'), 'document'],
    ['a film', head('film'), 'film'],
    ['a film that says so at its end', late('vide'), 'film'],
    ['noise', Uint8Array.from({ length: 900 }, (_, n) => (n * 7919) % 251), 'unknown'],
  ])('%s: it is said what it is, and nothing is kept', async (_, bytes, what) => {
    const { scene, talk } = await agreed();
    await expect(talk.attach(new RecorderFile(bytes as Bytes), 0)).rejects.toMatchObject({ what });
    expect(await chunksOf(scene, talk)).toBe(0);
    expect(talk.view.draft.segments).toEqual([]);
  });

  test('an m4a with its table at the end is sound', async () => {
    const { talk } = await agreed();
    await talk.attach(new RecorderFile(late('soun')), 0);
    expect(talk.view.draft.segments).toMatchObject([{ mime: 'audio/mp4', source: 'file' }]);
  });

  test('a file that is too large, or that cannot be read', async () => {
    const { scene, talk } = await agreed();
    const large: SoundFile = { size: longestFile + 1, slice: recorded().slice };
    await expect(talk.attach(large, 0)).rejects.toMatchObject({ what: 'too-large' });
    const file = recorded();
    file.atByte = { from: 2_000_000, act: () => Promise.reject(new Error('taken away')) };
    await expect(talk.attach(file, 0)).rejects.toBeInstanceOf(NoSound);
    expect(await chunksOf(scene, talk)).toBe(0);
  });

  test('room is tried first, and what filled the phone meanwhile leaves nothing half', async () => {
    const { scene, talk } = await agreed();
    scene.files!.room = 2 * size + (16 << 20) - 1;
    await expect(talk.attach(recorded(), 0)).rejects.toThrow(StoreFull);
    expect(scene.files!.all.get('room')?.length ?? 0).toBe(0);
    scene.files!.room = Infinity;
    const file = recorded();
    file.atByte = { from: 2_000_000, act: async () => (scene.store.fits = () => false) };
    await expect(talk.attach(file, 0)).rejects.toThrow(StoreFull);
    scene.store.fits = () => true;
    await talk.attach(recorded(), 4_000);
    expect(talk.view.draft.segments).toMatchObject([{ ms: 4_000 }]);
    expect(await chunksOf(scene, talk)).toBe(17);
  });

  test('bytes that the disk gives back otherwise are not taken for kept', async () => {
    const { scene, talk } = await agreed();
    const { list } = scene.store;
    scene.store.list = async (area, range) => {
      const found = await list(area, range);
      return area === 'chunks' && range.from === 8 ? found.slice(1) : found;
    };
    await expect(talk.attach(recorded(), 0)).rejects.toThrow();
    scene.store.list = list;
    expect(talk.view.draft.segments).toEqual([]);
    expect(await chunksOf(scene, talk)).toBe(0);
  });
});

/** One write begins it, three hold the file, one makes it part of the talk. */
const writes = [1, 2, 3, 4, 5];
const kills = writes.flatMap((write) => [
  { write, when: 'before' as const },
  { write, when: 'after' as const },
]);

describe('killed while a file is added', () => {
  test.each(kills)(
    '$when write $write: all of it is there or nothing, and it says so',
    async (at) => {
      const { scene, talk } = await killedWhileAdding(at.write, at.when);
      const begun = at.write > 1 || at.when === 'after';
      const whole = at.write === 5 && at.when === 'after';
      expect(talk.view.draft.segments.length).toBe(whole ? 1 : 0);
      expect(talk.view.draft.attachBroken ?? false).toBe(begun && !whole);
      expect(await chunksOf(scene, talk)).toBe(whole ? 17 : 0);
      expect(talk.view.draft.answers.topics[1]!.notes).toHaveLength(1);
      if (!whole) await talk.attach(recorded(), 9_000);
      expect(talk.view.draft).not.toHaveProperty('attachBroken');
      await talk.finalise();
      const sound = await deliver(scene, talk.view.id);
      expect(sound).toHaveLength(1);
      const arrived = await scene.server.open(talk.view.id, sound[0]!.number, 'sound');
      expect(arrived).toHaveLength(size);
    },
  );

  test('it was read that it is not there: then it is not said again', async () => {
    const { scene, talk } = await killedWhileAdding(3, 'after');
    expect(talk.view.draft.attachBroken).toBe(true);
    await talk.forgetBroken();
    await scene.afterKill();
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(again.view.draft).not.toHaveProperty('attachBroken');
  });

  test('and the PIN forgotten: the talk arrives without the half of a file', async () => {
    const { scene, talk } = await agreed();
    scene.store.killAt = { write: scene.store.writes + 3, when: 'after' };
    void talk.attach(recorded(), 0).catch(() => undefined);
    await untilDead(scene);
    await scene.restart();
    expect(await scene.phone.forgetPIN('54321')).toBe(true);
    expect(await chunksOf(scene, talk)).toBe(0);
    expect(await deliver(scene, talk.view.id)).toEqual([]);
  });
});

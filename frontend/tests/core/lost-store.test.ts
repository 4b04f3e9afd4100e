import { expect, test } from 'vitest';
import { StoreFull } from '../../src/core';
import { hurryPINs, Scene } from './support/scene';
import { settle, until } from './support/clock';

hurryPINs();

/** The begeleider gave a new code. */
function pair(scene: Scene): Promise<void> {
  scene.server.code = 'NXXR4X2P';
  return scene.phone.pair('nxxr 4x2p', 'Samira');
}

async function pairAgain(scene: Scene): Promise<void> {
  await pair(scene);
  await scene.phone.choosePIN('54321');
  await scene.phone.refresh();
}

const storedItems = async (scene: Scene): Promise<number> => {
  scene.store.dead = false;
  return (await scene.store.list('outbox', { prefix: [] })).length;
};

/** A moment later: what goes beside the store has followed. */
const later = (scene: Scene) => scene.clock.pass(2_500);

test('a phone whose browser wiped its store is not taken for a new one', async () => {
  const scene = await Scene.paired();
  await later(scene);
  await scene.wiped();
  expect(scene.phone.state).toBe('lost');
  expect(scene.phone.lost).toEqual({
    coach: { name: 'Marlies', phone: '0612345678' },
    copies: 0,
    restart: false,
  });
  await scene.restart();
  expect(scene.phone.state).toBe('lost');
  await pairAgain(scene);
  expect(scene.phone.state).toBe('ready');
  expect(scene.phone.lost).toBeUndefined();
});

test('a new phone, and one that a browser without files has, begin at the code', async () => {
  const scene = await Scene.unpaired();
  expect(scene.phone.state).toBe('unpaired');
  scene.files!.broken = true;
  await scene.restart();
  expect(scene.phone.state).toBe('unpaired');
  scene.files = undefined;
  await pairAgain(scene);
  await scene.wiped();
  expect(scene.phone.state).toBe('unpaired');
});

test('a phone of before, paired without the mark, gets it at its next start', async () => {
  const scene = await Scene.paired();
  scene.files!.all.clear();
  await scene.afterKill();
  await settle();
  await scene.wiped();
  expect(scene.phone.state).toBe('lost');
});

test('what stands beside the store while a talk is held arrives from a phone that was wiped', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.setContact({ way: 'phone', phone: '0687654321' });
  await talk.startRecording();
  await scene.speak(10);
  await talk.goTo('topics');
  await talk.addNote('wat-helpt', 'De buren helpen.');
  await later(scene);
  await scene.wiped();
  expect(scene.phone.lost!.copies).toBe(1);
  await pairAgain(scene);
  const [line] = await scene.phone.interviews();
  expect(line).toMatchObject({ id: talk.view.id, state: 'waiting' });
  expect(line!.line).toBeUndefined();
  expect(await scene.phone.delivery.run()).toBe(true);
  expect((await scene.phone.interviews())[0]).toMatchObject({ state: 'safe', sent: 1 });
  const { id } = talk.view;
  expect((await scene.server.manifest(id)).reference).toBe('lepel wolk');
  const answers = await scene.server.answers(id);
  expect(answers.topics[1]!.notes[0]!.text).toBe('De buren helpen.');
  const part = talk.view.draft.segments[0]!.part;
  const sound = await scene.server.open(id, part, 'sound');
  expect([...new Set(sound)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  const contact = await scene.server.open(id, talk.view.draft.contact!, 'contact');
  expect(new TextDecoder().decode(contact)).toContain('0687654321');
});

test('a finalised talk that waited arrives from a phone that was wiped, with the same bytes', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(70);
  await talk.finalise();
  await later(scene);
  const before = await scene.phone.delivery.items();
  await scene.wiped();
  await pairAgain(scene);
  const after = await scene.phone.delivery.items();
  const sums = (items: typeof before) =>
    items.map(({ id, manifest, parts }) => [id, new Uint8Array(manifest), parts]);
  expect(sums(after)).toEqual(sums(before));
  expect(await scene.phone.delivery.run()).toBe(true);
  expect((await scene.server.manifest(talk.view.id)).parts).toHaveLength(2);
});

test('a "nee" that was not told yet is told by the phone that was paired again', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.finalise();
  expect(await scene.phone.delivery.run()).toBe(true);
  scene.server.online = false;
  await scene.phone.changeChoice(talk.view.id, 'quote', 'no');
  await later(scene);
  await scene.wiped();
  scene.server.online = true;
  await pairAgain(scene);
  expect(await scene.phone.delivery.run()).toBe(true);
  expect(scene.server.choices).toEqual([`${talk.view.id} quote no`]);
});

test('bringing back goes on after a phone that was full, or killed, meanwhile', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(200);
  await talk.finalise();
  await later(scene);
  await scene.wiped();
  await pair(scene);
  expect(await scene.phone.delivery.items()).toHaveLength(1);
  await scene.wiped();
  scene.store.killAt = { write: 6, when: 'after' };
  void pair(scene);
  await until(() => scene.store.dead);
  expect(await storedItems(scene)).toBe(0);
  await scene.restart();
  await until(async () => (await scene.phone.delivery.items()).length === 1);
  await scene.phone.choosePIN('54321');
  expect(await scene.phone.delivery.run()).toBe(true);
  expect((await scene.phone.interviews())[0]).toMatchObject({ state: 'safe' });
});

test('what belongs to another project is not sent, and stays', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.finalise();
  await later(scene);
  const file = [...scene.files!.all.keys()].find((name) => name.startsWith('talk-'))!;
  const other = 'a'.repeat(26);
  const bytes = Buffer.from(scene.files!.all.get(file)!);
  bytes.set(Buffer.from(other), bytes.indexOf(scene.server.project));
  scene.files!.all.set(file, new Uint8Array(bytes));
  await scene.wiped();
  expect(scene.phone.lost!.copies).toBe(0);
  await pairAgain(scene);
  await later(scene);
  expect(await scene.phone.delivery.items()).toHaveLength(0);
  expect(scene.files!.all.has(file)).toBe(true);
});

test('a phone that left the project keeps nothing beside its store, and is new again', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.finalise();
  scene.phone.leave();
  await later(scene);
  scene.server.revoked = true;
  await scene.phone.delivery.run();
  await scene.clock.pass(300_000);
  await scene.phone.delivery.run();
  expect(await scene.phone.leaveProject()).toBe(true);
  await later(scene);
  expect([...scene.files!.all.keys()]).toEqual([]);
  await scene.restart();
  expect(scene.phone.state).toBe('unpaired');
});

test('a store that is wiped under the app says so at once', async () => {
  const scene = await Scene.paired();
  await later(scene);
  scene.store.gone = true;
  await expect(scene.phone.interviews()).rejects.toThrow();
  await settle();
  expect(scene.phone.state).toBe('lost');
  expect(scene.phone.lost).toMatchObject({ restart: true, coach: { name: 'Marlies' } });
});

test('a store that is wiped under a recording leaves no microphone on', async () => {
  const scene = await Scene.paired();
  const talk = await scene.agreed();
  await talk.startRecording();
  await scene.speak(4);
  scene.store.gone = true;
  await scene.speak(4);
  expect(scene.phone.state).toBe('lost');
  expect(scene.microphone.input!.closed).toBe(true);
  await scene.clock.pass(10_000);
  expect(scene.microphone.opened).toBe(1);
  expect(scene.awake.held).toBe(false);
});

test('a full phone is no reason to take it for a wiped one', async () => {
  const scene = await Scene.paired();
  scene.store.full = true;
  await expect(scene.begin()).rejects.toThrow(StoreFull);
  expect(scene.phone.state).toBe('ready');
});

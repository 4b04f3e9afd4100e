import { expect, test } from 'vitest';
import { Voices } from '../../src/core/voices';
import type { Field } from '../../src/core';
import type { Identity } from '../../src/core/identity';
import { base64url, hex, sha256, utf8, type Bytes } from '../../src/core/bytes';
import { settle } from './support/clock';
import { Scene } from './support/scene';
import { testGuide } from './support/guide';

const { slug, version } = testGuide;
const thanks = { slug, version, language: 'en', text: 'closing.thanks' };
const next = { slug, version, language: 'en', text: 'closing.next' };
const long = (letter: string, bytes: number): Bytes => utf8(letter.repeat(bytes));

async function heard(scene: Scene, of = thanks): Promise<string | undefined> {
  const kept = await scene.phone.voices.sound(of);
  return kept && new TextDecoder().decode(kept.sound);
}

async function refreshed(scene: Scene): Promise<void> {
  await scene.phone.refresh();
  await settle();
}

test('a voice that two people found right is on the phone, and stays without network', async () => {
  const scene = await Scene.paired();
  await scene.server.record({ 'closing.thanks': utf8('a voice says thanks') });
  await scene.server.record({ 'closing.next': utf8('only recorded') }, false);
  await refreshed(scene);
  expect(await heard(scene)).toBe('a voice says thanks');
  expect(scene.phone.voices.has(next)).toBe(false);

  scene.server.http = () => Promise.reject(new TypeError('no network'));
  await scene.afterKill();
  expect(scene.phone.voices.has(thanks)).toBe(true);
  expect(await heard(scene)).toBe('a voice says thanks');
});

test('other words and a withdrawn approval take the voice away; a new one comes in its place', async () => {
  const scene = await Scene.paired();
  await scene.server.record({ 'closing.thanks': utf8('one'), 'closing.next': utf8('two') });
  await refreshed(scene);
  const asked = scene.server.voicesAsked;
  await refreshed(scene);
  expect(scene.server.voicesAsked).toBe(asked); // what is here is not fetched again

  await scene.server.record({ 'closing.thanks': utf8('another') });
  await scene.server.record({ 'closing.next': utf8('two') }, false);
  await refreshed(scene);
  expect(await heard(scene)).toBe('another');
  expect(await heard(scene, next)).toBeUndefined();
});

test('a voice that is not what was announced is refused, and the others come', async () => {
  const scene = await Scene.paired();
  await scene.server.record({ 'closing.thanks': utf8('true'), 'closing.next': utf8('right') });
  scene.server.voices.set('closing.thanks', utf8('fals'));
  await refreshed(scene);
  expect(scene.phone.voices.has(thanks)).toBe(false);
  expect(await heard(scene, next)).toBe('right');
});

test('nothing is fetched beside a talk, by a link that costs, or on a phone that is full', async () => {
  const scene = await Scene.paired();
  await scene.server.record({ 'closing.thanks': utf8('a voice') });
  await scene.begin();
  await refreshed(scene);
  expect(scene.phone.voices.has(thanks)).toBe(false);

  scene.phone.leave();
  scene.network.become('cellular');
  await scene.phone.delivery.setWifiOnly(true);
  await refreshed(scene);
  expect(scene.phone.voices.has(thanks)).toBe(false);

  scene.network.become('wifi');
  scene.files!.room = 1000;
  await refreshed(scene);
  expect(scene.phone.voices.has(thanks)).toBe(false);

  scene.files!.room = Infinity;
  await refreshed(scene);
  expect(scene.phone.voices.has(thanks)).toBe(true);
});

/** Voices of two languages over a store of a scene, with room for so many bytes. */
async function crowded(most: number) {
  const scene = await Scene.paired();
  const sounds = new Map<string, Bytes>();
  const identity = {
    json: async ({ path }: { path: string }) => ({
      mime: 'audio/wav',
      sound: base64url(sounds.get(path.split('/').slice(-3, -1).join(' '))!),
    }),
  } as unknown as Identity;
  const voices = new Voices(scene.store, identity, most);
  const announce = async (language: string, texts: Record<string, Bytes>, of = version) => {
    const items = [];
    for (const [text, sound] of Object.entries(texts)) {
      sounds.set(`${language} ${text}`, sound);
      const spoken = { hash: hex(await sha256(sound)), bytes: sound.length, approved: true };
      items.push({ text, words: '', approved: false, spoken });
    }
    const value = { mark: '1', items };
    await scene.store.write([{ area: 'wordings', key: [slug, of, language], value }]);
  };
  const renew = (of = version) => {
    const field = { project: { id: 'p' }, guides: [{ slug, version: of }] } as unknown as Field;
    return voices.renew(field, async () => true);
  };
  const there = (language: string, text: string, of = version) =>
    voices.has({ slug, version: of, language, text });
  return { voices, announce, renew, there };
}

test('where not all fit, the languages of the talks on this phone come first', async () => {
  const { voices, announce, renew, there } = await crowded(250);
  await announce('tr', { a: long('a', 100), b: long('b', 100) });
  await announce('uk', { a: long('c', 100), b: long('d', 100) });
  await voices.prefer('uk');
  await renew();
  expect([there('uk', 'a'), there('uk', 'b'), there('tr', 'a')]).toEqual([true, true, false]);
  await voices.prefer('tr');
  await renew();
  expect([there('tr', 'a'), there('tr', 'b'), there('uk', 'a')]).toEqual([true, true, false]);
});

test('voices of a version of before stay while there is room; the oldest go first', async () => {
  const { announce, renew, there } = await crowded(250);
  await announce('tr', { a: long('a', 100), b: long('b', 100) });
  await renew();
  await announce('tr', { c: long('c', 100) }, '2.0.0');
  await renew('2.0.0');
  expect([there('tr', 'a'), there('tr', 'b'), there('tr', 'c', '2.0.0')]).toEqual([
    false,
    true,
    true,
  ]);
});

import { describe, expect, test, vi } from 'vitest';
import { KeysNotKept, NotOurServer, Refused } from '../../src/core';
import { utf8 } from '../../src/core/bytes';
import { Scene } from './support/scene';

describe('pairing', () => {
  test('unpaired, paired, PIN, ready; locked after a restart', async () => {
    const scene = await Scene.unpaired();
    expect(scene.phone.state).toBe('unpaired');
    await expect(scene.phone.pair('WRONGCOD', 'Samira')).rejects.toThrow(Refused);
    await scene.phone.pair('k7mr-4x2p', 'Samira');
    expect(scene.phone.state).toBe('no-pin');
    await expect(scene.phone.choosePIN('1234')).rejects.toThrow(RangeError);
    await scene.phone.choosePIN('12345');
    expect(scene.phone.state).toBe('ready');
    await scene.phone.refresh();
    expect(scene.phone.field?.coach?.name).toBe('Marlies');

    await scene.restart();
    expect(scene.phone.state).toBe('locked');
    expect(await scene.phone.unlock('00000')).toBe('wrong');
    expect(await scene.phone.unlock('12345')).toBe('open');
    expect(scene.phone.field?.coach?.name).toBe('Marlies');
  });

  test('an answer that got lost does not burn the code', async () => {
    const scene = await Scene.unpaired();
    scene.server.after = () => {
      throw new TypeError('cut');
    };
    await expect(scene.phone.pair('K7MR4X2P', 'Samira')).rejects.toThrow();
    scene.server.after = undefined;
    await scene.restart();
    await scene.phone.pair('K7MR4X2P', 'Samira');
    expect(scene.phone.state).toBe('no-pin');
  });

  test('a browser that loses keys is found out before the code is used', async () => {
    const scene = await Scene.unpaired();
    const { store } = scene;
    const read = store.read;
    store.read = async (area, key) =>
      area === 'identity' ? { signing: { privateKey: null } } : read(area, key);
    await expect(scene.phone.pair('K7MR4X2P', 'Samira')).rejects.toThrow(KeysNotKept);
    expect(scene.server.log).toEqual([]);
  });

  test('the private keys cannot be read from the disk', async () => {
    const scene = await Scene.paired();
    const kept = (await scene.store.read('identity', ['phone'])) as {
      signing: CryptoKeyPair;
      agreement: CryptoKeyPair;
    };
    for (const { privateKey } of [kept.signing, kept.agreement]) {
      expect(privateKey.extractable).toBe(false);
      await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow();
    }
    const lock = (await scene.store.read('identity', ['lock'])) as { device: CryptoKey };
    expect(lock.device.extractable).toBe(false);
  });

  test('wrong PINs make the next try wait, also after a restart', async () => {
    const scene = await Scene.paired();
    await scene.restart();
    for (let n = 0; n < 5; n++) expect(await scene.phone.unlock('00000')).toBe('wrong');
    await scene.restart();
    expect(await scene.phone.unlock('12345')).toBe('wait');
    scene.clock.set('2026-11-24T10:00:31Z');
    expect(await scene.phone.unlock('12345')).toBe('open');
  });

  test('the PIN goes through 600,000 rounds', async () => {
    const scene = await Scene.unpaired();
    const derive = vi.spyOn(crypto.subtle, 'deriveKey');
    await scene.phone.choosePIN('12345');
    expect(derive.mock.calls[0]?.[0]).toMatchObject({ name: 'PBKDF2', iterations: 600_000 });
    derive.mockRestore();
  });

  test('a forgotten PIN loses no interview: it is delivered, sound and all, but not read here', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.startRecording();
    await scene.speak(4);
    await talk.addNote('wat-helpt', 'Haar zus');
    await scene.restart();
    await scene.phone.forgetPIN('54321');
    expect(scene.phone.state).toBe('ready');
    const [line] = await scene.phone.interviews();
    expect(line).toEqual({ id: talk.view.id, state: 'waiting', sent: 0 });
    expect(await scene.phone.delivery.run()).toBe(true);
    const answers = await scene.server.answers(talk.view.id);
    expect(answers.topics[1]?.notes[0]?.text).toBe('Haar zus');
    const sound = await scene.server.open(talk.view.id, 2, 'sound');
    expect([...new Set(sound)]).toEqual([1, 2, 3, 4]);
    expect((await scene.server.manifest(talk.view.id)).parts[1]).toMatchObject({
      number: 2,
      mime: 'audio/webm;codecs=opus',
    });
    await scene.phone.refresh();
    expect((await scene.agreed()).view.draft.reference).toBe('kaars fiets');
  });

  test('a lock that got lost loses no interview either', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.addNote('wat-helpt', 'Haar zus');
    await scene.store.write([{ area: 'identity', gone: ['lock'] }]);
    await scene.restart();
    expect(scene.phone.state).toBe('no-pin');
    await scene.phone.choosePIN('54321');
    expect(await scene.phone.delivery.run()).toBe(true);
    const answers = await scene.server.answers(talk.view.id);
    expect(answers.topics[1]?.notes[0]?.text).toBe('Haar zus');
  });
});

describe('field and guides', () => {
  test('a guide that is not what was announced is not kept', async () => {
    const scene = await Scene.unpaired();
    await scene.phone.pair('K7MR4X2P', 'Samira');
    await scene.phone.choosePIN('12345');
    const http = scene.server.http;
    scene.server.http = async (path, init) =>
      String(path).includes('/guides/')
        ? new Response(utf8('{"slug":"vals"}'), { headers: { 'API-Version': '1' } })
        : http(path, init);
    await scene.restart();
    await scene.phone.unlock('12345');
    await expect(scene.phone.refresh()).rejects.toThrow(RangeError);
    expect(await scene.phone.guide('opvoeden-in-de-wijk', '1.0.0')).toBeUndefined();
  });

  test('before the study runs a phone asks for no words, and has the rest to practise', async () => {
    const scene = await Scene.unpaired();
    scene.server.state = 'draft';
    await scene.phone.pair('K7MR4X2P', 'Samira');
    await scene.phone.choosePIN('12345');
    const offered = scene.server.blocks.length;
    await scene.phone.refresh();
    expect(scene.phone.field?.project.state).toBe('draft');
    expect(await scene.phone.guide('opvoeden-in-de-wijk', '1.0.0')).toBeDefined();
    expect(scene.server.blocks).toHaveLength(offered);
    scene.server.state = 'running';
    await scene.phone.refresh();
    expect(scene.server.blocks.length).toBeLessThan(offered);
  });

  test('behind a sign-in page the kept field stays', async () => {
    const scene = await Scene.paired();
    scene.server.portal = true;
    await expect(scene.phone.refresh()).rejects.toThrow(NotOurServer);
    expect(scene.phone.field?.organisation.name).toBe('De Oever');
    expect((await scene.agreed()).view.stage).toBe('reference');
  });

  test('reference words are never given twice, whatever the server offers again', async () => {
    const scene = await Scene.paired();
    const first = (await scene.agreed()).view.draft.reference;
    await scene.phone.refresh();
    const second = (await scene.agreed()).view.draft.reference;
    expect([first, second]).toEqual(['lepel wolk', 'kaars fiets']);
    expect((await scene.agreed()).view.draft.reference).toMatch(/^woord /);
  });

  test('without any words left an interview still goes on', async () => {
    const scene = await Scene.paired();
    await scene.store.write([
      { area: 'cache', key: ['references'], value: { unused: [], used: [] } },
    ]);
    const talk = await scene.agreed();
    expect(talk.view).toMatchObject({ stage: 'reference', draft: { reference: '' } });
  });
});

describe('interviews on the phone', () => {
  test('one tab holds an interview; leaving lets go', async () => {
    const scene = await Scene.paired();
    const talk = await scene.begin();
    const { Phone } = await import('../../src/core');
    const other = await Phone.open(scene.device);
    await other.unlock('12345');
    expect(await other.resume(talk.view.id)).toBeUndefined();
    scene.phone.leave();
    expect((await other.resume(talk.view.id))?.view.stage).toBe('age');
  });

  test('a phone whose clock is wrong still gets in, and times go on from there', async () => {
    const scene = await Scene.paired();
    scene.clock.set('2031-01-01T00:00:00Z');
    const talk = await scene.agreed();
    await talk.finalise();
    expect(await scene.phone.delivery.run()).toBe(true);
  });
});

describe('a revoked phone', () => {
  test('delivers what it has, open interviews too, begins nothing, then forgets everything', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.addNote('wat-helpt', 'Haar zus');
    scene.phone.leave();
    scene.server.revoked = true;
    scene.server.forgetTokens();
    await scene.phone.refresh().catch(() => undefined);
    expect(scene.phone.revoked).toBe(true);
    await expect(scene.begin()).rejects.toThrow('revoked');

    scene.server.online = false;
    expect(await scene.phone.leaveProject()).toBe(false);
    scene.server.online = true;
    await scene.restart();
    expect(await scene.phone.leaveProject()).toBe(true);
    expect((await scene.server.answers(talk.view.id)).topics[1]?.notes.length).toBe(1);
    for (const area of ['identity', 'cache', 'interviews', 'outbox', 'chunks'] as const) {
      expect(await scene.store.list(area, { prefix: [] })).toEqual([]);
    }
    expect(scene.phone.state).toBe('unpaired');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { base64url, utf8 } from '../../src/core/bytes';
import { settle, until } from './support/clock';
import { hurryPINs, Scene } from './support/scene';
import { problem } from './support/server';

hurryPINs();

/** A finalised interview with so many kilobytes of sound. */
async function finalised(scene: Scene, kilobytes: number): Promise<string> {
  const talk = await scene.agreed();
  await talk.startRecording();
  for (let n = 0; n < kilobytes; n += 40) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(40, kilobytes - n) * 1024));
    scene.microphone.speak(bytes);
  }
  await talk.finalise();
  scene.phone.leave();
  return talk.view.id;
}

async function stateOf(scene: Scene, id: string): Promise<string | undefined> {
  return (await scene.phone.interviews()).find((one) => one.id === id)?.state;
}

describe('delivery over a bad network', () => {
  test('64 kB/s, cut every five seconds: it completes, and at most 5% is sent twice', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 4_000);
    const took = (milliseconds: number) => scene.clock.took(milliseconds);
    scene.server.link = { rate: 64, breaksEvery: 5_000, took };
    let rounds = 0;
    while (!(await scene.phone.delivery.run())) expect(++rounds).toBeLessThan(100);
    expect(rounds).toBeGreaterThan(3);
    expect(await stateOf(scene, id)).toBe('safe');
    const { parts } = await scene.server.receipt(id);
    const sound = parts.find((part) => part.number === 2)!;
    expect(scene.server.begunBytes).toBeLessThan(sound.bytes * 1.05);
    expect(scene.server.uploads.size).toBe(1);
    expect(scene.server.largestPatch).toBeLessThanOrEqual(32 * 1024);
  });

  test('whatever request is cut, before or after the server did it: all arrives, once', async () => {
    const cuts = fc.array(fc.tuple(fc.nat({ max: 40 }), fc.constantFrom('before', 'after')), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(cuts, async (chosen) => {
        const scene = await Scene.paired();
        const id = await finalised(scene, 300);
        let requests = 0;
        const cut = (when: string) => () => {
          if (when === 'before') requests++;
          if (chosen.some(([at, how]) => at === requests && how === when))
            throw new TypeError('cut');
        };
        scene.server.before = cut('before');
        scene.server.after = cut('after');
        for (let round = 0; round < 20 && !(await scene.phone.delivery.run()); round++);
        expect(await stateOf(scene, id)).toBe('safe');
        const { state, parts } = await scene.server.receipt(id);
        const manifest = await scene.server.manifest(id);
        expect(state).toBe('arrived');
        expect(parts.map((part) => part.sha256)).toEqual(manifest.parts.map((part) => part.sha256));
        expect(scene.server.waiting).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  test('killed at any write while delivering, it goes on after the next start', async () => {
    const count = await Scene.paired();
    await finalised(count, 100);
    const before = count.store.writes;
    await count.phone.delivery.run();
    const writes = count.store.writes - before;
    expect(writes).toBeGreaterThanOrEqual(3);
    for (let write = 1; write <= writes; write++) {
      for (const when of ['before', 'after'] as const) {
        const scene = await Scene.paired();
        const id = await finalised(scene, 100);
        scene.store.killAt = { write: scene.store.writes + write, when };
        void scene.phone.delivery.run();
        while (!scene.store.dead) await settle();
        await scene.afterKill();
        expect(await scene.phone.delivery.run()).toBe(true);
        expect(await stateOf(scene, id)).toBe('safe');
      }
    }
  });

  test('without network it waits longer and longer, and tries at once when nudged', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    scene.server.online = false;
    scene.phone.delivery.start();
    await settle();
    expect(scene.phone.delivery.view).toMatchObject({ reach: 'unreachable', busy: false });
    await scene.clock.pass(60_000);
    expect(await stateOf(scene, id)).toBe('waiting');
    scene.server.online = true;
    scene.phone.delivery.nudge();
    await settle();
    expect(scene.phone.delivery.view.reach).toBe('reached');
    expect(await stateOf(scene, id)).toBe('safe');
    scene.phone.delivery.stop();
  });

  test('a project that is full: all stays, the phone says so, and tries each hour', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 100);
    let tries = 0;
    scene.server.instead = (request) => {
      if (!request.startsWith('POST') || !request.endsWith('/uploads')) return undefined;
      tries++;
      return problem(507, { detail: 'Dit project heeft geen ruimte meer voor geluid.' });
    };
    scene.phone.delivery.start();
    await until(() => scene.phone.delivery.view.reach === 'full');
    await settle();
    expect(await stateOf(scene, id)).toBe('waiting');
    expect(scene.server.interviews.has(id)).toBe(true);
    await scene.clock.pass(3_500_000);
    expect(tries).toBe(1);
    await scene.clock.pass(200_000);
    await until(() => tries === 2);
    await settle(); // the next try is planned before the clock goes on
    scene.server.instead = undefined;
    await scene.clock.pass(3_700_000);
    await until(() => scene.phone.delivery.view.reach === 'reached');
    expect(await stateOf(scene, id)).toBe('safe');
    scene.phone.delivery.stop();
  });

  test('the sign-in page of a public network is no receipt', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    scene.server.portal = true;
    expect(await scene.phone.delivery.run()).toBe(false);
    expect(scene.phone.delivery.view.reach).toBe('not-our-server');
    expect(await stateOf(scene, id)).toBe('waiting');
    scene.server.portal = false;
    expect(await scene.phone.delivery.run()).toBe(true);
  });

  test('a token that went stale is renewed in between', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 200);
    let patches = 0;
    scene.server.before = (request) => {
      if (request.startsWith('PATCH') && ++patches === 2) scene.server.forgetTokens();
    };
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(await stateOf(scene, id)).toBe('safe');
  });

  test('two tabs: one of them delivers', async () => {
    const scene = await Scene.paired();
    await finalised(scene, 10);
    const [one, other] = await Promise.all([
      scene.phone.delivery.run(),
      scene.phone.delivery.run(),
    ]);
    expect([one, other].sort()).toEqual([false, true]);
  });
});

describe('what the server says', () => {
  test('a receipt with another sum is not safe', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    const receipt = scene.server.receipt.bind(scene.server);
    scene.server.receipt = async (one) => {
      const told = await receipt(one);
      return {
        ...told,
        parts: told.parts.map((part) => ({
          ...part,
          ...(part.sha256 && { sha256: 'ab'.repeat(32) }),
        })),
      };
    };
    expect(await scene.phone.delivery.run()).toBe(false);
    expect(await stateOf(scene, id)).toBe('waiting');
    scene.server.receipt = receipt;
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(await stateOf(scene, id)).toBe('safe');
  });

  test('the copy stays until fourteen days after the receipt', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    await scene.phone.delivery.run();
    scene.clock.set('2026-12-08T09:00:00Z');
    await scene.phone.delivery.run();
    expect((await scene.store.list('chunks', { prefix: [id] })).length).toBeGreaterThan(0);
    scene.clock.set('2026-12-08T11:00:00Z');
    await scene.phone.delivery.run();
    expect(await scene.store.list('chunks', { prefix: [id] })).toEqual([]);
    expect(await stateOf(scene, id)).toBeUndefined();
  });

  test('the copy stays as long as the project says', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    await scene.phone.delivery.run();
    scene.server.copyDays = 30;
    await scene.phone.refresh();
    scene.clock.set('2026-12-24T09:00:00Z');
    await scene.phone.delivery.run();
    expect(await stateOf(scene, id)).toBe('safe');
    scene.server.copyDays = 20;
    await scene.phone.refresh();
    await scene.phone.delivery.run();
    expect(await stateOf(scene, id)).toBeUndefined();
  });

  test('a new epoch: what is still here is offered again, and kept until it is safe again', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 50);
    await scene.phone.delivery.run();
    scene.server.interviews.clear();
    scene.server.uploads.clear();
    scene.server.epoch = 'restored';
    await scene.phone.refresh();
    expect(await stateOf(scene, id)).toBe('waiting');
    expect(await scene.phone.delivery.run()).toBe(true);
    expect(await stateOf(scene, id)).toBe('safe');
    expect((await scene.server.receipt(id)).state).toBe('arrived');
  });

  test('offered again and not taken: the only copy stays, however old its first receipt', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    await scene.phone.delivery.run();
    scene.server.interviews.clear();
    scene.server.uploads.clear();
    scene.server.epoch = 'restored';
    await scene.phone.refresh();
    scene.server.instead = (request) => (request.endsWith('/manifest') ? problem(503) : undefined);
    scene.clock.set('2027-02-08T11:00:00Z');
    await scene.phone.delivery.run();
    expect(await stateOf(scene, id)).toBe('waiting');
    expect((await scene.store.list('chunks', { prefix: [id] })).length).toBeGreaterThan(0);
  });

  /** Spoils the sound as soon as all of it has arrived, so many times. */
  function spoiling(scene: Scene, times: number): void {
    scene.server.after = (request) => {
      const whole = [...scene.server.uploads.values()].find(
        (one) => one.bytes.length === one.length,
      );
      if (!whole || !request.startsWith('PATCH') || times-- <= 0) return;
      whole.bytes[0]! ^= 1;
    };
  }

  test('other bytes on the server than were sent: taken back and sent anew, once', async () => {
    const once = await Scene.paired();
    const mended = await finalised(once, 100);
    spoiling(once, 1);
    await once.phone.delivery.run();
    await once.phone.delivery.run();
    expect(await stateOf(once, mended)).toBe('safe');
    const twice = await Scene.paired();
    const spoilt = await finalised(twice, 100);
    spoiling(twice, 9);
    for (let round = 0; round < 4; round++) await twice.phone.delivery.run();
    expect(await stateOf(twice, spoilt)).toBe('refused');
    expect(twice.server.log.filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
    expect((await twice.store.list('chunks', { prefix: [spoilt] })).length).toBeGreaterThan(0);
  });

  test('something else under this id: kept, shown, never overwritten', async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene, 10);
    await scene.phone.delivery.run();
    const other = scene.server.interviews.get(id)!;
    scene.server.interviews.set(id, { ...other, envelope: { ...other.envelope, sealed: 'AAAA' } });
    scene.server.epoch = 'restored';
    await scene.phone.refresh();
    await scene.phone.delivery.run();
    expect(await stateOf(scene, id)).toBe('refused');
    expect((await scene.store.list('chunks', { prefix: [id] })).length).toBeGreaterThan(0);
  });

  test('erased on the server: with its signature the copy goes at once, without it later', async () => {
    const keys = (await crypto.subtle.generateKey('Ed25519', true, [
      'sign',
      'verify',
    ])) as CryptoKeyPair;
    const proofOf = async (interview: string) => {
      const part = (value: object) => base64url(utf8(JSON.stringify(value)));
      const signed = `${part({ alg: 'EdDSA' })}.${part({ interview, erasedAt: '2026-11-24T10:00:00Z' })}`;
      const signature = await crypto.subtle.sign('Ed25519', keys.privateKey, utf8(signed));
      return `${signed}.${base64url(new Uint8Array(signature))}`;
    };
    const scene = await Scene.paired();
    scene.server.serverKey = base64url(
      new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)),
    );
    await scene.phone.refresh();
    const proven = await finalised(scene, 10);
    const claimed = await finalised(scene, 10);
    scene.server.erased.set(proven, await proofOf(proven));
    scene.server.erased.set(claimed, await proofOf(proven));
    await scene.phone.delivery.run();
    expect(await stateOf(scene, proven)).toBeUndefined();
    expect(await scene.store.list('chunks', { prefix: [proven] })).toEqual([]);
    expect(await stateOf(scene, claimed)).toBe('erased');
    expect((await scene.store.list('chunks', { prefix: [claimed] })).length).toBeGreaterThan(0);
    expect(scene.server.interviews.size).toBe(0);
  });

  test('it tells how many interviews are still on the phone', async () => {
    const scene = await Scene.paired();
    const refused = await finalised(scene, 10);
    scene.server.before = (request) => {
      if (request.includes(refused)) throw new TypeError('cut');
    };
    await scene.phone.delivery.run();
    expect(scene.server.waiting).toBeUndefined();
    scene.server.before = undefined;
    await scene.agreed({}, true);
    scene.phone.leave();
    const talk = await scene.agreed();
    await scene.phone.delivery.run();
    expect(scene.server.waiting).toBe(1);
    await talk.finalise();
    await scene.phone.delivery.run();
    expect(scene.server.waiting).toBe(0);
    const told = scene.server.log.length;
    await scene.phone.delivery.run();
    expect(scene.server.log.length).toBe(told);
  });
});

describe('worries', () => {
  test('an alert is kept without network and told once there is one', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    scene.server.online = false;
    const worry = await scene.phone.worries.raise(talk.view.id);
    await scene.phone.delivery.run();
    await scene.afterKill();
    expect(await scene.phone.worries.untold()).toEqual([worry]);
    scene.server.online = true;
    await scene.phone.delivery.run();
    expect(scene.server.alerts).toEqual([worry]);
    expect(await scene.phone.worries.untold()).toEqual([]);
    expect(worry.at).toBe('2026-11-24T10:00:00.000Z');
  });
});

import { describe, expect, test } from 'vitest';
import { choices, Phone } from '../../src/core';
import { settle, until } from './support/clock';
import { hurryPINs, Scene } from './support/scene';
import { problem } from './support/server';

hurryPINs();

async function finalised(scene: Scene): Promise<string> {
  const talk = await scene.agreed();
  await talk.finalise();
  scene.phone.leave();
  return talk.view.id;
}

const stateOf = async (scene: Scene) => (await scene.phone.interviews())[0]!.state;

/** The head of an answer, and a body that does not come; the link is cut when the phone gives up. */
function stalled(signal: AbortSignal): Response {
  const body = new ReadableStream({
    start: (stream) => signal.addEventListener('abort', () => stream.error(new Error('cut'))),
  });
  return new Response(body, { status: 201, headers: { 'API-Version': '1.0.0' } });
}

describe('delivery goes on', () => {
  test('after an answer whose body never came', async () => {
    const scene = await Scene.paired();
    await finalised(scene);
    let once = true;
    scene.server.instead = (request, { signal }) => {
      if (!request.endsWith('/manifest') || !once) return undefined;
      once = false;
      return stalled(signal!);
    };
    scene.phone.delivery.start();
    await settle();
    expect(scene.phone.delivery.view.busy).toBe(true);
    await scene.clock.pass(120_000);
    expect(await stateOf(scene)).toBe('safe');
    scene.phone.delivery.stop();
  });

  test('after the lock could not be asked for', async () => {
    const scene = await Scene.paired();
    await finalised(scene);
    const { locks } = scene.device;
    let once = true;
    const hold = async (name: string) => {
      if (!name.endsWith('delivery') || !once) return locks.hold(name);
      once = false;
      throw new DOMException('', 'InvalidStateError');
    };
    const phone = await Phone.open({ ...scene.device, locks: { hold } });
    await phone.unlock('12345');
    phone.delivery.start();
    await settle();
    await scene.clock.pass(120_000);
    await until(() => scene.server.interviews.size === 1);
    phone.delivery.stop();
  });
});

describe('an interview that the server refused', () => {
  const refusing = async () => {
    const scene = await Scene.paired();
    const id = await finalised(scene);
    scene.server.instead = (request) => (request.endsWith('/manifest') ? problem(409) : undefined);
    await scene.phone.delivery.run();
    expect(await stateOf(scene)).toBe('refused');
    scene.server.instead = undefined;
    return { scene, id };
  };

  test('stays as it is by itself, and is offered again when a person asks', async () => {
    const { scene, id } = await refusing();
    await scene.phone.delivery.run();
    expect(await stateOf(scene)).toBe('refused');
    await scene.phone.delivery.offerAgain();
    await scene.phone.delivery.run();
    expect(await stateOf(scene)).toBe('safe');
    expect(scene.server.interviews.has(id)).toBe(true);
  });

  test('is offered again to a restored server', async () => {
    const { scene } = await refusing();
    scene.server.epoch = 'second';
    await scene.phone.refresh();
    await scene.phone.delivery.run();
    expect(await stateOf(scene)).toBe('safe');
  });
});

test('two words that are given during a refresh are not given again', async () => {
  const scene = await Scene.paired();
  const talk = await scene.begin();
  await talk.answerAge(true);
  for (const choice of choices.slice(0, -1)) await talk.answerConsent(choice, 'yes');
  let answer: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const { http } = scene.server;
  scene.server.references = ['lepel wolk'];
  scene.server.http = async (path, init) => {
    if (String(path).endsWith('/reference-blocks')) await slow;
    return http(path, init);
  };
  await scene.afterKill();
  const resumed = (await scene.phone.resume(talk.view.id))!;
  const asked = () => scene.server.log.some((request) => request.endsWith('/field'));
  scene.server.log.length = 0;
  const refreshing = scene.phone.refresh();
  await until(asked);
  await settle();
  await resumed.answerConsent(choices.at(-1)!, 'yes');
  answer();
  await refreshing;
  scene.phone.leave();
  const next = await scene.agreed();
  expect(resumed.view.draft.reference).not.toBe('');
  expect(next.view.draft.reference).not.toBe(resumed.view.draft.reference);
});

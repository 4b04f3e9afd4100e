import { describe, expect, test } from 'vitest';
import {
  choices,
  NotAllowed,
  resumeAt,
  stepAfter,
  type Guide,
  type Interview,
} from '../../src/core';
import { testGuide } from './support/guide';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const steps = (talk: Interview, from: string, count: number) => {
  const found: (string | undefined)[] = [];
  for (let step: string | undefined = from; found.length < count && step;)
    found.push((step = stepAfter(testGuide as Guide, talk.view.draft, step)));
  return found;
};

async function deliver(scene: Scene, talk: Interview) {
  for (const choice of choices) await talk.answerConsent(choice, 'yes');
  await talk.goTo('done');
  await talk.finalise();
  expect(await scene.phone.delivery.run()).toBe(true);
  return scene.server.manifest(talk.view.id);
}

async function begin(scene: Scene, about: { people?: number; interpreter?: boolean } = {}) {
  const guide = { slug: testGuide.slug, version: testGuide.version };
  return (await scene.phone.begin({ guide, language: 'nl', ...about }))!;
}

describe('somebody of 12 to 15', () => {
  test('takes part after the yes of a parent at the table and their own', async () => {
    const scene = await Scene.paired();
    const talk = await begin(scene);
    await talk.beginMinor();
    expect(steps(talk, 'leeftijd', 3)).toEqual(['ouder', 'zelf-ja', 'kennen']);
    await expect(talk.assent()).rejects.toThrow(new NotAllowed('parent-first'));
    await expect(talk.answerConsent('participate', 'yes')).rejects.toThrow(NotAllowed);
    await expect(talk.goTo('consent')).rejects.toThrow(NotAllowed);
    await talk.parentSaidYes();
    expect(steps(talk, 'leeftijd', 4)).toEqual(['ouder', 'alleen', 'zelf-ja', 'kennen']);
    await expect(talk.answerConsent('participate', 'yes')).rejects.toThrow(NotAllowed);
    await scene.clock.pass(60_000);
    await talk.assent();
    expect(talk.view.stage).toBe('consent');

    const { minor } = await deliver(scene, talk);
    expect(minor).toMatchObject({ ages: '12-15', parent: { how: 'table' } });
    const at = minor!.parent.how === 'table' ? minor!.parent.at : '';
    expect(Date.parse(minor!.assentAt) - Date.parse(at)).toBe(60_000);
  });

  test('or with a letter that the lead holds, and nobody has to leave the room', async () => {
    const scene = await Scene.paired();
    const talk = await begin(scene);
    await talk.beginMinor();
    await talk.parentSaidYes('letter-1');
    expect(steps(talk, 'ouder', 2)).toEqual(['zelf-ja', 'kennen']);
    await talk.assent();
    const { minor } = await deliver(scene, talk);
    expect(minor?.parent).toEqual({ how: 'letter', letter: 'letter-1' });
  });

  test('says no, or a parent does: nothing is kept', async () => {
    for (const parentSaysYes of [false, true]) {
      const scene = await Scene.paired();
      const talk = await begin(scene);
      await talk.beginMinor();
      if (parentSaysYes) await talk.parentSaidYes();
      await talk.answerAge(false);
      expect(talk.view.ended).toBe('refused');
      expect(await scene.store.list('interviews', { prefix: [] })).toEqual([]);
    }
  });

  test('is where it was after a kill', async () => {
    const scene = await Scene.paired();
    let talk = await begin(scene);
    const again = async () => {
      await scene.afterKill();
      talk = (await scene.phone.resume(talk.view.id))!;
      return resumeAt(testGuide as Guide, talk.view.draft);
    };
    await talk.beginMinor();
    expect(await again()).toBe('ouder');
    await talk.parentSaidYes();
    expect(await again()).toBe('alleen');
    await talk.parentSaidYes('letter-1');
    expect(await again()).toBe('zelf-ja');
    await talk.assent();
    expect(await again()).toBe('kennen');
  });

  test('is 16 after all, or not, until the first choice', async () => {
    const scene = await Scene.paired();
    const talk = await begin(scene);
    await talk.beginMinor();
    await talk.answerAge(true);
    expect(talk.view.draft.minor).toBeUndefined();
    await talk.beginMinor();
    expect(talk.view.draft.oldEnough).toBe(false);
    await talk.answerAge(true);
    await talk.answerConsent('participate', 'yes');
    await expect(talk.beginMinor()).rejects.toThrow(NotAllowed);
    expect((await deliver(scene, talk)).minor).toBeUndefined();
  });

  test('cannot slip out of the yes of a parent once choosing began', async () => {
    const scene = await Scene.paired();
    const talk = await begin(scene);
    await talk.beginMinor();
    await talk.parentSaidYes();
    await talk.assent();
    await talk.answerConsent('participate', 'yes');
    await expect(talk.answerAge(true)).rejects.toThrow(NotAllowed);
    expect(talk.view.draft.minor?.assentAt).toBeDefined();
  });

  test('speaks alone, never in a group', async () => {
    const talk = await begin(await Scene.paired(), { people: 2 });
    await expect(talk.beginMinor()).rejects.toThrow(new NotAllowed('not-alone'));
  });
});

describe('an interpreter', () => {
  test('promises secrecy before the first choice', async () => {
    const scene = await Scene.paired();
    let talk = await begin(scene, { interpreter: true });
    expect(steps(talk, 'leeftijd', 2)).toEqual(['tolk', 'kennen']);
    await talk.answerAge(true);
    const refused = new NotAllowed('promise-first');
    await expect(talk.answerConsent('participate', 'yes')).rejects.toThrow(refused);
    await scene.afterKill();
    talk = (await scene.phone.resume(talk.view.id))!;
    expect(resumeAt(testGuide as Guide, talk.view.draft)).toBe('tolk');
    await talk.promiseSecrecy();
    const at = new Date(scene.clock.now()).toISOString();
    expect((await deliver(scene, talk)).interpreterPromise).toEqual({ at });
  });

  test('promises before a parent or a young person hears anything', async () => {
    const talk = await begin(await Scene.paired(), { interpreter: true });
    await talk.beginMinor();
    expect(steps(talk, 'leeftijd', 3)).toEqual(['tolk', 'ouder', 'zelf-ja']);
    expect(resumeAt(testGuide as Guide, talk.view.draft)).toBe('tolk');
    await expect(talk.parentSaidYes()).rejects.toThrow(new NotAllowed('promise-first'));
  });

  test('who is not there promises nothing', async () => {
    const talk = await begin(await Scene.paired());
    await expect(talk.promiseSecrecy()).rejects.toThrow(NotAllowed);
  });
});

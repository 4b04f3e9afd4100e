import { describe, expect, test } from 'vitest';
import {
  choices,
  mayShowCode,
  NotAllowed,
  resumeAt,
  stepAfter,
  type Choice,
  type Guide,
  type Interview,
} from '../../src/core';
import { digestOf, isWrong, readCode, type AccessCode } from '../../src/core/access';
import { delivered } from './support/delivered';
import { testGuide } from './support/guide';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

const guide = testGuide as Guide;

async function together(scene: Scene, people: number): Promise<Interview> {
  const { slug, version } = testGuide;
  const talk = (await scene.phone.begin({ guide: { slug, version }, language: 'nl', people }))!;
  await talk.answerAge(true);
  return talk;
}

/** A person makes the seven choices: yes to all but the named ones. */
async function choose(talk: Interview, person: number, ...no: Choice[]): Promise<void> {
  for (const choice of choices)
    await talk.answerConsent(choice, no.includes(choice) ? 'no' : 'yes', person);
}

const steps = (talk: Interview, from: string, to: string) => {
  const found = [from];
  while (found.at(-1) !== to) found.push(stepAfter(guide, talk.view.draft, found.at(-1)!)!);
  return found;
};

/** The digest of words as the participant could say them on the page for withdrawing. */
async function digestFor(words: string): Promise<string> {
  const read = readCode(words);
  expect(isWrong(read)).toBe(false);
  return digestOf(read as AccessCode);
}

describe('a talk with one person', () => {
  test('ends its choices with a code that only they keep', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    expect(steps(talk, 'keuze/others', 'contact')).toEqual([
      'keuze/others',
      'woorden',
      'code',
      'contact',
    ]);
    const { words, digest } = talk.view.draft.code!;
    expect(await digestFor(words)).toBe(digest);
    for (const word of words.split(' ')) expect(await scene.disk()).not.toContain(word);

    await scene.afterKill();
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(again.view.draft.code).toEqual({ words, digest });

    const { manifest } = await delivered(scene, again);
    expect(manifest.code).toBe(digest);
    expect(manifest.persons).toBeUndefined();
    expect(JSON.stringify(manifest)).not.toContain(words.split(' ')[0]);
    for (const word of words.split(' ')) expect(await scene.disk()).not.toContain(word);
  });

  test('has no code before the seventh choice, and another choice later does not change it', async () => {
    const scene = await Scene.paired();
    const talk = await scene.begin();
    await talk.answerAge(true);
    for (const choice of choices.slice(0, 6)) await talk.answerConsent(choice, 'yes');
    expect(talk.view.draft.code).toBeUndefined();
    await talk.answerConsent('others', 'no');
    const { code } = talk.view.draft;
    expect(code).toBeDefined();
    await talk.answerConsent('quote', 'no');
    expect(talk.view.draft.code).toEqual(code);
  });
});

describe('a talk with several', () => {
  test('lets each choose, and each gets a code; the strictest holds', async () => {
    const scene = await Scene.paired();
    const talk = await together(scene, 3);
    expect(steps(talk, 'terugvertellen', 'wie/2')).toEqual([
      'terugvertellen',
      'wie/1',
      ...choices.map((choice) => `keuze/${choice}-1`),
      'eigen-code/1',
      'wie/2',
    ]);
    await choose(talk, 1);
    expect(talk.view.draft.reference).toBe('lepel wolk');
    expect(talk.view.mayRecord).toBe(false);
    await expect(talk.startRecording()).rejects.toThrow(NotAllowed);
    await choose(talk, 2, 'quote');
    expect(talk.view.stage).toBe('consent');
    await choose(talk, 3, 'others');
    expect(talk.view.stage).toBe('reference');
    expect(steps(talk, 'keuze/others-3', 'contact')).toEqual([
      'keuze/others-3',
      'eigen-code/3',
      'woorden',
      'contact',
    ]);
    expect(talk.view.draft.consent).toEqual({
      ...Object.fromEntries(choices.map((choice) => [choice, 'yes'])),
      quote: 'no',
      others: 'no',
    });
    const codes = talk.view.draft.persons!.map(({ code }) => code!);
    expect(new Set(codes.map(({ words }) => words)).size).toBe(3);

    const { manifest } = await delivered(scene, talk);
    expect(manifest.code).toBeUndefined();
    expect(manifest.people).toBe(3);
    expect(manifest.consent.quote).toBe('no');
    expect(
      manifest.persons!.map(({ number, code, consent }) => [number, code, consent.quote]),
    ).toEqual(codes.map(({ digest }, at) => [at + 1, digest, at === 1 ? 'no' : 'yes']));
    expect(manifest.persons![2]!.consentLog.map(({ choice }) => choice)).toEqual([...choices]);
  });

  test('one no to recording keeps the microphone off, and a later no of one erases the sound', async () => {
    const scene = await Scene.paired();
    const quiet = await together(scene, 2);
    await choose(quiet, 1);
    await choose(quiet, 2, 'recording');
    expect(quiet.view.mayRecord).toBe(false);
    expect(quiet.view.draft.capture).toBe('notes');
    await quiet.finalise();

    const loud = await together(scene, 2);
    await choose(loud, 1);
    await choose(loud, 2);
    await loud.startRecording();
    await scene.speak(6);
    await loud.answerConsent('recording', 'no', 1);
    expect(loud.view.draft.segments).toEqual([]);
    expect(loud.view.draft.consent.recording).toBe('no');
    expect(loud.recorder.phase).toBe('off');
    expect(await scene.store.list('chunks', { prefix: [loud.view.id] })).toEqual([]);
    await loud.answerConsent('recording', 'yes', 2); // the other still says no
    expect(loud.view.mayRecord).toBe(false);
  });

  test('goes on without whoever does not take part', async () => {
    const scene = await Scene.paired();
    const talk = await together(scene, 3);
    await choose(talk, 1);
    await talk.answerConsent('participate', 'no', 2);
    expect(talk.view.ended).toBeUndefined();
    expect(talk.view.draft.people).toBe(2);
    expect(resumeAt(guide, talk.view.draft)).toBe('wie/2');
    await choose(talk, 2);
    expect(talk.view.stage).toBe('reference');
  });

  test('is a talk with one when only one takes part, and none when nobody does', async () => {
    const scene = await Scene.paired();
    const talk = await together(scene, 2);
    await choose(talk, 1, 'recording');
    const { code } = talk.view.draft.persons![0]!;
    await talk.answerConsent('participate', 'no', 2);
    expect(talk.view.draft).toMatchObject({
      people: 1,
      code,
      capture: 'notes',
      stage: 'reference',
    });
    expect(talk.view.draft.persons).toBeUndefined();
    const { manifest } = await delivered(scene, talk);
    expect(manifest).toMatchObject({ people: 1, code: code!.digest });

    const nobody = await together(scene, 2);
    await nobody.answerConsent('participate', 'no', 1);
    await nobody.answerConsent('participate', 'no');
    expect(nobody.view.ended).toBe('refused');
    expect(await scene.phone.interviews()).toHaveLength(1);
  });

  test('is killed between two persons and goes on with the one who was asked', async () => {
    const scene = await Scene.paired();
    const talk = await together(scene, 2);
    await choose(talk, 1);
    await talk.answerConsent('participate', 'yes', 2);
    await scene.afterKill();
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(again.view.nextChoice).toBe('recording');
    expect(resumeAt(guide, again.view.draft)).toBe('keuze/recording-2');
    expect(again.view.draft.persons![0]!.code).toEqual(talk.view.draft.persons![0]!.code);
  });

  test('counts at most twelve', async () => {
    const talk = await together(await Scene.paired(), 20);
    expect(talk.view.draft.persons).toHaveLength(12);
  });
});

describe('a talk of several that is on its way', () => {
  async function sent(...no: Choice[]) {
    const scene = await Scene.paired();
    const talk = await together(scene, 2);
    await choose(talk, 1, ...no);
    await choose(talk, 2);
    await talk.finalise();
    scene.phone.leave();
    return { scene, id: talk.view.id };
  }

  test('the no of one is not taken back for both', async () => {
    const { scene, id } = await sent('quote');
    await expect(scene.phone.changeChoice(id, 'quote', 'yes')).rejects.toThrow('each-chose');
    expect(await scene.phone.untoldChoices()).toBe(0);
    expect((await scene.phone.interviews())[0]?.line).toMatchObject({ several: true });
  });

  test('a yes of both may become a no', async () => {
    const { scene, id } = await sent();
    await scene.phone.changeChoice(id, 'quote', 'no');
    await scene.phone.delivery.run();
    expect(scene.server.choices).toEqual([`${id} quote no`]);
  });
});

describe('the code of one of several', () => {
  test('is not shown once the next one has the phone, and again when all chose', async () => {
    const scene = await Scene.paired();
    const talk = await together(scene, 2);
    const shown = (handedTo: number) => mayShowCode(talk.view.draft, 1, handedTo);
    await choose(talk, 1);
    expect(shown(1)).toBe(true);
    expect(shown(2)).toBe(false);
    await choose(talk, 2);
    expect(shown(2)).toBe(true);
  });
});

import { expect, test } from 'vitest';
import { choices, type Interview } from '../../src/core';
import { settle } from './support/clock';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

/** What happens in the story, each step so that it may be done again after a kill. */
const steps: ((talk: Interview, scene: Scene) => Promise<unknown>)[] = [
  async (talk) => !talk.view.draft.oldEnough && talk.answerAge(true),
  ...choices.map((choice) => async (talk: Interview) => {
    if (talk.view.draft.consent[choice] === undefined) await talk.answerConsent(choice, 'yes');
  }),
  (talk) => talk.setContact({ way: 'phone', phone: '0687654321' }),
  (talk) => talk.answerBackground('wie', 'vader'),
  (talk) => talk.startRecording(),
  (_, scene) => scene.speak(3),
  (talk) => talk.showTopic('wat-helpt'),
  async (talk) => {
    const { notes } = talk.view.draft.answers.topics[1]!;
    if (notes.length === 0) await talk.addNote('wat-helpt', 'Haar zus');
  },
  (talk) => talk.pauseRecording(),
  (talk) => talk.resumeRecording(),
  (_, scene) => scene.speak(2),
  (talk) => talk.finishTopic('wat-helpt', 'discussed'),
  (talk) => talk.setMeaning('wat-helpt', ['better']),
  (talk) => talk.close({ wish: 'Een buurthuis' }),
  (talk) => talk.finalise(),
];

/** Runs until the end or the kill; gives the interview, what it last showed, and the sound it called safe. */
async function live(scene: Scene, talk: Interview): Promise<{ shown: string; safe: number }> {
  let shown = JSON.stringify(talk.view.draft);
  let safe = talk.recorder.safe;
  talk.subscribe(() => {
    if (scene.store.dead) return;
    shown = JSON.stringify(talk.view.draft);
    safe = talk.recorder.safe;
  });
  const story = (async () => {
    for (const step of steps) await step(talk, scene);
  })();
  const killed = (async () => {
    while (!scene.store.dead) await settle();
  })();
  await Promise.race([story, killed]);
  return { shown, safe };
}

/** Goes on after the kill; the interview may be gone to the outbox already. */
async function goOn(scene: Scene): Promise<Interview | undefined> {
  await scene.afterKill();
  const [line] = (await scene.phone.interviews()).filter((one) => one.state === 'open');
  return line && scene.phone.resume(line.id);
}

async function storyWrites(): Promise<number> {
  const scene = await Scene.paired();
  const talk = await scene.begin();
  const before = scene.store.writes;
  await live(scene, talk);
  return scene.store.writes - before;
}

const writes = await storyWrites();
const kills = Array.from({ length: writes }, (_, n) => n + 1).flatMap((write) => [
  { write, when: 'before' as const },
  { write, when: 'after' as const },
]);

test('the story writes often enough to be worth killing', () => {
  expect(writes).toBeGreaterThan(20);
});

test.each(kills)(
  'killed $when write $write: the step before or the step after, and all of it arrives',
  async ({ write, when }) => {
    const scene = await Scene.paired();
    const first = await scene.begin();
    const { id } = first.view;
    scene.store.killAt = { write: scene.store.writes + write, when };
    const { shown, safe } = await live(scene, first);
    expect(scene.store.dead).toBe(true);
    const chunks = scene.spoken;

    const talk = await goOn(scene);
    if (talk) {
      expect(talk.view.id).toBe(id);
      if (when === 'before') expect(JSON.stringify(talk.view.draft)).toBe(shown);
      expect(talk.recorder.safe).toBeGreaterThanOrEqual(safe);
      await live(scene, talk);
      expect(talk.view.ended).toBe('finalised');
    }
    expect(await scene.phone.delivery.run()).toBe(true);
    const manifest = await scene.server.manifest(id);
    const answers = await scene.server.answers(id);
    expect(manifest.reference).toBe('lepel wolk');
    expect(answers.topics[1]).toMatchObject({ state: 'discussed', meaning: ['better'] });
    expect(answers.topics[1]?.notes.map((note) => note.text)).toEqual(['Haar zus']);
    expect(answers.closing.wish).toBe('Een buurthuis');
    const numbers = manifest.parts.map((part) => part.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const sound: number[] = [];
    for (const part of manifest.parts.filter((one) => one.kind === 'sound')) {
      sound.push(...new Set(await scene.server.open(id, part.number, 'sound')));
    }
    expect(sound).toEqual([...sound].sort((a, b) => a - b));
    const beforeKill = sound.filter((one) => one <= chunks);
    expect(beforeKill.length * 500).toBeGreaterThanOrEqual(safe);
    expect(beforeKill).toEqual(Array.from(beforeKill, (_, n) => n + 1));
  },
);

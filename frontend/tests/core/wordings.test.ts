import { expect, test } from 'vitest';
import { textsById } from '../../src/core/wordings';
import { Scene } from './support/scene';
import { testGuide } from './support/guide';

test('every text of a guide has a way to it, by the names of the items', () => {
  const ids = [...textsById(testGuide).keys()];
  const topic = testGuide.topics[0]!.id;
  expect(ids).toContain(`topics.${topic}.question.text`);
  expect(ids).toContain(`topics.${topic}.probes.${topic}-voorbeeld.text`);
  expect(ids).toContain(`topics.${topic}.statementKinds.good.prompt`);
  expect(ids).toContain('ageGate.stop.title');
  expect(ids.some((id) => id.startsWith('languages'))).toBe(false);
  expect(textsById({ lines: [{ nl: 'een' }, { nl: 'twee' }] }).get('lines.2')).toEqual({
    nl: 'twee',
  });
});

test('a phone says what speakers found, and knows what they approved; offline too', async () => {
  const scene = await Scene.paired();
  const { slug, version } = testGuide;
  scene.server.wordings = [
    { text: 'closing.thanks', words: 'Thanks a lot', approved: true },
    { text: 'closing.next', words: 'And then', approved: false },
    { text: 'gone.text', words: 'Nobody asks this', approved: true },
  ];
  await scene.phone.refresh();
  const guide = (await scene.phone.guide(slug, version))!;
  expect(guide.closing.thanks['en']).toBe('Thanks a lot');
  expect(guide.closing.next['en']).toBe('And then');
  expect([...guide.approved!['en']!]).toEqual([guide.closing.thanks]);

  scene.server.wordings = [{ text: 'closing.thanks', words: 'Thank you', approved: false }];
  await scene.phone.refresh();
  await scene.restart();
  await scene.phone.unlock('12345');
  const later = (await scene.phone.guide(slug, version))!;
  expect(later.closing.thanks['en']).toBe('Thank you');
  expect(later.approved!['en']!.size).toBe(0);
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answerPicture } from './pictures';

const folder = new URL('../../../../interview-guides/', import.meta.url);
const guides = readdirSync(folder).filter((name) => /@[\d.]+\.yaml$/.test(name));

/** The background questions of a guide, with their answers. */
function questionsOf(name: string): [question: string, options: string[]][] {
  const whole = readFileSync(new URL(name, folder), 'utf8');
  const part = /^background:\n([\s\S]*?)^warmingUp/m.exec(whole)?.[1] ?? ''; // a practice asks none
  return part
    .split(/^ {2}- id: /m)
    .slice(1)
    .map((text) => [
      text.split('\n')[0]!.trim(),
      [...text.matchAll(/^ {6}- id: "?([\w-]+)"?/gm)].map(([, id]) => id!),
    ]);
}

test.each(guides)('each answer of %s has a picture of its own', (name) => {
  for (const [question, options] of questionsOf(name)) {
    const pictures = options.map((option, at) => answerPicture(question, option, at + 1));
    const drawn = pictures.map((one) => ('icon' in one ? one.icon : one.sign));
    expect(drawn.length).toBeGreaterThan(1);
    expect(new Set(drawn).size, question).toBe(drawn.length);
    expect(drawn.filter((one) => /^\d+$/.test(one))).toEqual([]);
  }
});

test('an answer that nobody drew has its place as its sign', () => {
  expect(answerPicture('huis', 'flat', 2)).toEqual({ sign: '2' });
});

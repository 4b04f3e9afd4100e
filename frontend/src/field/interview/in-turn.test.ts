import { expect, test } from 'vitest';
import { inTurn } from './in-turn';

test('words that are kept by a pause and by leaving are kept once', async () => {
  const notes: string[] = [];
  let kept = '';
  const save = inTurn(async () => {
    if (kept === 'Haar zus') return;
    await Promise.resolve();
    notes.push('Haar zus');
    kept = 'Haar zus';
  });
  await Promise.all([save(), save()]);
  expect(notes).toEqual(['Haar zus']);
});

test('one that fails holds up no other', async () => {
  let tries = 0;
  const work = inTurn(async () => {
    if (++tries === 1) throw new Error('full');
    return tries;
  });
  const [first, second] = await Promise.allSettled([work(), work()]);
  expect(first.status).toBe('rejected');
  expect(second).toEqual({ status: 'fulfilled', value: 2 });
});

import { expect } from 'vitest';
import type { Interview } from '../../../src/core';
import type { Scene } from './scene';

/** Delivers the interview and gives each sound part's distinct byte values, in order. */
export async function delivered(scene: Scene, talk: Interview) {
  await talk.finalise();
  expect(await scene.phone.delivery.run()).toBe(true);
  const { id } = talk.view;
  const manifest = await scene.server.manifest(id);
  const sound: number[][] = [];
  const numbers: number[] = [];
  for (const { number } of manifest.parts.filter(({ kind }) => kind === 'sound')) {
    numbers.push(number);
    sound.push([...new Set(await scene.server.open(id, number, 'sound'))]);
  }
  return { manifest, answers: await scene.server.answers(id), sound, numbers };
}

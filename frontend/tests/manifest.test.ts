import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const manifest = new URL('../public/app/manifest.webmanifest', import.meta.url);

/** WCAG 2.2, 1.3.4: a phone that is fixed to a chair or a stand need not be turned. */
test('the installed app turns with the phone', () => {
  const { orientation = 'any' } = JSON.parse(readFileSync(manifest, 'utf8'));
  expect(orientation).toBe('any');
});

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InterviewLine, RecorderView } from '../../src/core';
import { testGuide } from '../core/support/guide';
import { TestServer } from '../core/support/server';
import { Browser, bundlePage, chromiumPath, serve } from './chromium';

/** How often to kill; many are for the long run. */
const kills = Number(process.env['CAPTURE_KILLS'] ?? 2);

test.skipIf(!existsSync(chromiumPath))(
  `a real browser killed ${kills} times while recording loses no sound that it called safe`,
  { timeout: 30_000 + kills * 20_000 },
  async () => {
    const script = await bundlePage();
    const api = await TestServer.open();
    const { origin, server } = await serve(script, api);
    const profile = await mkdtemp(join(tmpdir(), 'wijkstem-capture-'));
    let browser = await Browser.start(profile, origin);
    try {
      expect(await browser.act('open')).toBe('unpaired');
      await browser.act('pair');
      const id = await browser.act<string>('begin', testGuide.slug, testGuide.version);
      let safe = 0;
      for (let kill = 0; kill < kills; kill++) {
        await browser.act('record');
        const recorder = await recorded(browser, safe + 1_500 + Math.random() * 1_000);
        expect(recorder.recorded - recorder.safe).toBeLessThanOrEqual(1_500);
        safe = recorder.safe;
        await browser.kill();
        browser = await Browser.start(profile, origin);
        expect(await browser.act('open')).toBe('locked');
        expect(await browser.act('unlock')).toBe('open');
        expect(await browser.act('resume', id)).toBe('lepel wolk');
        const after = await browser.act<RecorderView>('recorder');
        expect(after.safe).toBeGreaterThanOrEqual(safe);
        safe = after.safe;
      }
      await browser.act('finalise');
      const [line] = await browser.act<InterviewLine[]>('deliver');
      expect(line).toMatchObject({ id, state: 'safe', sent: 1 });
      await expectPlayable(api, id, safe);
    } finally {
      await browser.kill();
      server.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);

/** Waits until so many milliseconds are safe; the sound itself is the clock. */
async function recorded(browser: Browser, milliseconds: number): Promise<RecorderView> {
  for (;;) {
    const view = await browser.act<RecorderView>('recorder');
    if (view.phase !== 'recording')
      throw new Error(`the recorder is ${view.phase} (${view.cause})`);
    if (view.safe >= milliseconds) return view;
    await browser.page.waitForTimeout(50);
  }
}

/** Each segment begins with a container header and decodes to about its length, where ffmpeg is there. */
async function expectPlayable(api: TestServer, id: string, safe: number): Promise<void> {
  const { parts } = await api.manifest(id);
  const sound = parts.filter((part) => part.kind === 'sound');
  expect(sound.reduce((sum, part) => sum + part.ms!, 0)).toBe(safe);
  for (const part of sound) {
    const bytes = await api.open(id, part.number, 'sound');
    expect([...bytes.subarray(0, 4)]).toEqual([0x1a, 0x45, 0xdf, 0xa3]);
    const options = [
      '-v',
      'error',
      '-i',
      'pipe:0',
      '-ac',
      '1',
      '-ar',
      '8000',
      '-f',
      's16le',
      'pipe:1',
    ];
    const decoded = spawnSync('ffmpeg', options, { input: bytes, maxBuffer: 1 << 28 });
    if (decoded.error) continue;
    const milliseconds = decoded.stdout.length / 16;
    expect(Math.abs(milliseconds - part.ms!)).toBeLessThan(700);
  }
}

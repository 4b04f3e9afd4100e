import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/core/bytes';
import { testGuide } from './support/guide';
import { delivered } from './support/delivered';
import { hurryPINs, Scene } from './support/scene';

hurryPINs();

describe('a guide that goes on while a talk is held by it', () => {
  test('the talk stays in its own version, after a kill too', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await talk.addNote('wat-helpt', 'Haar zus helpt.');
    const { guide } = talk.view.draft;
    scene.server.guideBytes = utf8(JSON.stringify({ ...testGuide, version: '2.0.0', topics: [] }));
    scene.server.guideVersion = '2.0.0';
    await scene.phone.refresh();
    await scene.afterKill();
    await scene.phone.refresh();
    expect(scene.phone.field!.guides.map(({ version }) => version)).toEqual(['2.0.0']);
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(again.view.topicCount).toBe(testGuide.topics.length);
    await again.finishTopic('wat-helpt', 'discussed');
    const { manifest } = await delivered(scene, again);
    expect(manifest.guide).toEqual(guide);
  });

  test('a phone that lost its copy fetches that version again', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    const key = ['guide', testGuide.slug, testGuide.version];
    await scene.afterKill();
    await scene.store.write([{ area: 'cache', gone: key }]);
    scene.server.online = false;
    await expect(scene.phone.resume(talk.view.id)).rejects.toThrow();
    scene.server.online = true;
    const again = (await scene.phone.resume(talk.view.id))!;
    expect(again.view.topicCount).toBe(testGuide.topics.length);
  });

  test('other words under the same number are not taken', async () => {
    const scene = await Scene.paired();
    const talk = await scene.agreed();
    await scene.afterKill();
    await scene.store.write([{ area: 'cache', gone: ['guide'] }]);
    scene.server.guideBytes = utf8(JSON.stringify({ ...testGuide, title: {} }));
    await expect(scene.phone.resume(talk.view.id)).rejects.toThrow('announced');
  });
});

import { Gateway } from './gateway.js';
import { quietMicrophone } from './made-sound.js';
import { Toxiproxy } from './toxiproxy.js';

/** Lends a paired phone that can reach the real server over a link with trouble; all of it ends after. */
export async function linkedPhone(stage, server, use) {
  const gateway = await Gateway.open(server.url);
  const toxi = await Toxiproxy.open(gateway.url);
  const scene = await stage.scene({ url: server.url });
  const phone = await scene.phone();
  try {
    await phone.run(quietMicrophone);
    await phone.open();
    await phone.pair(await server.invite());
    await use({ gateway, toxi, scene, phone });
  } finally {
    await phone.end();
    await toxi.stop();
    await gateway.stop();
  }
}

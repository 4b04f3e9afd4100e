/**
 * The capture core in a real browser, as the phone app uses it, without screens.
 * What happens is decided outside: the page asks the driver for its next act, a
 * function from a row, runs it on `here` and answers with what it gives. So
 * every engine is driven the same way, whatever tools it has.
 */
import * as core from '../../src/core';
import { hex, sha256 } from '../../src/core/bytes';
import { browserDevice, persistStore } from '../../src/field/device';
import { openStore } from '../../src/field/device/store';
import { storeCases } from '../../tests/core/support/store-cases';

/** What an act gets as its first argument. */
interface Here {
  core: typeof core;
  /** Changed by acts before the phone is opened, to give it another clock or network. */
  device: core.Device;
  phone?: core.Phone;
  talk?: core.Interview;
  /** Where acts keep things for later acts of the same page. */
  memory: Record<string, unknown>;
  parts: typeof parts;
}

const parts = { openStore, persistStore, storeCases };

interface Act {
  id: number;
  code: string;
  how: unknown[];
}

const name = new URLSearchParams(location.search).get('page');

const tell = (what: string, value: object): Promise<unknown> =>
  fetch(`/driver/${what}?page=${name}`, { method: 'POST', body: JSON.stringify(value) });

/** Tells the driver of every chunk that the store acknowledged, with the sum of its bytes. */
function witnessed(store: core.Store): core.Store {
  const write: core.Store['write'] = async (changes) => {
    await store.write(changes);
    for (const change of changes) {
      if (change.area !== 'chunks' || !('value' in change)) continue;
      const { frame } = change.value as { frame: ArrayBuffer };
      const sum = hex(await sha256(new Uint8Array(frame)));
      void tell('kept', { key: change.key, sum }).catch(() => undefined);
    }
  };
  return { read: store.read.bind(store), list: store.list.bind(store), write };
}

const device = browserDevice();
const here: Here = {
  core,
  device: { ...device, store: witnessed(device.store) },
  memory: {},
  parts,
};

async function perform({ id, code, how }: Act): Promise<void> {
  let outcome: object;
  try {
    const act = new Function(`return (${code})`)() as (...all: unknown[]) => unknown;
    outcome = { id, value: await act(here, ...how) };
  } catch (error) {
    const { name: kind, message, stack } = error as Error;
    outcome = { id, error: `${kind}: ${message}`, stack };
  }
  await tell('done', outcome);
}

/** Acts are not waited for: one that hangs does not stand in the way of a look at the recorder. */
async function follow(): Promise<never> {
  for (;;) {
    try {
      const answer = await fetch(`/driver/next?page=${name}`);
      if (answer.status === 200) void perform((await answer.json()) as Act);
    } catch {
      await new Promise((again) => setTimeout(again, 100));
    }
  }
}

window.addEventListener('unhandledrejection', ({ reason }) => {
  void tell('complaint', { words: String(reason) });
});

void follow();

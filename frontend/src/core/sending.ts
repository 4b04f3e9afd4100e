/**
 * When sound may leave this phone: only by wifi where that was chosen, and only
 * while the app is in sight where the system stops it behind others.
 */
import type { Clock, Device } from './ports';

/** "wifi": waits for it; "asks": nobody can see what network this is; "hidden": waits for the app. */
export type Rest = 'wifi' | 'asks' | 'hidden';

/** How long somebody's word that this is wifi holds, in milliseconds; another network ends it. */
const wordHolds = 15 * 60_000;

export class Sending {
  readonly #device: Device;
  readonly #clock: Clock;
  #wifiOnly = false;
  #wordUntil = -Infinity;

  constructor(device: Device) {
    this.#device = device;
    this.#clock = device.clock;
  }

  async load(): Promise<void> {
    this.#wifiOnly = (await this.#device.store.read('setting', ['wifi-only'])) === true;
  }

  get wifiOnly(): boolean {
    return this.#wifiOnly;
  }

  async setWifiOnly(value: boolean): Promise<void> {
    await this.#device.store.write([{ area: 'setting', key: ['wifi-only'], value }]);
    this.#wifiOnly = value;
    this.#wordUntil = -Infinity;
  }

  /** Somebody says that this is wifi. */
  takeWord(): void {
    this.#wordUntil = this.#clock.monotonic() + wordHolds;
  }

  /** Calls when more may be sent than before; the result stops that. */
  watch(call: () => void): () => void {
    const { network, presence } = this.#device;
    const stopNetwork = network.onChange(() => {
      this.#wordUntil = -Infinity;
      call();
    });
    const stopPresence = presence.onChange(() => {
      if (presence.visible()) call();
    });
    return () => {
      stopNetwork();
      stopPresence();
    };
  }

  /** Why nothing may be sent now; undefined when it may. */
  get rests(): Rest | undefined {
    const { network, presence, microphone } = this.#device;
    if (microphone.webkit && !presence.visible()) return 'hidden';
    if (!this.#wifiOnly || network.kind() === 'wifi') return undefined;
    if (network.kind() === 'cellular') return 'wifi';
    return this.#clock.monotonic() < this.#wordUntil ? undefined : 'asks';
  }
}

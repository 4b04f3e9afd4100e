import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import {
  choices,
  Phone,
  type Choice,
  type Device,
  type Interview,
  type YesNo,
} from '../../../src/core';
import { openStore } from '../../../src/field/device/store';
import { settle, TestClock } from './clock';
import { FaultyStore } from './faults';
import { TestFiles } from './files';
import { testGuide } from './guide';
import { TestMicrophone } from './microphone';
import { TestNetwork } from './network';
import { TestAwake, TestPresence } from './presence';
import { TestServer } from './server';

vi.setConfig({ testTimeout: 60_000 });

let phones = 0;

/** Derives keys from PINs with few rounds: stories are about what happens after. */
export function hurryPINs(): void {
  const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
  const hurried: typeof derive = (how, ...rest) =>
    derive({ ...(how as Pbkdf2Params), iterations: 2 } as typeof how, ...rest);
  crypto.subtle.deriveKey = (how, ...rest) =>
    (how as Algorithm).name === 'PBKDF2' ? hurried(how, ...rest) : derive(how, ...rest);
}

/** One phone, its disk, its microphone and the server: what a story needs. */
export class Scene {
  readonly clock = new TestClock();
  readonly microphone = new TestMicrophone();
  readonly presence = new TestPresence();
  readonly awake = new TestAwake();
  readonly network = new TestNetwork();
  readonly server: TestServer;
  /** Beside the store; undefined as in a browser that has none. */
  files: TestFiles | undefined = new TestFiles();
  store!: FaultyStore;
  phone!: Phone;
  #held = new Set<string>();
  #name: string;

  private constructor(server: TestServer, name: string) {
    this.server = server;
    server.clock = this.clock.truth;
    this.#name = name;
  }

  /** A phone that is paired, has PIN 12345 and fetched its guide. */
  static async paired(): Promise<Scene> {
    const scene = await Scene.unpaired();
    await scene.phone.pair('k7mr 4x2p', 'Samira');
    await scene.phone.choosePIN('12345');
    await scene.phone.refresh();
    return scene;
  }

  static async unpaired(): Promise<Scene> {
    const scene = new Scene(await TestServer.open(), `wijkstem-${++phones}`);
    await scene.restart();
    return scene;
  }

  /** The app is started (again) on the same disk; nothing of before lives on. */
  async restart(): Promise<void> {
    this.#held.clear();
    this.store = new FaultyStore(
      openStore(this.#name, { wait: async () => undefined, room: async () => true }),
    );
    this.phone = await Phone.open(this.device);
  }

  /** The browser begins the store anew, empty, as it does on a full disk; the app is started again. */
  async wiped(): Promise<void> {
    this.#name = `${this.#name}-wiped`;
    await this.restart();
  }

  /** Killed, started and unlocked. */
  async afterKill(): Promise<void> {
    await this.restart();
    if ((await this.phone.unlock('12345')) !== 'open') throw new Error('wrong PIN');
  }

  get device(): Device {
    const { store, files, clock, microphone, presence, awake, network, server } = this;
    const parts = { store, files, clock, http: server.http, microphone, presence, awake, network };
    return { ...parts, locks: this.#locks, chance: () => 0.5 };
  }

  #locks = {
    hold: async (name: string) => {
      if (this.#held.has(name)) return undefined;
      this.#held.add(name);
      return () => void this.#held.delete(name);
    },
  };

  async begin(practice = false): Promise<Interview> {
    const guide = { slug: testGuide.slug, version: testGuide.version };
    return (await this.phone.begin({ guide, language: 'nl', practice }))!;
  }

  /** An interview with all seven choices answered: yes unless said otherwise. */
  async agreed(answers: Partial<Record<Choice, YesNo>> = {}, practice = false): Promise<Interview> {
    const interview = await this.begin(practice);
    await interview.answerAge(true);
    for (const choice of choices) await interview.answerConsent(choice, answers[choice] ?? 'yes');
    return interview;
  }

  /** Speaks into the microphone so many half seconds; every chunk says which it is. */
  async speak(halfSeconds: number, bytes = 100): Promise<void> {
    for (let n = 0; n < halfSeconds; n++) {
      await this.clock.pass(500);
      this.microphone.speak(new Uint8Array(bytes).fill(++this.spoken));
      await settle();
    }
  }

  spoken = 0;

  /** Everything in the store, as one text to look for secrets in. */
  async disk(): Promise<string> {
    const areas = [
      'identity',
      'cache',
      'interviews',
      'outbox',
      'alerts',
      'chunks',
      'choices',
    ] as const;
    const found: string[] = [];
    for (const area of areas) {
      for (const entry of await this.store.list(area, { prefix: [] })) {
        found.push(JSON.stringify(entry.key), legible(entry.value));
      }
    }
    return found.join('\n');
  }
}

/** What somebody could read in a stored value, bytes included. */
function legible(value: unknown): string {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1');
  if (value === null || typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([name, inside]) => `${name}=${legible(inside)}`)
    .join(' ');
}

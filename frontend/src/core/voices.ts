/**
 * Recorded voices of the guides: a person of the project spoke them and another found them
 * right. They are public words, like the guides themselves, so they are kept unsealed.
 */
import { Refused } from './connection';
import { fromBase64url, hex, sha256, type Bytes } from './bytes';
import type { Field } from './field';
import type { ID } from './id';
import type { Identity } from './identity';
import { StoreFull, type Change, type Key, type Store } from './ports';
import type { KeptWordings } from './wordings';

/** What a phone keeps of recorded voices at most, in bytes. */
export const mostVoices = 60_000_000;

/** Which text of which guide, in which language. */
export interface SpokenText {
  slug: string;
  version: string;
  language: string;
  /** The way to the text, with dots. */
  text: string;
}

/** A recorded voice as a browser plays it. */
export interface SpokenSound {
  mime: string;
  sound: ArrayBuffer;
}

interface Kept extends SpokenText {
  /** SHA-256 of the sound, hexadecimal. */
  hash: string;
  bytes: number;
}

interface Index {
  /** What is on this phone, the oldest first. */
  kept: Kept[];
  /** Languages of the talks on this phone, the last one first. */
  languages: string[];
}

const indexKey: Key = ['voices'];
const keyOf = ({ slug, version, language, text }: SpokenText): Key => [
  slug,
  version,
  language,
  text,
];
const nameOf = (one: SpokenText) => keyOf(one).join(' ');
const sameVoice = (one: Kept, other: Kept) =>
  one.hash === other.hash && nameOf(one) === nameOf(other);
const weigh = (all: readonly Kept[]) => all.reduce((sum, { bytes }) => sum + bytes, 0);

export class Voices {
  readonly #store: Store;
  readonly #identity: Identity;
  readonly #most: number;
  #index: Index = { kept: [], languages: [] };
  #running: Promise<void> | undefined;

  constructor(store: Store, identity: Identity, most = mostVoices) {
    this.#store = store;
    this.#identity = identity;
    this.#most = most;
  }

  async load(): Promise<void> {
    const kept = (await this.#store.read('cache', indexKey)) as Index | undefined;
    this.#index = kept ?? { kept: [], languages: [] };
  }

  has(one: SpokenText): boolean {
    return this.#index.kept.some((kept) => nameOf(kept) === nameOf(one));
  }

  async sound(one: SpokenText): Promise<SpokenSound | undefined> {
    return (await this.#store.read('spoken', keyOf(one))) as SpokenSound | undefined;
  }

  /** A talk begins in this language: its voices come first from now on. */
  async prefer(language: string): Promise<void> {
    if (this.#index.languages[0] === language) return;
    const others = this.#index.languages.filter((one) => one !== language);
    await this.#write([], { ...this.#index, languages: [language, ...others] });
  }

  /**
   * Fetches what is new and lets go what is not approved any more, one voice after the
   * other, as long as `may` says so. Without network, or when the phone is full, what is
   * here stays. One run at a time.
   */
  renew(field: Field, may: () => Promise<boolean>): Promise<void> {
    this.#running ??= this.#renew(field, may).finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #renew(field: Field, may: () => Promise<boolean>): Promise<void> {
    const wanted = await this.#wanted(field);
    await this.#letGo(field, wanted);
    for (const one of wanted) {
      if (this.#index.kept.some((kept) => sameVoice(kept, one))) continue;
      if (!(await may())) return;
      try {
        await this.#fetch(field.project.id, one, wanted);
      } catch (error) {
        if (error instanceof StoreFull) return;
        const gone = error instanceof Refused && error.status === 404;
        if (!gone && !(error instanceof RangeError)) throw error;
        // Taken back in the meantime, or not what was announced: the others come all the same.
      }
    }
  }

  /** Approved voices of the field's guides as far as they fit, those of the talks' languages first. */
  async #wanted({ guides }: Field): Promise<Kept[]> {
    const all: Kept[] = [];
    for (const { slug, version } of guides)
      for (const { key, value } of await this.#store.list('wordings', { prefix: [slug, version] }))
        for (const { text, spoken } of (value as KeptWordings).items)
          if (spoken?.approved) {
            const { hash, bytes } = spoken;
            all.push({ slug, version, language: String(key[2]), text, hash, bytes });
          }
    const first = [...this.#index.languages, 'nl'];
    const rest = all.filter(({ language }) => !first.includes(language));
    const inTurn = first.flatMap((code) => all.filter(({ language }) => language === code));
    return this.#fitting([...new Set([...inTurn, ...rest])]);
  }

  #fitting(all: readonly Kept[]): Kept[] {
    let left = this.#most;
    return all.filter(({ bytes }) => {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    });
  }

  /** Voices of guides that the project uses go when they are not approved any more. */
  async #letGo({ guides }: Field, wanted: readonly Kept[]): Promise<void> {
    const uses = new Set(guides.map(({ slug, version }) => `${slug}@${version}`));
    const gone = this.#index.kept.filter(
      (kept) =>
        uses.has(`${kept.slug}@${kept.version}`) && !wanted.some((one) => sameVoice(one, kept)),
    );
    if (gone.length > 0) await this.#exchange(gone, []);
  }

  async #fetch(project: ID, one: Kept, wanted: readonly Kept[]): Promise<void> {
    const { slug, version, language, text, hash, bytes } = one;
    const guide = `/v1/projects/${project}/guides/${slug}/versions/${version}`;
    const path = `${guide}/wordings/${language}/${text}/spoken`;
    const got = await this.#identity.json<{ mime: string; sound: string }>({ method: 'GET', path });
    const sound: Bytes = fromBase64url(got.sound);
    if (sound.length !== bytes || hex(await sha256(sound)) !== hash)
      throw new RangeError('the voice is not what was announced');
    const value: SpokenSound = { mime: got.mime, sound: sound.buffer };
    const put: Change = { area: 'spoken', key: keyOf(one), value };
    await this.#exchange(this.#tooMuch(bytes, wanted), [one], [put]);
  }

  /** The oldest that nobody asks for now, as many as have to make room. */
  #tooMuch(bytes: number, wanted: readonly Kept[]): Kept[] {
    let over = weigh(this.#index.kept) + bytes - this.#most;
    const old = this.#index.kept.filter((kept) => !wanted.some((one) => sameVoice(one, kept)));
    return old.filter((kept) => {
      if (over <= 0) return false;
      over -= kept.bytes;
      return true;
    });
  }

  /** In one step: these go, those come. */
  async #exchange(
    gone: readonly Kept[],
    come: readonly Kept[],
    more: Change[] = [],
  ): Promise<void> {
    const kept = [...this.#index.kept.filter((one) => !gone.includes(one)), ...come];
    const taken = gone.map((one): Change => ({ area: 'spoken', gone: keyOf(one) }));
    await this.#write([...taken, ...more], { ...this.#index, kept });
  }

  async #write(changes: Change[], index: Index): Promise<void> {
    await this.#store.write([...changes, { area: 'cache', key: indexKey, value: index }]);
    this.#index = index;
  }
}

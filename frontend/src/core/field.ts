/** What the phone knows of its project, kept for when there is no network. */
import { hex, sha256, text } from './bytes';
import type { GuideVersion } from './record';
import type { Guide } from './guide';
import { newID, type ID } from './id';
import type { Identity } from './identity';
import type { Keyring } from './keyring';
import type { Change, Store } from './ports';
import type { DeliveryKey } from './sealed';
import { layOver, type KeptWordings, type Wording } from './wordings';

/** GET /v1/projects/{p}/field. */
export interface Field {
  project: {
    id: ID;
    name: string;
    question: string;
    interviewerWord: string;
    state: 'draft' | 'running' | 'closed';
    hostedByMunicipality?: boolean;
  };
  organisation: { name: string };
  interviewer: { label: string; firstName: string };
  coach: { name: string; phone: string } | null;
  worry: { text: string; phones: { label: string; number: string }[] };
  /** Whom a participant calls to stop; absent in a project that began before it was asked for. */
  participantPhone?: { number: string; hours?: string };
  guides: FieldGuide[];
  /** The guide for practising; absent at a server of before. */
  practice?: FieldGuide;
  /** Letters of parents that the lead holds, for talks with young people of 12 to 15. */
  letters?: ParentLetter[];
  /** The interviewer is under 18 and speaks with young people only. */
  peersOnly?: boolean;
  /** Guides whose words speakers looked at; the mark changes with them. */
  wordings?: { slug: string; version: string; language: string; mark: string }[];
  deliveryKeys: { project: DeliveryKey; vault: DeliveryKey };
  references: string[];
  appointments: { id: ID; at: string; label: string }[];
  findings: { id: ID; sentence: string; answers: FieldAnswer[] }[];
  received: { interview: ID; reference: string; arrivedAt: string; minutes?: number }[];
  onPhoneReport: number | null;
  /** Days that this phone keeps its copy of what is safe on the server. */
  copyDays: number;
  epoch?: string;
  /** Ed25519, base64url: checks the server's proof that an interview was erased. */
  serverKey?: string;
}

/** That a parent signed; the label is the lead's own note, never a full name. */
export interface ParentLetter {
  id: ID;
  label: string;
  /** The day of the signature, "2026-11-24". */
  signedOn: string;
}

export interface FieldGuide {
  slug: string;
  version: string;
  /** SHA-256 of the guide's bytes, hexadecimal. */
  hash: string;
  languages: string[];
}

/** An answer to a finding, as its owner gave it. */
export interface FieldAnswer {
  owner: string;
  level: 'official' | 'governing';
  state: string;
  reason?: string;
  function?: string;
  date?: string;
  nextStep?: { text: string; date: string };
  doneOn?: string;
}

/**
 * Reserved reference words. A used one is never given twice, whatever the server
 * says: each is marked by a key of its own, ["used", words], which no refresh
 * that was under way can write over.
 */
interface References {
  unused: string[];
  /** Where earlier versions of the app marked them. */
  used: string[];
}

const enough = 10;
const block = 30;

export class FieldRoom {
  readonly #store: Store;
  readonly #keyring: Keyring;
  readonly #identity: Identity;
  #field: Field | undefined;

  constructor(store: Store, keyring: Keyring, identity: Identity) {
    this.#store = store;
    this.#keyring = keyring;
    this.#identity = identity;
  }

  /** What was fetched last; undefined before the first time. */
  get field(): Field | undefined {
    return this.#field;
  }

  /** Reads what is kept; after a forgotten PIN it must be fetched again. */
  async load(): Promise<void> {
    const kept = (await this.#store.read('cache', ['field'])) as ArrayBuffer | undefined;
    this.#field =
      kept && ((await this.#keyring.open(kept, 'field').catch(() => undefined)) as Field);
  }

  /** Fetches the field, guides that are new, and reference words when few are left. */
  async refresh(): Promise<Field> {
    const { project } = this.#identity.paired!;
    const path = `/v1/projects/${project}/field`;
    const field = await this.#identity.json<Field>({ method: 'GET', path });
    for (const guide of guidesIn(field)) await this.#fetchGuide(project, guide);
    for (const one of field.wordings ?? []) await this.#fetchWordings(project, one);
    const references = await this.#restock(field);
    const value = await this.#keyring.seal(field, 'field');
    await this.#store.write([{ area: 'cache', key: ['field'], value }, references]);
    this.#field = field;
    return field;
  }

  /** A guide as it was published, in the words that speakers found since; undefined when it was not fetched. */
  async guide(slug: string, version: string): Promise<Guide | undefined> {
    const bytes = (await this.#store.read('cache', ['guide', slug, version])) as
      ArrayBuffer | undefined;
    if (!bytes) return undefined;
    const guide = JSON.parse(text(bytes)) as Guide;
    for (const { key, value } of await this.#store.list('wordings', { prefix: [slug, version] }))
      layOver(guide, String(key[2]), (value as KeptWordings).items);
    return guide;
  }

  async #fetchWordings(project: ID, of: NonNullable<Field['wordings']>[number]): Promise<void> {
    const { slug, version, language, mark } = of;
    const key = [slug, version, language];
    const kept = (await this.#store.read('wordings', key)) as KeptWordings | undefined;
    if (kept?.mark === mark) return;
    const path = `/v1/projects/${project}/guides/${slug}/versions/${version}/wordings/${language}`;
    const { items } = await this.#identity.json<{ items: Wording[] }>({ method: 'GET', path });
    await this.#store.write([{ area: 'wordings', key, value: { mark, items } }]);
  }

  /** The guide by which a talk was begun; fetched again when this phone lost it. */
  async guideOf({ slug, version, hash }: GuideVersion): Promise<Guide | undefined> {
    const kept = await this.guide(slug, version);
    if (kept) return kept;
    await this.#fetchGuide(this.#identity.paired!.project, { slug, version, hash });
    return this.guide(slug, version);
  }

  async #fetchGuide(project: ID, { slug, version, hash }: GuideVersion): Promise<void> {
    const key = ['guide', slug, version];
    const kept = (await this.#store.read('cache', key)) as ArrayBuffer | undefined;
    if (kept && (await hashOf(kept)) === hash) return;
    const path = `/v1/projects/${project}/guides/${slug}/versions/${version}`;
    const answer = await this.#identity.send({ method: 'GET', path });
    const value = await answer.arrayBuffer();
    if ((await hashOf(value)) !== hash) throw new RangeError('the guide is not what was announced');
    await this.#store.write([{ area: 'cache', key, value }]);
  }

  /** Asks for more words when few are left and the study runs: else nobody may begin. */
  async #restock({ project, references: offered }: Field): Promise<Change> {
    const used = await this.#used();
    const fresh = (words: string[]) => words.filter((one) => !used.has(one));
    let unused = fresh(offered);
    if (unused.length < enough && project.state === 'running') {
      const path = `/v1/projects/${project.id}/reference-blocks`;
      const headers = { 'Idempotency-Key': newID() };
      const request = { method: 'POST', path, headers, value: { count: block } };
      const { references } = await this.#identity.json<{ references: string[] }>(request);
      unused = [...new Set([...unused, ...fresh(references)])];
    }
    const value: References = { ...(await this.#references()), unused };
    return { area: 'cache', key: ['references'], value };
  }

  /** The next reference words; empty when none are left, which loses no interview. */
  async takeReference(): Promise<{ reference: string; changes: Change[] }> {
    const { unused } = await this.#references();
    const used = await this.#used();
    const reference = unused.find((one) => !used.has(one));
    if (reference === undefined) return { reference: '', changes: [] };
    return { reference, changes: [{ area: 'cache', key: ['used', reference], value: true }] };
  }

  async #used(): Promise<Set<string>> {
    const marks = await this.#store.list('cache', { prefix: ['used'] });
    const { used } = await this.#references();
    return new Set([...used, ...marks.map(({ key }) => String(key[1]))]);
  }

  async #references(): Promise<References> {
    const kept = (await this.#store.read('cache', ['references'])) as References | undefined;
    return kept ?? { unused: [], used: [] };
  }
}

/** All guides that the phone keeps: those of the project and the one for practising. */
export const guidesIn = ({ guides, practice }: Field): FieldGuide[] =>
  practice ? [...guides, practice] : guides;

const hashOf = async (bytes: ArrayBuffer): Promise<string> =>
  hex(await sha256(new Uint8Array(bytes)));

import { createHash } from 'node:crypto';
import {
  base64url,
  fromBase64url,
  hex,
  joined,
  sha256,
  text,
  utf8,
  type Bytes,
} from '../../../src/core/bytes';
import { newID } from '../../../src/core/id';
import type { Answers, Envelope, Manifest, Receipt } from '../../../src/core/record';
import {
  openPart,
  sealingKey,
  unwrap,
  type DeliveryKey,
  type Purpose,
} from '../../../src/core/sealed';
import type { Wording } from '../../../src/core/wordings';
import { practiceGuide, testGuide } from './guide';

interface Arrived {
  envelope: Envelope;
  parts: Map<number, Bytes>;
}

interface RunningUpload {
  interview: string;
  part: number;
  /** Missing while the phone does not know it. */
  length: number | undefined;
  bytes: Bytes;
}

/** Speaks the phone's side of the API over real keys, opens what arrives, and fails on request. */
export class TestServer {
  readonly project = newID();
  readonly device = newID();
  code = 'K7MR4X2P';
  epoch = 'first';
  online = true;
  copyDays = 14;
  portal = false;
  revoked = false;
  serverKey: string | undefined;
  references = ['lepel wolk', 'kaars fiets'];
  state: 'draft' | 'running' | 'closed' = 'running';
  blocks = Array.from(
    { length: 60 },
    (_, n) => `woord ${'abcdefghij'[Math.floor(n / 10)]}${'klmnopqrst'[n % 10]}`,
  );
  readonly interviews = new Map<string, Arrived>();
  readonly uploads = new Map<string, RunningUpload>();
  readonly erased = new Map<string, string | undefined>();
  readonly alerts: { id: string; interview: string; at: string }[] = [];
  /** "interview choice answer" in the order in which they were told. */
  readonly choices: string[] = [];
  /** What the phone said last of itself. */
  phoneState: { waiting: number; keys: string[]; oldestOpen?: string } | undefined;
  waiting: number | undefined;
  /** The pairs that the phone said it needs. */
  keys: string[] | undefined;
  /** Every request as "METHOD path", and the bytes of bodies that uploads sent. */
  readonly log: string[] = [];
  /** Bytes that uploads put on the link, also those that got lost. */
  sentBytes = 0;
  /** Bytes of all bodies that uploads began to send. */
  begunBytes = 0;
  largestPatch = 0;
  /** The server's own time; it dates no answer without. */
  clock: (() => number) | undefined;
  /** Runs before each request is answered: throw to cut the link, also after the work was done. */
  before: ((request: string) => void) | undefined;
  after: ((request: string) => void) | undefined;
  /** Answers in the server's place, or leaves that to the server. */
  instead: ((request: string, init: RequestInit) => Response | undefined) | undefined;
  /** By name, those of before too. */
  readonly #pairs = new Map<string, CryptoKeyPair>();
  #generation = 0;
  #publics: Record<'project' | 'vault', DeliveryKey> | undefined;
  #signing: CryptoKey | undefined;
  #signingKey = '';
  #challenges = new Set<string>();
  #tokens = new Set<string>();
  /** The guide that the project uses now, and its version. */
  guideBytes = utf8(JSON.stringify(testGuide));
  guideVersion = testGuide.version;
  readonly practiceBytes = utf8(JSON.stringify(practiceGuide));
  /** What speakers of English made of it. */
  wordings: Wording[] = [];
  /** Recorded voices of English, by text; what is announced of them stands in the wordings. */
  voices = new Map<string, Bytes>();
  /** How often a voice was asked for. */
  voicesAsked = 0;

  /** Somebody recorded these texts, and another found them right. */
  async record(sounds: Record<string, Bytes>, approved = true): Promise<void> {
    for (const [text, sound] of Object.entries(sounds)) {
      this.voices.set(text, sound);
      const spoken = { hash: hex(await sha256(sound)), bytes: sound.length, approved };
      const others = this.wordings.filter((one) => one.text !== text);
      this.wordings = [...others, { text, words: '', approved: false, spoken }];
    }
  }

  static async open(): Promise<TestServer> {
    const server = new TestServer();
    await server.renewKeys();
    return server;
  }

  /** New pairs, which phones are told of at their next refresh. */
  async renewKeys(): Promise<void> {
    this.#generation++;
    const [project, vault] = [await this.#newPair('project'), await this.#newPair('vault')];
    this.#publics = { project, vault };
  }

  async #newPair(stream: 'project' | 'vault'): Promise<DeliveryKey> {
    const name = `${stream}/${this.project}/delivery/${this.#generation}`;
    const pair = await ecdh();
    this.#pairs.set(name, pair);
    return publicOf(name, pair);
  }

  /** The names of the pairs that phones are told of. */
  get pairs(): string[] {
    return [this.#publics!.project.key, this.#publics!.vault.key];
  }

  /** The phone's network. */
  http: typeof fetch = async (input, init) => {
    const path = String(input);
    const request = `${init?.method ?? 'GET'} ${path}`;
    if (!this.online) throw new TypeError('no network');
    if (this.portal) return new Response('<html>Log in op wifi</html>', { status: 200 });
    this.#travel(init?.body);
    this.before?.(request);
    this.log.push(request);
    const other = this.instead?.(request, init ?? {});
    if (other) return other;
    const answer = await this.#answer(init?.method ?? 'GET', path, init ?? {});
    if (this.clock) answer.headers.set('Date', new Date(this.clock()).toUTCString());
    this.after?.(request);
    return answer;
  };

  /** A slow link, in bytes per millisecond, that breaks whenever so many milliseconds went by. */
  link: { rate: number; breaksEvery: number; took(milliseconds: number): void } | undefined;
  #linkUp = 0;

  #travel(body: BodyInit | null | undefined): void {
    const bytes = body instanceof Uint8Array ? body.length : 0;
    this.begunBytes += bytes;
    if (!this.link) return void (this.sentBytes += bytes);
    const { rate, breaksEvery, took } = this.link;
    const time = 20 + bytes / rate;
    const left = breaksEvery - this.#linkUp;
    took(Math.min(time, left));
    this.sentBytes += Math.min(bytes, Math.floor(left * rate));
    this.#linkUp = time < left ? this.#linkUp + time : 0;
    if (time >= left) throw new TypeError('the link broke');
  }

  async #answer(method: string, path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const value = () => JSON.parse(String(init.body)) as never;
    if (path === '/v1/devices') return this.#pair(value());
    if (path === '/v1/device-challenges') return this.#challenge();
    if (path === '/v1/device-tokens') return this.#token(value());
    if (!this.#tokens.has(headers.get('Authorization') ?? '')) return problem(401);
    const inProject = path.replace(`/v1/projects/${this.project}`, '');
    const [, noun, id, what] = inProject.split('/');
    if (noun === 'interviews' && what === 'manifest') return this.#manifest(id!, value());
    if (noun === 'interviews' && what === 'choices') return this.#choice(path, value());
    if (noun === 'interviews') return this.#gone(id!) ?? json(200, await this.receipt(id!));
    if (noun === 'uploads') return this.#tus(method, id, headers, init.body as Bytes);
    if (noun === 'alerts') return this.#alert(value());
    if (this.revoked) return problem(403);
    if (noun === 'field') return json(200, await this.#field());
    if (noun === 'guides' && path.endsWith('/spoken')) return this.#voice(path.split('/').at(-2)!);
    if (noun === 'guides' && path.includes('/wordings/'))
      return json(200, { items: this.wordings });
    if (noun === 'guides')
      return bytesAnswer(id === practiceGuide.slug ? this.practiceBytes : this.guideBytes);
    if (noun === 'reference-blocks' && this.state !== 'running') return problem(403);
    if (noun === 'reference-blocks') return json(201, { references: this.blocks.splice(0, 30) });
    if (noun === 'phone-state') {
      this.phoneState = value() as TestServer['phoneState'];
      ({ waiting: this.waiting, keys: this.keys } = this.phoneState!);
      return answer(204);
    }
    return problem(404);
  }

  #voice(text: string): Response {
    this.voicesAsked++;
    const sound = this.voices.get(text);
    return sound ? json(200, { mime: 'audio/wav', sound: base64url(sound) }) : problem(404);
  }

  #choice(path: string, { answer: said }: { answer: string }): Response {
    const [id, , choice] = path.split('/').slice(5) as [string, string, string];
    const stops = choice === 'participate';
    if (this.erased.has(id)) return this.#gone(id)!;
    if (!stops && !this.interviews.has(id)) return problem(404);
    this.choices.push(`${id} ${choice} ${said}`);
    if (stops) this.erased.set(id, undefined);
    return answer(204);
  }

  async #pair(asked: { code: string; signingKey: string }): Promise<Response> {
    if (asked.signingKey !== this.#signingKey) {
      if (asked.code !== this.code) return problem(404);
      this.code = '';
      this.#signingKey = asked.signingKey;
      const how = { name: 'ECDSA', namedCurve: 'P-256' };
      const raw = fromBase64url(asked.signingKey);
      this.#signing = await crypto.subtle.importKey('raw', raw, how, true, ['verify']);
    }
    return json(201, { device: this.device, project: this.project });
  }

  #challenge(): Response {
    const challenge = newID();
    this.#challenges.add(challenge);
    return json(201, { challenge });
  }

  async #token(asked: { challenge: string; signature: string }): Promise<Response> {
    const words = utf8(`wijkstem/device/v1/${asked.challenge}`);
    const how = { name: 'ECDSA', hash: 'SHA-256' };
    const signature = fromBase64url(asked.signature);
    const fresh = this.#challenges.delete(asked.challenge);
    const good = await crypto.subtle.verify(how, this.#signing!, signature, words);
    if (!fresh || !good) return problem(401);
    const accessToken = newID();
    this.#tokens.add(`Bearer ${accessToken}`);
    return json(201, { accessToken, expiresAt: '2026-11-24T10:05:00Z', revoked: this.revoked });
  }

  /** Makes every token stale. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  async #field() {
    return {
      project: {
        id: this.project,
        name: 'Wijk',
        question: '',
        interviewerWord: 'sleutelfiguur',
        state: this.state,
      },
      organisation: { name: 'De Oever' },
      interviewer: { label: 'Samira', firstName: 'Samira' },
      coach: { name: 'Marlies', phone: '0612345678' },
      worry: { text: 'Bel', phones: [] },
      guides: [
        {
          slug: testGuide.slug,
          version: this.guideVersion,
          hash: hex(await sha256(this.guideBytes)),
          languages: ['nl', 'en'],
        },
      ],
      practice: {
        slug: practiceGuide.slug,
        version: practiceGuide.version,
        hash: hex(await sha256(this.practiceBytes)),
        languages: ['nl', 'en'],
      },
      wordings: this.wordings.length
        ? [
            {
              slug: testGuide.slug,
              version: this.guideVersion,
              language: 'en',
              mark: JSON.stringify(this.wordings),
            },
          ]
        : [],
      deliveryKeys: this.#publics,
      references: this.references,
      appointments: [],
      findings: [],
      received: [],
      onPhoneReport: null,
      copyDays: this.copyDays,
      epoch: this.epoch,
      ...(this.serverKey && { serverKey: this.serverKey }),
    };
  }

  #alert(alert: { id: string; interview: string; at: string }): Response {
    if (this.alerts.every((one) => one.id !== alert.id)) this.alerts.push(alert);
    return json(201, alert);
  }

  #gone(id: string): Response | undefined {
    return this.erased.has(id) ? problem(410, { erased: this.erased.get(id) }) : undefined;
  }

  async #manifest(id: string, envelope: Envelope): Promise<Response> {
    const gone = this.#gone(id);
    if (gone) return gone;
    const known = this.interviews.get(id);
    const fresh = known?.envelope.sealed !== envelope.sealed;
    if (known && known.envelope.final && fresh) return problem(409);
    const named = known?.envelope.parts.map(({ number }) => number) ?? [];
    if (!named.every((number) => envelope.parts.some((one) => one.number === number)))
      return problem(409);
    const arrived = { envelope, parts: known?.parts ?? new Map<number, Bytes>() };
    for (const part of envelope.parts) {
      if (part.inline !== undefined) arrived.parts.set(part.number, fromBase64url(part.inline));
    }
    this.interviews.set(id, arrived);
    this.#dropGone(id, envelope);
    return json(known ? 200 : 201, await this.receipt(id));
  }

  #dropGone(id: string, envelope: Envelope): void {
    const gone = envelope.parts.filter((part) => part.gone).map(({ number }) => number);
    for (const [name, upload] of this.uploads)
      if (upload.interview === id && gone.includes(upload.part)) this.uploads.delete(name);
  }

  async receipt(id: string): Promise<Receipt> {
    const { envelope, parts } = this.interviews.get(id)!;
    const list = envelope.parts.map(({ number, bytes, sha256, gone }) => {
      const there = this.#bytesOf(id, number, parts);
      const whole = sha256 !== '' && there.length === bytes;
      const state = whole ? ('stored' as const) : ('waiting' as const);
      return {
        number,
        bytes: there.length,
        ...(whole && { sha256: createHash('sha256').update(there).digest('hex') }),
        state: gone ? ('erased' as const) : state,
      };
    });
    const arrived = envelope.final && list.every((one) => one.state !== 'waiting');
    const state = arrived ? 'arrived' : 'arriving';
    return { epoch: this.epoch, interview: id, state, parts: list };
  }

  #bytesOf(id: string, number: number, parts: Map<number, Bytes>): Bytes {
    const uploads = [...this.uploads.values()].filter(
      (one) => one.interview === id && one.part === number,
    );
    const longest = uploads.sort((a, b) => b.bytes.length - a.bytes.length)[0];
    return parts.get(number) ?? longest?.bytes ?? new Uint8Array(0);
  }

  async #tus(
    method: string,
    id: string | undefined,
    headers: Headers,
    body: Bytes,
  ): Promise<Response> {
    if (headers.get('Tus-Resumable') !== '1.0.0') return problem(412);
    if (method === 'POST') return this.#create(headers);
    const upload = this.uploads.get(id!);
    if (!upload) return problem(404);
    const gone = this.#gone(upload.interview);
    if (gone) return gone;
    if (method === 'DELETE') {
      this.uploads.delete(id!);
      return answer(204);
    }
    if (method === 'PATCH') {
      if (Number(headers.get('Upload-Offset')) !== upload.bytes.length) return problem(409);
      const sum = `sha256 ${createHash('sha256').update(body).digest('base64')}`;
      if (headers.get('Upload-Checksum') !== sum) return problem(460);
      this.largestPatch = Math.max(this.largestPatch, body.length);
      upload.bytes = joined([upload.bytes, body]);
    }
    const status = method === 'PATCH' ? 204 : 200;
    return answer(status, undefined, { 'Upload-Offset': String(upload.bytes.length) });
  }

  #create(headers: Headers): Response {
    const metadata = (headers.get('Upload-Metadata') ?? '')
      .split(',')
      .map((pair) => pair.split(' '));
    const about = Object.fromEntries(
      metadata.map(([name, words]) => [name, atob(words!)]),
    ) as Record<string, string>;
    const said = headers.get('Upload-Length');
    const length = said === null ? undefined : Number(said);
    if (length === undefined && !headers.has('Upload-Defer-Length')) return problem(400);
    const [interview, part] = [about['interview']!, Number(about['part'])];
    const gone = this.#gone(interview);
    if (gone) return gone;
    const known = [...this.uploads].find(
      ([, one]) => one.interview === interview && one.part === part,
    );
    const id = known?.[0] ?? newID();
    const bytes = known?.[1].bytes ?? new Uint8Array(0);
    this.uploads.set(id, { interview, part, length: length ?? known?.[1].length, bytes });
    return answer(201, undefined, { Location: `/v1/projects/${this.project}/uploads/${id}` });
  }

  /** Opens a part of an arrived interview with the server's own keys. */
  async open(id: string, number: number, purpose: Purpose = 'rest'): Promise<Bytes> {
    const { envelope, parts } = this.interviews.get(id)!;
    const wrapped = envelope.keys[purpose]!;
    const { privateKey } = this.#pairs.get(wrapped.key)!;
    const key = await sealingKey(await unwrap(privateKey, wrapped, id, purpose));
    const sealed = number === 0 ? fromBase64url(envelope.sealed) : this.#bytesOf(id, number, parts);
    return openPart(key, { interview: id, number }, sealed);
  }

  async manifest(id: string): Promise<Manifest> {
    return JSON.parse(text(await this.open(id, 0))) as Manifest;
  }

  async answers(id: string): Promise<Answers> {
    return JSON.parse(text(await this.open(id, 1))) as Answers;
  }
}

const ecdh = () =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);

async function publicOf(key: string, pair: CryptoKeyPair): Promise<DeliveryKey> {
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { key, public: base64url(new Uint8Array(raw)) };
}

const answer = (status: number, body?: BodyInit, headers: Record<string, string> = {}): Response =>
  new Response(body ?? null, {
    status,
    headers: { 'API-Version': '1.0.0', 'Tus-Resumable': '1.0.0', ...headers },
  });

const json = (status: number, value: unknown): Response =>
  answer(status, JSON.stringify(value), { 'Content-Type': 'application/json' });

const bytesAnswer = (bytes: Bytes): Response =>
  answer(200, bytes, { 'Content-Type': 'application/json' });

export const problem = (status: number, more: object = {}): Response =>
  answer(status, JSON.stringify({ status, ...more }), {
    'Content-Type': 'application/problem+json',
  });

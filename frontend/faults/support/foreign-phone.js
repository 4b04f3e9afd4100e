import { webcrypto } from 'node:crypto';

const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

/** A paired phone that is not ours: only its keys and its token. */
export class ForeignPhone {
  static async pair(url, code) {
    const phone = new ForeignPhone();
    phone.url = url;
    const made = (name, use) =>
      webcrypto.subtle.generateKey({ name, namedCurve: 'P-256' }, false, use);
    const signing = await made('ECDSA', ['sign', 'verify']);
    const agreement = await made('ECDH', ['deriveBits']);
    const point = async ({ publicKey }) =>
      base64url(await webcrypto.subtle.exportKey('raw', publicKey));
    phone.signing = signing.privateKey;
    const keys = { signingKey: await point(signing), agreementKey: await point(agreement) };
    const { device, project } = await phone.#post('/v1/devices', { code, ...keys, label: 'tus' });
    return Object.assign(phone, { device, project });
  }

  async #post(path, value) {
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify(value);
    const answer = await fetch(this.url + path, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** What a request of this phone carries. */
  async headers() {
    const { device } = this;
    const { challenge } = await this.#post('/v1/device-challenges', { device });
    const how = { name: 'ECDSA', hash: 'SHA-256' };
    const words = Buffer.from(`wijkstem/device/v1/${challenge}`);
    const signature = base64url(await webcrypto.subtle.sign(how, this.signing, words));
    const { accessToken } = await this.#post('/v1/device-tokens', { device, challenge, signature });
    return { Authorization: `Bearer ${accessToken}` };
  }
}

/** An id as phones make them. */
export function newId() {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  const random = webcrypto.getRandomValues(new Uint8Array(25));
  return `${Array.from(random, (byte) => letters[byte % 32]).join('')}a`;
}

/** The server's signed word that an interview was erased (JWS, EdDSA). */
import { fromBase64url, text, utf8 } from './bytes';
import type { ID } from './id';

/** Whether the proof is signed with the server's key and speaks of this interview. */
export async function provesErased(
  proof: string,
  serverKey: string,
  interview: ID,
): Promise<boolean> {
  try {
    const [header, payload, signature] = proof.split('.') as [string, string, string];
    const raw = fromBase64url(serverKey);
    const key = await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
    const signed = utf8(`${header}.${payload}`);
    if (!(await crypto.subtle.verify('Ed25519', key, fromBase64url(signature), signed)))
      return false;
    const said = JSON.parse(text(fromBase64url(payload))) as {
      interview?: string;
      erasedAt?: string;
    };
    return said.interview === interview && said.erasedAt !== undefined;
  } catch {
    return false;
  }
}

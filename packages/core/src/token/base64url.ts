/**
 * Reads base64url in its one canonical spelling.
 *
 * Does not: skip whitespace, take padding or spare bits: a second spelling of one token would slip past caches and
 * replay stores. Spec: RFC 7515 section 2 and 5.2, RFC 4648 section 3.5.
 */
import { base64url } from 'jose';

const ALPHABET = /^[A-Za-z0-9_-]*$/;
const TWO_CHARACTERS_LEFT = /[AQgw]$/;
const THREE_CHARACTERS_LEFT = /[AEIMQUYcgkosw048]$/;

/** The bytes of a canonical base64url text (possibly none), or null for any other text. */
export function parseBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!ALPHABET.test(text)) return null;
  const left = text.length % 4;
  if (left === 1) return null;
  if (left === 2 && !TWO_CHARACTERS_LEFT.test(text)) return null;
  if (left === 3 && !THREE_CHARACTERS_LEFT.test(text)) return null;
  return new Uint8Array(base64url.decode(text));
}

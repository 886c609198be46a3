/**
 * The readings of a key set in which Sallyport takes more than jose, each a rule of a standard: no trust hangs on them.
 */
import type { JSONWebKeySet, JWK } from 'jose';

/** One way in which the set may be read otherwise. */
export interface Reading {
  readonly name: string;
  readonly why: string;
  readonly section: string;
}

export const READINGS: readonly Reading[] = [
  { name: 'set members', why: 'one bad member does not cost the others', section: 'RFC 7517 section 5' },
  {
    name: 'candidates',
    why: 'a key of the same name that cannot verify anything does not cost the others',
    section: 'RFC 7515 appendix D',
  },
  { name: 'ext', why: 'a member that the standard does not know is ignored', section: 'RFC 7517 section 4' },
  { name: 'key_ops', why: 'operations beside verify do not take it away', section: 'RFC 7517 section 4.3' },
  { name: 'EdDSA', why: 'Ed25519 and EdDSA name one algorithm', section: 'RFC 9864 section 2.2' },
];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The set under every reading, and the names of those that changed it. */
export function toReadings(
  jwks: unknown,
  alg: string,
): { readonly jwks: JSONWebKeySet; readonly names: readonly string[] } {
  const listed: readonly unknown[] = isObject(jwks) && Array.isArray(jwks.keys) ? jwks.keys : [];
  const names = new Set<string>();
  const keys = listed.filter(isObject).map((member): JWK => {
    const key: JWK = { ...member };
    if (Object.hasOwn(key, 'ext')) {
      delete key.ext;
      names.add('ext');
    }
    const operations: readonly unknown[] = Array.isArray(key.key_ops) ? key.key_ops : [];
    if (operations.length > 1 && operations.includes('verify') && new Set(operations).size === operations.length) {
      key.key_ops = ['verify'];
      names.add('key_ops');
    }
    const isEdwards = (name: unknown): boolean => name === 'EdDSA' || name === 'Ed25519';
    if (isEdwards(key.alg) && isEdwards(alg) && key.alg !== alg) {
      key.alg = alg;
      names.add('EdDSA');
    }
    return key;
  });
  if (keys.length < listed.length) names.add('set members');
  return { jwks: { keys }, names: [...names] };
}

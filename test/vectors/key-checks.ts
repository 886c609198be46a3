/**
 * Keys that one runtime would import and another not: an RSA exponent of 1, a lying `crv`, points off the curve.
 *
 * Made from Wycheproof's good keys, beside a good token of each: what runtimes differ in must not show.
 */
import type { JsonObject } from '../../packages/core/src/token/json.ts';
import type { Case, VectorData } from './cases.ts';
import { issuerWith, tryJws } from './jws.ts';
import { toKeyCase } from './rfc7520.ts';
import { toGoodTokens, WYCHEPROOF_FILES } from './wycheproof.ts';

export const RUNTIME_FILES: readonly string[] = WYCHEPROOF_FILES;

/** Each key, in a key set and under its good token. */
export function toRuntimeCases(data: VectorData): readonly Case[] {
  const { rs256, es256 } = toGoodTokens(data);
  const y = String(es256.jwk.y);
  const flipped = y.startsWith('A') ? `B${y.slice(1)}` : `A${y.slice(1)}`;
  const { alg: _, ...undeclared } = es256.jwk;
  return [
    ...toCases('RSA e = 1', rs256, { ...rs256.jwk, e: 'AQ' }, 'refused rsa_exponent'),
    ...toCases('RSA e = 65536', rs256, { ...rs256.jwk, e: 'AQAA' }, 'refused rsa_exponent'),
    ...toCases('RSA of 1024 bits', rs256, { ...rs256.jwk, n: toHalf(rs256.jwk.n) }, 'refused rsa_modulus'),
    ...toCases('P-256 said to be P-384', es256, { ...undeclared, crv: 'P-384' }, 'refused member_malformed'),
    ...toCases('P-256 said to be P-521', es256, { ...undeclared, crv: 'P-521' }, 'refused member_malformed'),
    ...toCases('P-256 said to be secp256k1', es256, { ...undeclared, crv: 'secp256k1' }, 'refused crv_unsupported'),
    ...toCases('P-256 declared for ES384', es256, { ...es256.jwk, alg: 'ES384' }, 'refused alg_unsupported', ['ES256']),
    // Only the runtime can tell.
    ...toCases('P-256 off the curve', es256, { ...es256.jwk, y: flipped }, 'key for ES256'),
  ];
}

function toCases(
  id: string,
  good: { readonly jws: string },
  jwk: JsonObject,
  expected: string,
  algorithms: readonly 'ES256'[] = [],
): readonly Case[] {
  const pinned = algorithms.length === 0 ? {} : { algorithms: new Set(algorithms) };
  return [
    toKeyCase(id, jwk, expected),
    {
      id: `${id}, under a good token`,
      expected: ['refused key key_not_found'],
      actual: () => tryJws(good.jws, issuerWith(jwk, pinned)),
    },
  ];
}

/** The first 128 octets of a modulus of 256, the last made odd: 171 characters, of which `E` ends in a set bit. */
function toHalf(n: unknown): string {
  return `${String(n).slice(0, 170)}E`;
}

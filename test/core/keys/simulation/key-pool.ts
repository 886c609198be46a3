/**
 * Key material for simulated issuers, told apart by thumbprints that are computed here and not by the product.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';

/** A public key without a name. */
export interface Material {
  readonly jwk: Readonly<Record<string, string>>;
  /** RFC 7638, SHA-256. */
  readonly thumbprint: string;
}

const POOL: Material[] = [];

/** The material of that number; the same one at every call. */
export function materialOf(number: number): Material {
  while (POOL.length <= number) POOL.push(createMaterial());
  const material = POOL[number];
  if (material === undefined) throw new Error(`no material ${number}`);
  return material;
}

function createMaterial(): Material {
  const { crv, kty, x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const jwk = { crv: String(crv), kty: String(kty), x: String(x), y: String(y) };
  // Required members in the order of the alphabet, without white space.
  return { jwk, thumbprint: createHash('sha256').update(JSON.stringify(jwk)).digest('base64url') };
}

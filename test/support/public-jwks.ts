/**
 * Public keys for tests of key sources, made once a run, with what signs for them.
 */
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface KeyFixture {
  readonly kid: string;
  readonly jwk: JWK & { readonly kid: string };
  readonly privateKey: CryptoKey;
}

const made = new Map<string, Promise<KeyFixture>>();

/** The key of that name and algorithm; the same one at every call. */
export function keyFixture(kid: string, alg = 'ES256'): Promise<KeyFixture> {
  const name = `${alg} ${kid}`;
  const known = made.get(name) ?? makeKey(kid, alg);
  made.set(name, known);
  return known;
}

async function makeKey(kid: string, alg: string): Promise<KeyFixture> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, jwk: { ...(await exportJWK(publicKey)), kid }, privateKey };
}

/** A key set of the named ES256 keys. */
export async function keySet(...kids: readonly string[]): Promise<{ keys: JWK[] }> {
  return { keys: await Promise.all(kids.map(async (kid) => (await keyFixture(kid)).jwk)) };
}

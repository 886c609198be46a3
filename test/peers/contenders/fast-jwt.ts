/**
 * fast-jwt, which fetches no keys: its `key` function here reads the published set anew for every token it is asked
 * about, so that whatever outlives a key is its own token cache (`cache: true`, as its README recommends for speed).
 */
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';
import type { Contender } from '../row.ts';
import { AUDIENCE, ISSUER } from '../signer.ts';
import { askLibrary } from './library.ts';

const STRICT = {
  checkTyp: 'at+jwt',
  requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
  maxAge: 86_400_000,
  clockTolerance: 30_000,
};

export const fastJwt: Contender = {
  name: 'fast-jwt',
  waitsBy: 'clock',
  create: ({ jwksUrl, profile }) => {
    const verify = createVerifier({
      key: async ({ header }: { readonly header: { readonly kid?: string } }) => readKey(jwksUrl, header.kid),
      algorithms: ['ES256', 'RS256'],
      allowedIss: ISSUER,
      allowedAud: AUDIENCE,
      cache: true,
      ...(profile === 'strict' ? STRICT : {}),
    });
    return { ask: (token) => askLibrary(() => verify(token)) };
  },
};

async function readKey(jwksUrl: string, kid: string | undefined): Promise<string> {
  const response = await fetch(jwksUrl);
  const { keys } = (await response.json()) as { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] };
  const found = keys.find((key) => key.kid === kid);
  if (found === undefined) throw new Error('no such key');
  return createPublicKey({ key: found, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}

/** jose: `createRemoteJWKSet` and `jwtVerify`. */
import { createRemoteJWKSet, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Contender } from '../row.ts';
import { AUDIENCE, ISSUER } from '../signer.ts';
import { askLibrary } from './library.ts';

const README: JWTVerifyOptions = { issuer: ISSUER, audience: AUDIENCE };
const STRICT: JWTVerifyOptions = {
  ...README,
  algorithms: ['ES256', 'RS256'],
  typ: 'at+jwt',
  requiredClaims: ['exp', 'iat', 'sub', 'jti', 'client_id'],
  maxTokenAge: '1 day',
  clockTolerance: 30,
};

export const jose: Contender = {
  name: 'jose',
  waitsBy: 'clock',
  create: ({ jwksUrl, profile }) => {
    const keys = createRemoteJWKSet(new URL(jwksUrl));
    const options = profile === 'strict' ? STRICT : README;
    return { ask: (token) => askLibrary(() => jwtVerify(token, keys, options)) };
  },
};

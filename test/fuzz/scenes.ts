/**
 * The policies that cases meet: what Sallyport compiles, and the same rules as options of jose.
 */
import type { IssuerEntry, PolicyDocument } from '@sallyport/core';

/** One issuer's rules and the time by its gate. */
export interface Scene {
  readonly iss: string;
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** Accepted `typ` values, and whether a token without one is. */
  readonly types: readonly string[];
  readonly typeless: 'accepted' | 'refused';
  readonly requiredClaims: readonly string[];
  readonly toleranceSeconds: number;
  readonly maxAgeSeconds: number;
  /** Epoch seconds, whole: jose cuts a fraction off. */
  readonly nowSeconds: number;
}

export const JWKS_URI = 'https://tokens.acme.dev/keys';

const BASE: Scene = {
  iss: 'https://tokens.acme.dev',
  audiences: ['https://api.acme.dev'],
  algorithms: ['ES256', 'EdDSA', 'RS256'],
  types: ['at+jwt', 'JWT'],
  typeless: 'accepted',
  requiredClaims: ['sub', 'iat'],
  toleranceSeconds: 30,
  maxAgeSeconds: 86_400,
  nowSeconds: 1_900_000_000,
};

/** `iat` is required everywhere: jose wants it for its `maxTokenAge`. */
export const SCENES: readonly Scene[] = [
  BASE,
  {
    ...BASE,
    audiences: ['https://api.acme.dev', 'orders'],
    types: ['at+jwt'],
    typeless: 'refused',
    requiredClaims: ['sub', 'iat', 'jti', 'client_id'],
    toleranceSeconds: 0,
    maxAgeSeconds: 3600,
  },
  {
    ...BASE,
    iss: 'https://tokens.acme.dev/',
    algorithms: ['EdDSA', 'RS256', 'PS256', 'ES256'],
    toleranceSeconds: 300,
    maxAgeSeconds: 34_560_000,
    nowSeconds: 2_147_483_650,
  },
];

/** The policy of a scene over keys of one place. */
export function toPolicy(scene: Scene, keys: Pick<IssuerEntry, 'jwks' | 'jwksUri'>): PolicyDocument {
  return {
    issuers: {
      machines: {
        issuer: scene.iss,
        audience: [...scene.audiences],
        algorithms: [...scene.algorithms],
        tokenTypes: [...scene.types, ...(scene.typeless === 'accepted' ? ['absent'] : [])],
        requiredClaims: [...scene.requiredClaims],
        clockToleranceSeconds: scene.toleranceSeconds,
        maxLifetimeSeconds: scene.maxAgeSeconds,
        ...keys,
      },
    },
    routes: { 'GET /': 'authenticated' },
  };
}

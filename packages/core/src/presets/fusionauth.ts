/**
 * FusionAuth. The issuer is a free text of the tenant and need not be a URL, so the policy names the key set.
 *
 * Does not: tell access tokens from ID tokens of the same application, which nothing documented tells apart.
 */
import type { Preset } from './preset.ts';

/** FusionAuth. */
export const fusionauth: Preset = {
  name: 'fusionauth',
  title: 'FusionAuth',
  issuerExample: 'https://login.acme.dev',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '/\\.well-known/',
      message: 'this is an address, not the issuer of the tenant',
      suggestion: 'copy "Issuer" from the settings of the tenant, and write the address of the keys as "jwksUri"',
      correct: null,
    },
  ],
  keys: { namedLike: 'https://HOST/.well-known/jwks.json' },
  algorithms: ['RS256', 'ES256'],
  tokenTypes: ['JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: { subject: 'sub', client: 'applicationId', tenant: 'tid', scopes: 'scope', roles: 'roles' },
  hints: {
    issuer_unknown: 'Compare with "Issuer" in the settings of the tenant, to the letter.',
    algorithm_not_allowed: 'Give the application an RSA or EC key for its access tokens: an HMAC key is not published.',
    keys_unavailable: 'An empty key set means that only HMAC keys exist: give the application an RSA or EC key.',
    audience_mismatch: 'The audience is the id of the application, which is its client id.',
  },
};

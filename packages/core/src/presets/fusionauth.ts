/**
 * FusionAuth. The issuer is a free text of the tenant (`acme.com` in the documentation's tokens) and need not be a URL, so
 * the policy names the key set. ID tokens have the same `aud` as access tokens, and hashes that those have not.
 *
 * Does not: demand `applicationId`, which users without a registration and entities lack; nor refuse an ID token of
 * before 1.5, which had no hash.
 * Spec: the page on tokens at fusionauth.io/docs.
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
  typeClaims: { at_hash: ['absent'], c_hash: ['absent'] },
  audienceClaims: ['aud'],
  claimMappings: {
    subject: 'sub',
    client: 'applicationId',
    tenant: 'tid',
    scopes: 'scope',
    permissions: 'permissions',
    roles: 'roles',
  },
  hints: {
    issuer_unknown: 'Compare with "Issuer" in the settings of the tenant, to the letter.',
    algorithm_not_allowed: 'Give the application an RSA or EC key for its access tokens: an HMAC key is not published.',
    keys_unavailable: 'An empty key set means that only HMAC keys exist: give the application an RSA or EC key.',
    type_not_allowed: 'Send the access token: only an ID token has "at_hash" or "c_hash".',
    audience_mismatch:
      'The audience is the id of the application, which is its client id; for client credentials that of the target entity.',
    permission_missing: 'Only tokens of entities (client credentials) have permissions: users have roles.',
  },
};

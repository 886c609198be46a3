/**
 * WorkOS AuthKit, access tokens of sessions. Every customer has the same `iss`: the key set, which has the client id in
 * its address, tells them apart, so the policy names it.
 *
 * Trust: no `aud` unless a JWT template adds one: without, only the key set says that a token is for you.
 * Does not: take tokens of AuthKit as an OAuth server, machines' ones among them, which is another issuer.
 * Spec: the pages on sessions at workos.com/docs, which write `iss` with and without a trailing slash.
 */
import type { Preset } from './preset.ts';

/** WorkOS. */
export const workos: Preset = {
  name: 'workos',
  title: 'WorkOS AuthKit',
  issuerExample: 'https://api.workos.com',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://[^/]+/sso/jwks/',
      message: 'this is the address of the keys, not the issuer',
      suggestion: 'write it as "jwksUri", and "https://api.workos.com" or your custom domain as "issuer"',
      correct: null,
    },
  ],
  keys: { namedLike: 'https://api.workos.com/sso/jwks/CLIENT_ID' },
  algorithms: ['RS256'],
  tokenTypes: ['JWT', 'absent'],
  typeClaims: {},
  audienceClaims: ['aud'],
  requiredClaims: ['sub', 'sid'],
  claimMappings: { subject: 'sub', tenant: 'org_id', permissions: 'permissions', roles: ['role', 'roles'] },
  hints: {
    issuer_unknown:
      'A custom authentication domain changes "iss". Compare the trailing slash. AuthKit as an OAuth server is another issuer, and so are its machines.',
    key_not_found: 'The token is of another WorkOS client: compare the client id in "jwksUri".',
    claim_missing: 'Session tokens have "sid", and "aud" only where a JWT template adds it.',
    audience_mismatch: 'The audience is what the JWT template of the environment writes: compare it with the template.',
    permission_missing: 'Permissions are those of the role in the organisation that the session has selected.',
  },
};

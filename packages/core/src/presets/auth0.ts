/**
 * Auth0, RS256 tokens for an API with an identifier. HS256 APIs are left out: their secret would sit at every gate.
 */
import type { Preset } from './preset.ts';

/** Auth0. */
export const auth0: Preset = {
  name: 'auth0',
  title: 'Auth0',
  issuerExample: 'https://acme.eu.auth0.com/',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://[^/]+/.+$',
      message: 'an Auth0 issuer has no path',
      suggestion: "write the tenant's address alone, with its trailing slash",
      correct: { from: '^(https://[^/]+/).+$', to: '$1' },
    },
    {
      kind: 'require',
      pattern: '^https://[^/]+/$',
      message: 'an Auth0 issuer ends with a slash',
      suggestion: 'add the trailing slash',
      correct: { from: '^(https://[^/]+)$', to: '$1/' },
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['JWT', 'at+jwt'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: {
    subject: 'sub',
    client: ['azp', 'client_id'],
    tenant: 'org_id',
    scopes: 'scope',
    permissions: 'permissions',
  },
  hints: {
    token_opaque:
      'Request the token with the API\'s identifier as "audience"; without one Auth0 sends an opaque token.',
    token_encrypted: 'Request the token with the API\'s identifier as "audience"; without one Auth0 may encrypt it.',
    issuer_unknown: 'Compare the trailing slash. A custom domain changes "iss".',
    algorithm_not_allowed: 'Set the signing algorithm of the API to RS256.',
    audience_mismatch:
      'Request the token with the API\'s identifier as "audience". An ID token has the client there: send the access token.',
    permission_missing: 'Turn on RBAC and "Add Permissions in the Access Token" for the API.',
    role_missing: 'Auth0 puts roles into a token only through a namespaced custom claim: map it in "claimMappings".',
  },
};

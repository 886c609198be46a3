/**
 * Azure AD B2C. Its keys belong to a user flow that `iss` does not name, so the policy names the key set. A client on its
 * own has scopes here ("scp"), other than at Entra.
 *
 * Does not: know External ID, its successor, which has a preset of its own.
 * Spec: the pages on tokens and on client credentials at learn.microsoft.com/azure/active-directory-b2c.
 */
import type { Preset } from './preset.ts';

/** Azure AD B2C. */
export const entraB2c: Preset = {
  name: 'entra-b2c',
  title: 'Azure AD B2C',
  issuerExample: 'https://acme.b2clogin.com/5f0c1a2e-7b1d-4c7e-9d53-2b8f0a6e4c11/v2.0/',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://[^/]+\\.ciamlogin\\.com(?:/.*)?$',
      message: 'this is External ID, the successor of B2C',
      suggestion: 'use "preset": "entra-external-id"',
      correct: null,
    },
    {
      kind: 'refuse',
      pattern: '^https://[^/]+/(?:tfp/)?[^/]+\\.onmicrosoft\\.com/',
      message: "a B2C issuer has the tenant's id in it, not its name",
      suggestion: 'copy "issuer" from the OpenID configuration of the user flow',
      correct: null,
    },
    {
      kind: 'require',
      pattern: '^https://[^?#]+/v2\\.0/$',
      message: 'a B2C issuer ends with /v2.0/',
      suggestion: 'copy "issuer" from the OpenID configuration of the user flow',
      correct: { from: '^(https://[^?#]+/v2\\.0)$', to: '$1/' },
    },
  ],
  keys: { namedLike: 'https://TENANT.b2clogin.com/TENANT.onmicrosoft.com/USER_FLOW/discovery/v2.0/keys' },
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: { subject: ['oid', 'sub'], client: 'azp', tenant: 'tid', scopes: 'scp' },
  hints: {
    issuer_unknown:
      'Compare the trailing slash, the id of the directory, and whether the flow puts "tfp" into its issuer.',
    audience_mismatch: 'The audience is the application id of the API. An ID token has the one of the client.',
    key_not_found: 'Keys belong to a user flow: compare the flow in "jwksUri" with "tfp" or "acr" of the token.',
  },
};

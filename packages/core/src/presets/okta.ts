/**
 * Okta, custom authorization servers. Tokens of the org server are not for APIs to verify: their contents may change.
 */
import type { Preset } from './preset.ts';

/** Okta. */
export const okta: Preset = {
  name: 'okta',
  title: 'Okta (custom authorization server)',
  issuerExample: 'https://acme.okta.com/oauth2/default',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://[^/]+/oauth2/[^/]+/.*$',
      message: 'an Okta issuer ends with the id of its authorization server',
      suggestion: 'remove what follows the id, the trailing slash included',
      correct: { from: '^(https://[^/]+/oauth2/[^/]+)/.*$', to: '$1' },
    },
    {
      kind: 'require',
      pattern: '^https://[^/]+/oauth2/[^/]+$',
      message:
        'this is not a custom authorization server: tokens of the Okta org server are not meant for APIs to verify',
      suggestion: 'use https://DOMAIN/oauth2/default, or the issuer of another custom authorization server',
      correct: { from: '^(https://[^/]+)/?$', to: '$1/oauth2/default' },
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['absent', 'at+jwt', 'JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  claimMappings: { subject: 'sub', client: 'cid', scopes: 'scp', groups: 'groups' },
  hints: {
    issuer_unknown:
      'Compare with "Issuer URI" of the authorization server. A token without "/oauth2/" in "iss" comes from the org server: request it from a custom one.',
    audience_mismatch:
      'The audience is set on the authorization server ("api://default" on the default one). An ID token has the client there: send the access token.',
    scope_insufficient: 'Okta grants only scopes that exist on the authorization server and are requested by name.',
    group_missing: 'Groups are in a token only after a "groups" claim was added to the authorization server.',
  },
};

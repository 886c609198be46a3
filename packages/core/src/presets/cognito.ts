/**
 * Amazon Cognito user pools, access tokens: no `aud` but with resource binding, so `client_id` stands in for it.
 *
 * Does not: take ID tokens, which have a preset of their own.
 */
import type { Preset } from './preset.ts';

/** Amazon Cognito. */
export const cognito: Preset = {
  name: 'cognito',
  title: 'Amazon Cognito user pool (access tokens)',
  issuerExample: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://[^/]+\\.amazoncognito\\.com(/.*)?$',
      message: 'this is the address of the hosted sign-in pages, not the issuer',
      suggestion: 'use https://cognito-idp.REGION.amazonaws.com/POOL_ID',
      correct: null,
    },
    {
      kind: 'refuse',
      pattern: '^https://[^/]+/[^/]+/.*$',
      message: 'a Cognito issuer ends with the id of its user pool',
      suggestion: 'remove what follows the id, the trailing slash included',
      correct: { from: '^(https://[^/]+/[^/]+)/.*$', to: '$1' },
    },
    {
      kind: 'require',
      pattern: '^https://cognito-idp\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/[A-Za-z0-9_-]+$',
      message: 'this is not the issuer of a Cognito user pool',
      suggestion: 'use https://cognito-idp.REGION.amazonaws.com/POOL_ID',
      correct: null,
    },
  ],
  keys: 'discovery',
  algorithms: ['RS256'],
  tokenTypes: ['absent', 'at+jwt', 'JWT'],
  typeClaims: { token_use: ['access'] },
  audienceClaims: ['aud', 'client_id'],
  claimMappings: { subject: 'sub', client: 'client_id', scopes: 'scope', groups: 'cognito:groups' },
  hints: {
    type_not_allowed:
      'Send the access token: the ID token has "token_use": "id", and a preset of its own, "cognito-id".',
    audience_mismatch: 'Cognito access tokens carry no "aud": list the app client\'s id as the audience.',
    issuer_unknown: 'The token is of another user pool: compare the region and the id of the pool.',
    scope_insufficient: 'A sign-in through the API alone grants only "aws.cognito.signin.user.admin".',
  },
};

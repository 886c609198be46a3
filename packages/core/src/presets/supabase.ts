/**
 * Supabase Auth, projects with asymmetric signing keys. `user_metadata` is refused: users write it themselves.
 *
 * Trust: an anonymous user has the role `authenticated` too; `is_anonymous` tells.
 * Does not: take legacy projects, whose shared secret is not published and would sit at every gate; nor API keys, which
 * speak for an application component and for no user.
 * Spec: the pages on JWT fields and on API keys at supabase.com/docs.
 */
import type { Preset } from './preset.ts';

/** Supabase. */
export const supabase: Preset = {
  name: 'supabase',
  title: 'Supabase Auth',
  issuerExample: 'https://abcdefghijklmnopqrst.supabase.co/auth/v1',
  issuerRules: [
    {
      kind: 'require',
      pattern: '^https://[^/?#]+/auth/v1$',
      message: 'a Supabase issuer ends with /auth/v1',
      suggestion: 'use https://PROJECT.supabase.co/auth/v1',
      correct: { from: '^(https://[^/?#]+)(?:/|/auth/?|/auth/v1/.*)?$', to: '$1/auth/v1' },
    },
  ],
  keys: { jwksUri: '{issuer}/.well-known/jwks.json' },
  algorithms: ['ES256', 'RS256'],
  tokenTypes: ['JWT'],
  typeClaims: {},
  audienceClaims: ['aud'],
  requiredClaims: ['sub'],
  claimMappings: { subject: 'sub', client: 'client_id', scopes: 'scope', roles: 'role' },
  forbiddenClaims: ['user_metadata'],
  hints: {
    keys_unavailable:
      'An empty key set means a legacy project: move it from the shared secret to asymmetric signing keys.',
    algorithm_not_allowed: 'An HS256 token comes from the legacy shared secret: rotate to asymmetric signing keys.',
    issuer_unknown: 'The "anon" and "service_role" keys have "iss": "supabase" and are no tokens of users.',
    token_opaque:
      'API keys ("sb_publishable_", "sb_secret_") are no tokens: send the "access_token" of the user\'s session.',
    claim_missing: 'A token without "sub" is a key of a server ("service_role"), not a token of a user.',
    audience_mismatch: 'The audience of signed-in users is "authenticated".',
    role_missing: '"role" is the role in Postgres. For your own roles map "/app_metadata/..." in "claimMappings".',
  },
};

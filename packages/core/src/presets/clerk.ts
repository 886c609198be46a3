/**
 * Clerk, session tokens: no `aud`, so the origin in `azp` stands in for it, and a pending session is no session.
 *
 * Does not: read the organisation's packed permissions of version 2 (`o.per`, `fea`); take tokens of JWT templates, which
 * belong to no session (no `sid`, no `sts`), nor machine tokens, whose audience is not documented. OAuth access tokens have
 * a preset of their own.
 * Spec: the pages on session tokens and on JWT templates at clerk.com/docs.
 */
import type { Preset } from './preset.ts';

/** Clerk. */
export const clerk: Preset = {
  name: 'clerk',
  title: 'Clerk (session tokens)',
  issuerExample: 'https://clerk.acme.dev',
  issuerRules: [
    {
      kind: 'refuse',
      pattern: '^https://(?:api|dashboard|www)\\.clerk\\.[a-z]+(?:/.*)?$',
      message: "this address is Clerk's own, not the Frontend API of your instance",
      suggestion: 'use the Frontend API URL of your instance, such as https://clerk.DOMAIN',
      correct: null,
    },
    {
      kind: 'require',
      pattern: '^https://[^/?#]+$',
      message: 'a Clerk issuer is the Frontend API URL alone, without a path and a trailing slash',
      suggestion: 'use https://clerk.DOMAIN or https://NAME.clerk.accounts.dev',
      correct: { from: '^(https://[^/?#]+)/.*$', to: '$1' },
    },
  ],
  keys: { jwksUri: '{issuer}/.well-known/jwks.json' },
  algorithms: ['RS256'],
  tokenTypes: ['JWT'],
  typeClaims: { sts: ['active', 'absent'] },
  audienceClaims: ['aud', 'azp'],
  requiredClaims: ['sub', 'sid'],
  claimMappings: {
    subject: 'sub',
    client: 'azp',
    tenant: ['org_id', '/o/id'],
    permissions: 'org_permissions',
    roles: ['org_role', '/o/rol'],
  },
  hints: {
    type_not_allowed:
      'The session is pending ("sts"): the user has a task left. OAuth access tokens have the type "at+jwt", and the preset "clerk-oauth".',
    audience_mismatch: 'A session token has no "aud": list the origin of your application ("azp") as the audience.',
    claim_missing:
      'Session tokens have "sid", and "azp" where the request had an Origin. Machine tokens and those of a JWT template have no "sid": customize the session token instead.',
    issuer_unknown: 'Every instance has its own issuer: development (".clerk.accounts.dev") and production differ.',
    token_opaque: 'OAuth and machine tokens can be opaque: send the session token of getToken().',
    token_expired: 'Session tokens live a minute unless set otherwise: get one for every request.',
    permission_missing: 'Version 2 packs permissions into "o": add what you need as a custom claim.',
  },
};

/**
 * Clerk, access tokens of its OAuth applications as JWTs. `aud` is there only where the client asked for a resource (RFC
 * 8707); without it `client_id` stands in.
 *
 * Trust: with dynamic registration anyone can make a client and ask for any resource: pin yours with `clients`.
 * Does not: take any type but `at+jwt`; know roles in the organisation, which are not documented to be in these tokens.
 * Spec: the pages on OAuth at clerk.com/docs, its changelog of 2026-01-08 and 2026-05-14, and the SDK `@clerk/backend`.
 */
import { clerk } from './clerk.ts';
import type { Preset } from './preset.ts';

/** Clerk, OAuth access tokens. */
export const clerkOauth: Preset = {
  name: 'clerk-oauth',
  title: 'Clerk (OAuth access tokens)',
  issuerExample: clerk.issuerExample,
  issuerRules: clerk.issuerRules,
  keys: { jwksUri: '{issuer}/.well-known/jwks.json' },
  algorithms: ['RS256'],
  tokenTypes: ['at+jwt'],
  typeClaims: {},
  audienceClaims: ['aud', 'client_id'],
  claimMappings: { subject: 'sub', client: 'client_id', tenant: 'org_id', scopes: ['scope', 'scp'] },
  hints: {
    type_not_allowed:
      'Send the access token of an OAuth application. Session tokens have the preset "clerk"; machine and ID tokens are not taken.',
    token_opaque:
      'Tokens that begin with "oat_" are opaque: turn on "Generate access tokens as JWTs" in the settings of OAuth applications.',
    audience_mismatch:
      'Have the client ask for your API with "resource", which becomes "aud". Without one, list the client id of the OAuth application as the audience.',
    issuer_unknown: 'Every instance has its own issuer: development (".clerk.accounts.dev") and production differ.',
    party_mismatch: 'Dynamic registration gives every client an id of its own: "clients" lists those you know.',
    scope_insufficient: 'A client gets only the scopes that its OAuth application has, and that it asks for.',
    claim_unmet: '"org_id" is there only where the client asked for the scope "user:org:read".',
  },
};

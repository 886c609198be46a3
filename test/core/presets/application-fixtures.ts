/**
 * Tokens of the providers that sign people in to one application.
 */
import { admitted, type PresetFixtures, refused } from './fixture.ts';

const facts = { subject: 'ann', scopes: ['email'], roles: ['admin'] } as const;

export const APPLICATION_FIXTURES: Readonly<Record<string, PresetFixtures>> = {
  supabase: {
    audience: 'authenticated',
    user: admitted(
      'with the role in the database',
      { subject: 'ann', roles: ['authenticated'], scopes: ['email'] },
      { options: { subject: 'ann', scopes: ['email'] } },
    ),
    machine: refused('has a secret key and no token', 'token_opaque: sb_secret_', {
      text: 'sb_secret_0000000000000000',
    }),
    wrong: [
      refused('the anon key', 'issuer_unknown: "anon"', {
        claims: { iss: 'supabase', aud: undefined, sub: undefined, role: 'anon' },
        signed: 'with a shared secret',
      }),
      refused('a token of a server', 'claim_missing (sub): service_role', {
        claims: { sub: undefined, role: 'service_role' },
      }),
    ],
    nearMiss: [
      refused('a legacy project', 'algorithm_not_allowed: legacy shared secret | shared_secret', {
        signed: 'with a shared secret',
      }),
      refused('nobody signed in', 'audience_mismatch (aud): "authenticated"', { options: { audience: 'anon' } }),
      refused('the project without its path', 'issuer_unknown: "iss"', {
        claims: { iss: 'https://abcdefghijklmnopqrst.supabase.co' },
      }),
    ],
  },
  clerk: {
    audience: 'https://app.acme.dev',
    user: admitted(
      'of an organisation',
      { subject: 'ann', clientId: 'https://app.acme.dev', roles: ['admin'], tenant: 'org_1', scopes: [] },
      { options: { subject: 'ann', roles: ['admin'] } },
    ),
    machine: refused('has an opaque token', 'token_opaque: machine tokens', { text: 'mt_0000000000000000000000' }),
    wrong: [
      refused('a machine token that is a JWT', 'claim_missing (sid): Machine tokens', {
        claims: { sub: 'mch_1', sid: undefined, azp: undefined },
      }),
      refused('an OAuth token', 'type_not_allowed (typ): OAuth | other_type', {
        options: { header: { typ: 'at+jwt' } },
      }),
      refused('a token of a JWT template', 'claim_missing (sid): JWT template', {
        claims: { sid: undefined, v: undefined, sts: undefined, aud: 'https://app.acme.dev' },
      }),
    ],
    nearMiss: [
      refused('a pending session', 'type_not_allowed (sts): pending', { claims: { sts: 'pending' } }),
      refused('another origin', 'audience_mismatch (azp): origin', { claims: { azp: 'https://evil.test' } }),
      refused('a session without an origin', 'claim_missing (aud): Origin', { claims: { azp: undefined } }),
      refused('a session of a minute ago', 'token_expired (exp): a minute', { options: { expiresInSeconds: -60 } }),
      refused('another instance', 'issuer_unknown: .clerk.accounts.dev', {
        claims: { iss: 'https://acme-1.clerk.accounts.dev' },
      }),
    ],
  },
  'clerk-oauth': {
    audience: 'https://api.test',
    user: admitted(
      'of an organisation, for a resource',
      { subject: 'ann', clientId: 'client_1', tenant: 'org_1', scopes: ['profile', 'email'], roles: [] },
      {
        claims: { org_id: 'org_1' },
        options: { subject: 'ann', clientId: 'client_1', scopes: ['profile', 'email'] },
      },
    ),
    machine: refused('has a machine token, for other machines', 'type_not_allowed (typ): machine | other_type', {
      claims: { sub: 'mch_1', aud: ['mch_2'], scopes: 'mch_2', client_id: undefined },
      options: { header: { typ: 'JWT' } },
    }),
    wrong: [
      refused('a session token', 'type_not_allowed (typ): preset "clerk" | other_type', {
        claims: { sid: 'sess_1', sts: 'active', azp: 'https://app.acme.dev', client_id: undefined, aud: undefined },
        options: { header: { typ: 'JWT' } },
      }),
      refused('an opaque token', 'token_opaque: Generate access tokens as JWTs', {
        text: 'oat_0000000000000000000000',
      }),
    ],
    nearMiss: [
      refused('a token for no resource', 'audience_mismatch (client_id): "resource"', { claims: { aud: undefined } }),
      refused('a token for another resource', 'audience_mismatch (aud): "resource" | other_audience', {
        claims: { aud: ['https://mcp.acme.dev'] },
      }),
      refused('a client that anyone made', 'party_mismatch: Dynamic registration | other_client', {
        options: { clientId: 'client_2' },
        setting: { entry: { clients: ['client_1'] } },
      }),
      refused('nobody asked for the organisation', 'claim_unmet (org_id): user:org:read', {
        setting: { requirement: { claims: { org_id: 'org_1' } } },
      }),
      refused('another instance', 'issuer_unknown: .clerk.accounts.dev', {
        claims: { iss: 'https://acme-1.clerk.accounts.dev' },
      }),
    ],
  },
  workos: {
    audience: 'https://api.test',
    user: admitted(
      'of an organisation',
      { subject: 'ann', tenant: 'org_1', roles: ['admin'], permissions: ['a:read'], scopes: [] },
      { options: { ...facts, permissions: ['a:read'] } },
    ),
    machine: refused('has a token of AuthKit as an OAuth server', 'issuer_unknown: machines', {
      claims: { iss: 'https://acme.authkit.app', sub: 'client_1', sid: undefined },
    }),
    wrong: [
      refused('a token without a session', 'claim_missing (sid): Session tokens', { claims: { sid: undefined } }),
      refused('a session without an audience template', 'claim_missing (aud): JWT template', {
        claims: { aud: undefined },
      }),
    ],
    nearMiss: [
      refused('another customer with the same issuer', 'key_not_found: another WorkOS client | foreign_key', {
        options: { header: { kid: 'of-another-client' } },
      }),
      refused('the issuer with a slash', 'issuer_unknown: trailing slash | trailing_slash', {
        claims: { iss: 'https://api.workos.com/' },
      }),
    ],
  },
};

import { describe, expect, test } from 'vitest';
import type { MissQuestion } from '../../../packages/core/src/explain/near-miss.ts';
import { findNearMisses } from '../../../packages/core/src/explain/near-misses.ts';
import { compilePolicy, type PolicyDocument } from '../../../packages/core/src/index.ts';

const NOW = 1_900_000_000;

const compile = (issuer: string, more: object = {}) => {
  const document = {
    issuers: { one: { issuer, audience: 'https://api.acme.dev', ...more } },
    routes: { 'GET /orders': { scopes: ['read:orders', 'list:orders'] } },
  } as PolicyDocument;
  const { policy, findings } = compilePolicy(document, { env: {} });
  if (policy === null) throw new TypeError(JSON.stringify(findings));
  return policy;
};

const ask = (
  policy: MissQuestion['policy'],
  reason: MissQuestion['reason'],
  payload: Readonly<Record<string, unknown>>,
  more: Partial<MissQuestion> = {},
) =>
  findNearMisses({
    ...{
      policy,
      reason,
      about: null,
      nowSeconds: NOW,
      params: {},
      request: { method: 'GET', host: null, segments: [] },
    },
    credential: {
      token: null,
      from: { kind: 'authorization' },
      denial: null,
      length: 0,
      signs: [],
      scheme: null,
      detail: '',
    },
    route: policy.routes.routes[0] ?? null,
    issuer: policy.issuers[0] ?? null,
    token: { header: { alg: 'ES256', kid: 'k', typ: { kind: 'absent' }, crit: 'absent' }, payload },
    ...more,
  });

describe('an unknown issuer', () => {
  test.each([
    ['https://id.acme.dev', 'https://id.acme.dev/', 'trailing_slash'],
    ['https://id.acme.dev', 'http://ID.acme.dev/', 'trailing_slash'],
    ['https://id.acme.dev', 'id.acme.dev', 'scheme'],
    ['https://acme.okta.com/oauth2/default', 'https://acme-admin.okta.com', 'okta_admin_host'],
    ['https://login.acme.dev/realms/acme', 'https://login.acme.dev/realms/test', 'other_tenant'],
    [
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A',
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_B',
      'other_tenant',
    ],
    ['https://tokens.acme.dev', 'https://token.acme.dev', 'spelling'],
    ['https://tokens.acme.dev', 'https://accounts.example.org', 'foreign_issuer'],
  ])('beside %s, %s is %s', (known, iss, code) => {
    const misses = ask(compile(known), 'issuer_unknown', { iss }, { issuer: null });
    expect(misses[0]?.code).toBe(code);
  });

  test('names every difference at once', () => {
    const [first] = ask(
      compile('https://id.acme.dev'),
      'issuer_unknown',
      { iss: 'http://ID.acme.dev/' },
      { issuer: null },
    );
    expect(first?.cause).toContain('the trailing slash and http and https and case');
  });

  test('of a hostile length is cut short, and its line breaks are escaped', () => {
    const iss = `https://id.acme.dev/\n\u001b[2J${'x'.repeat(5_000)}`;
    for (const { cause, fix } of ask(compile('https://id.acme.dev'), 'issuer_unknown', { iss }, { issuer: null })) {
      expect(`${cause}${fix}`.length).toBeLessThan(900);
      expect(`${cause}${fix}`).not.toContain('\n');
    }
  });
});

describe('order', () => {
  test('is by likelihood, and each code comes once', () => {
    const payload = {
      iss: 'https://id.acme.dev',
      scope: 'READ:ORDERS,list:orders other',
      permissions: ['read:orders'],
    };
    const misses = ask(
      compile('https://id.acme.dev', { claimMappings: { scopes: 'scope' } }),
      'scope_insufficient',
      payload,
    );
    const weights = misses.map(({ weight }) => weight);
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(new Set(misses.map(({ code }) => code)).size).toBe(misses.length);
    expect(misses.length).toBeGreaterThan(2);
  });

  test('a denial that no near miss is known for has none', () => {
    expect(ask(compile('https://id.acme.dev'), 'internal_error', {})).toEqual([]);
  });
});

describe('hostile claims', () => {
  test.each([
    ['own members alone are read', { __proto__: { iss: 'x' } }],
    ['lists where texts belong', { iss: [], aud: {}, exp: 'x', scope: 5, scp: [[[]]], roles: null }],
    ['deep nests', JSON.parse(`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`) as Record<string, unknown>],
  ])('%s: no reason throws', (_name, payload) => {
    const policy = compile('https://id.acme.dev');
    const reasons = [
      ...[
        'issuer_unknown',
        'audience_mismatch',
        'claim_missing',
        'token_expired',
        'token_not_yet_valid',
        'claim_unmet',
      ],
      ...[
        'scope_insufficient',
        'role_missing',
        'group_missing',
        'tenant_unknown',
        'party_mismatch',
        'type_not_allowed',
      ],
    ] as MissQuestion['reason'][];
    for (const reason of reasons) expect(Array.isArray(ask(policy, reason, payload, { about: 'iss' }))).toBe(true);
  });
});

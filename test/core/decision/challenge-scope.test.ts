import { createAuthorizer, type PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toChallenge } from '../../../packages/core/src/decision/challenge.ts';
import { REASONS, type Reason } from '../../../packages/core/src/decision/reasons.ts';
import { createWebPorts } from '../../../packages/core/src/platform.ts';

const RESOURCE = 'https://api.acme.dev/mcp';
const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: RESOURCE });

const routes: PolicyDocument['routes'] = {
  '/mcp': { scopes: ['mcp:use', 'mcp:read'] },
  '/any': { scopes: { anyOf: ['a', 'b'] } },
  '/nearest': { anyOf: [{ roles: ['admin'], scopes: ['far'] }, { scopes: ['near'] }, { scopes: ['later'] }] },
  '/nested': { scopes: ['outer'], allOf: [{ scopes: ['inner', 'outer'] }, { groups: ['staff'] }] },
  '/roles': { anyOf: [{ roles: ['admin'] }, { scopes: ['a'] }] },
  '/known': 'authenticated',
  '/perhaps': 'optional',
  '/closed': 'deny',
};

async function ask(
  path: string,
  headers: HeadersInit = {},
  document: Partial<PolicyDocument> = { resource: RESOURCE },
) {
  const issuers = { main: { issuer: issuer.issuer, audience: RESOURCE } };
  const authorizer = createAuthorizer({ ...document, issuers, routes }, createWebPorts({ fetch: issuer.fetchPort }));
  const url = `https://api.acme.dev${path}`;
  const decision = await authorizer.authorize({ method: 'POST', url, headers: new Headers(headers) });
  return { reason: decision.reason, challenge: decision.effect === 'deny' ? decision.challenge : 'none' };
}

async function scopeOf(path: string, headers: HeadersInit = {}): Promise<string | null> {
  return /, scope="([^"]*)"/.exec((await ask(path, headers)).challenge ?? '')?.[1] ?? null;
}

describe("a protected resource tells the route's scopes to whoever needs a token (RFC 6750 section 3)", () => {
  test('token_missing and scheme_unsupported: no error code, but the scopes to ask for', async () => {
    const told = /^Bearer realm="api", scope="mcp:use mcp:read", resource_metadata="[^"]+"$/;
    const missing = await ask('/mcp');
    expect([missing.reason, missing.challenge]).toEqual(['token_missing', expect.stringMatching(told)]);
    const basic = await ask('/mcp', { Authorization: 'Basic YTpi' });
    expect([basic.reason, basic.challenge]).toEqual(['scheme_unsupported', expect.stringMatching(told)]);
  });

  test('token_expired and audience_mismatch: the same, for the token that replaces the bad one', async () => {
    const expired = await issuer.mint({ exp: 1_000 }, { scopes: ['mcp:use'] });
    const foreign = await issuer.mint({}, { scopes: ['mcp:use', 'mcp:read'], audience: 'https://other.acme.dev' });
    const answers = [];
    for (const token of [expired, foreign]) answers.push(await ask('/mcp', { Authorization: `Bearer ${token}` }));
    expect(answers.map(({ reason }) => reason)).toEqual(['token_expired', 'audience_mismatch']);
    expect(new Set(answers.map(({ challenge }) => challenge)).size).toBe(1);
    expect(answers[0]?.challenge).toMatch(
      /error="invalid_token", error_description="[^"]+", scope="mcp:use mcp:read", /,
    );
  });

  test('an any-of names its nearest branch, an all-of every scope once', async () => {
    expect(await scopeOf('/any')).toBe('a');
    expect(await scopeOf('/nearest')).toBe('near');
    expect((await scopeOf('/nested'))?.split(' ').sort()).toEqual(['inner', 'outer']);
  });

  test('a route that no scope opens names none', async () => {
    for (const path of ['/roles', '/known', '/perhaps?', '/closed', '/elsewhere']) {
      expect([path, await scopeOf(path, { Authorization: 'Basic YTpi' })]).toEqual([path, null]);
    }
  });

  test('scope_insufficient names what it found missing, not what the route would tell a stranger', async () => {
    const token = await issuer.mint({ roles: ['admin'] }, { scopes: ['other'] });
    expect(await scopeOf('/nearest', { Authorization: `Bearer ${token}` })).toBe('far');
  });
});

test('without a resource, token_missing stays bare', async () => {
  expect((await ask('/mcp', {}, {})).challenge).toBe('Bearer realm="api"');
  expect((await ask('/mcp', { Authorization: 'Bearer e.e.e' }, {})).challenge).not.toContain('scope=');
});

test('denials that a new token does not heal name none of its scopes, and nothing ends a quoted string', () => {
  const reasons = Object.keys(REASONS) as Reason[];
  const hostile = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 6 }), fc.constantFrom('a"b', 'a', 'b c')));
  fc.assert(
    fc.property(fc.constantFrom(...reasons), hostile, (reason, scopes) => {
      const challenge = toChallenge({ reason }, { metadataUrl: 'https://a.dev/m', scopes });
      if (challenge === null) return;
      expect(challenge).toMatch(/^Bearer realm="api"(, [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*")*$/);
      const tells = ['bare', 'invalid_token'].includes(String(REASONS[reason].challenge));
      if (!tells) expect(challenge).not.toContain(', scope=');
    }),
    { numRuns: 200 },
  );
});

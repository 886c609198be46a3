import { createWebPorts } from '@sallyport/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toChallenge } from '../../../packages/core/src/decision/challenge.ts';
import { REASONS, type Reason } from '../../../packages/core/src/decision/reasons.ts';
import { createTestAuthorizer } from '../../support/authorizer.ts';

const reasons = Object.keys(REASONS) as Reason[];
const scopeToken = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,10}$/);
const hostile = fc.oneof(
  scopeToken,
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constantFrom('', '"', 'a"b', 'a\\', '\r\nx: y', 'a b', 'é', '\u2028', '", error="none'),
);

test('names every scope that can be quoted, in order, and none that cannot', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 6 }), (scopes) => {
      const challenge = toChallenge({ reason: 'scope_insufficient', scopes }) ?? '';
      const named = /, scope="([^"]*)"/.exec(challenge)?.[1]?.split(' ') ?? [];
      const quotable = scopes.filter(
        (scope) => scope !== '' && [...scope].every((one) => one > ' ' && one <= '~' && one !== '"' && one !== '\\'),
      );
      expect(named).toEqual(quotable);
    }),
    { numRuns: 2_000 },
  );
});

test('any denial makes a header value, which says no more than its reason does', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...reasons),
      fc.array(hostile),
      fc.string({ unit: 'binary' }),
      (reason, scopes, about) => {
        const challenge = toChallenge({ reason, scopes, acrValues: scopes, about });
        expect(toChallenge({ reason, scopes, acrValues: scopes })).toBe(challenge);
        if (challenge === null) return;
        expect(new Headers({ 'www-authenticate': challenge }).get('www-authenticate')).toBe(challenge);
        expect(challenge).toMatch(/^Bearer realm="api"(, [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*")*$/);
      },
    ),
    { numRuns: 2_000 },
  );
});

const authorizer = createTestAuthorizer(
  {
    issuers: {
      main: {
        issuer: 'https://issuer.acme.dev',
        audience: 'https://api.acme.dev',
        jwksUri: 'https://issuer.acme.dev/keys',
      },
    },
    routes: { 'GET /open': 'public', 'GET /orders/:id': { scopes: ['read:orders'] } },
  },
  createWebPorts({
    clock: () => 1_900_000_000_000,
    fetch: async () => {
      throw new TypeError('no network');
    },
  }),
);

test('whatever a request holds, its denial has a parsable challenge or none, and nothing of the request is in it', async () => {
  const secret = fc.stringMatching(/^zq[A-Za-z0-9]{8,20}$/);
  const around = fc.constantFrom('Bearer ', 'Basic ', '', 'Bearer a.b.', 'Bearer "', 'Bearer ,', 'Bearer \\"');
  const path = fc.constantFrom('/orders/', '/', '//', '/orders/%2f', '/open/');
  await fc.assert(
    fc.asyncProperty(around, secret, path, async (before, text, place) => {
      const authorization = `${before}${text}`;
      const headers = { get: (name: string) => (name === 'authorization' ? authorization : null) };
      const decision = await authorizer.authorize({ method: 'GET', url: `${place}${text}?q=${text}`, headers });
      if (decision.effect !== 'deny') throw new Error('allowed');
      const { challenge, status, reason } = decision;
      expect(challenge === null).toBe(REASONS[reason].challenge === null);
      expect(status === 401 && challenge === null).toBe(false);
      expect(challenge ?? '').toMatch(/^$|^Bearer realm="api"(, [a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*")*$/);
      expect(`${challenge} ${decision.about} ${reason}`).not.toContain(text);
    }),
    { numRuns: 500 },
  );
});

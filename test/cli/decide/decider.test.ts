import type { PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDecider } from '../../../packages/cli/src/decide/decider.ts';
import { parseRequestLine } from '../../../packages/cli/src/decide/request-line.ts';

const NOW = 1_900_000_000;
const issuer = createTestIssuer({
  issuer: 'https://id.acme.dev',
  audience: 'https://api.acme.dev',
  clock: () => NOW * 1000,
});
const POLICY: PolicyDocument = {
  issuers: {
    acme: {
      issuer: issuer.issuer,
      audience: 'https://api.acme.dev',
      tokenFrom: ['authorization', { cookie: 'session' }],
    },
  },
  routes: {
    'GET /health': 'public',
    '/feed': 'optional',
    '/orders/:id': { scopes: ['read:orders'] },
    '/users/:user/*': { claims: { sub: { param: 'user' } } },
    'api.acme.dev/admin/*': 'deny',
  },
};

test('nothing that a line can hold makes a 500, a broken line or an allow of what is guarded', async () => {
  const decide = createDecider(POLICY, {
    keys: (await issuer.jwks()).keys,
    decidedAt: NOW,
    iamBase: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod',
    onRefusedKey: () => {},
  });
  const good = `Bearer ${await issuer.mint({ sub: 'u1', scope: '' })}`;
  // Lone surrogates included: JSON can spell them.
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }));
  const surrogate = fc.constantFrom(
    '\ud800',
    '\udfff',
    '\u0000',
    '%',
    '%zz',
    '//',
    '*',
    '?',
    '#',
    'https://',
    'HTTP://[::1',
  );
  const part = fc.oneof(
    text,
    surrogate,
    fc.constantFrom('/orders/', '/users/u1/', '/health', '/feed', '..', 'api.acme.dev'),
  );
  const url = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('') || '/');
  const method = fc.oneof(
    fc.constantFrom('GET', 'HEAD', 'get', 'POST', '__proto__'),
    text.map((word) => word || 'GET'),
  );
  const authorization = fc.oneof(
    fc.constant(good),
    text,
    text.map((tail) => `Bearer ${tail}`),
    fc.constant(`${good}.`),
  );
  await fc.assert(
    fc.asyncProperty(method, url, authorization, text, async (verb, target, header, cookie) => {
      const line = JSON.stringify({ method: verb, url: target, headers: { authorization: header, cookie } });
      const parsed = parseRequestLine(new TextEncoder().encode(line));
      if ('problem' in parsed) throw new Error(parsed.problem);
      const answer = await decide(parsed);
      expect(answer).not.toMatch(/[\n\r]/);
      const { effect, status, reason, route } = JSON.parse(answer) as Record<string, unknown>;
      expect([200, 400, 401, 403]).toContain(status);
      expect(effect === 'allow').toBe(reason === null);
      if (effect === 'allow' && route !== 'GET /health' && route !== '/feed') {
        expect([header, route]).toEqual([good, '/users/:user/*']);
      }
    }),
    { numRuns: 2000 },
  );
}, 60_000);

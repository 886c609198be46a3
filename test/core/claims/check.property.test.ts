import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkClaims } from '../../../packages/core/src/claims/check.ts';
import { compiledIssuer, goodClaims, NOW, path } from '../../support/compiled-issuer.ts';

const seconds = (reach: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: -reach, max: reach }), fc.constantFrom(-301, -300, -31, -30, -1, 0, 1, 30, 31, 300, 301));
const times = fc.record({
  exp: seconds(2_000).map((offset) => NOW + offset),
  iat: fc.option(seconds(2_000).map((offset) => NOW + offset)),
  nbf: fc.option(seconds(400).map((offset) => NOW + offset)),
});
const rules = fc.record({
  clockToleranceSeconds: fc.constantFrom(0, 30, 300),
  maxLifetimeSeconds: fc.constantFrom(60, 600, 3_600, 86_400),
});
const toClaims = ({ exp, iat, nbf }: { exp: number; iat: number | null; nbf: number | null }) =>
  goodClaims({ exp, iat: iat ?? undefined, nbf: nbf ?? undefined });

test('a token holds exactly while its dates say so, to the second of the tolerance', () => {
  let held = 0;
  fc.assert(
    fc.property(times, rules, seconds(1_000), (dates, bounds, offset) => {
      const now = NOW + offset;
      const { clockToleranceSeconds: tolerance, maxLifetimeSeconds: longest } = bounds;
      const { exp, iat, nbf } = dates;
      const holds =
        now < exp + tolerance &&
        (nbf === null || now >= nbf - tolerance) &&
        (iat === null || (now >= iat - tolerance && now <= iat + longest + tolerance)) &&
        exp - (iat ?? now) <= longest;
      expect(checkClaims(toClaims(dates), compiledIssuer(bounds), now) === null).toBe(holds);
      held += holds ? 1 : 0;
    }),
    { numRuns: 3_000 },
  );
  expect(held).toBeGreaterThan(200);
});

test('a token that has expired stays expired, and one that is too old stays refused', () => {
  fc.assert(
    fc.property(
      times,
      rules,
      seconds(1_000),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (dates, bounds, offset, later) => {
        const issuer = compiledIssuer(bounds);
        const at = (now: number): string | undefined => checkClaims(toClaims(dates), issuer, now)?.reason;
        const before = at(NOW + offset);
        const after = at(NOW + offset + later);
        if (before === 'token_expired') expect(after).toBe('token_expired');
        if (before === 'token_too_old') expect(['token_too_old', 'token_expired']).toContain(after);
        // Nothing that was good turns into something that is not yet so.
        if (before === undefined) expect(after).not.toBe('token_not_yet_valid');
      },
    ),
    { numRuns: 3_000 },
  );
});

test('a greater tolerance refuses no token for its dates that a smaller one lets through', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 150 }), fc.integer({ min: 0, max: 150 }), (dates, less, more) => {
      const check = (clockToleranceSeconds: number) =>
        checkClaims(toClaims(dates), compiledIssuer({ clockToleranceSeconds }), NOW);
      if (check(less) === null) expect(check(less + more)).toBeNull();
    }),
    { numRuns: 3_000 },
  );
});

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'x',
    [],
    {},
    0,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    `${NOW}`,
  ),
  fc.constantFrom<unknown>(['https://api.acme.dev'], [['https://api.acme.dev']], ['https://api.acme.dev', 1], NOW + 5),
  fc.jsonValue({ maxDepth: 2 }),
);
const name = fc.constantFrom(
  'exp',
  'nbf',
  'iat',
  'aud',
  'sub',
  'client_id',
  'azp',
  'jti',
  'tid',
  '__proto__',
  'toString',
);

test('claims of any type never throw, and what passes has a date, an audience and identities of the right type', () => {
  let passed = 0;
  const issuer = compiledIssuer({ requiredClaims: [path('sub')], tenant: null });
  fc.assert(
    fc.property(fc.array(fc.tuple(name, odd), { maxLength: 3 }), (changes) => {
      const claims = Object.fromEntries([...Object.entries(goodClaims()), ...changes]);
      if (checkClaims(claims, issuer, NOW) !== null) return;
      passed += 1;
      for (const date of ['exp', 'nbf', 'iat']) {
        if (Object.hasOwn(claims, date)) expect(Number.isFinite(claims[date])).toBe(true);
      }
      const audiences: readonly unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
      expect(audiences).toContain('https://api.acme.dev');
      expect(audiences.every((audience) => typeof audience === 'string')).toBe(true);
      for (const identity of ['sub', 'client_id', 'azp', 'jti']) {
        if (Object.hasOwn(claims, identity)) expect(claims[identity]).toMatch(/./s);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(passed).toBeGreaterThan(100);
});

/**
 * The `WWW-Authenticate` of a refusal: that it is there, and what it can hold.
 */
import { PolicyError } from '@sallyport/core';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { parseBearerChallenge } from '../support-challenge.ts';
import { createStage, ROUTES } from '../support-http.ts';
import { everyRefusal } from '../support-refusals.ts';

const VALID_SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

// Anything, with what would end a quoted string or a header line made likely.
const nasty = fc.array(
  fc.oneof(fc.constantFrom('"', '\\', '\r', '\n', '\0', ',', '=', ' ', '\t', 'é', '名', '\u2028'), fc.string()),
  { maxLength: 6 },
);
const anyScope = fc.oneof(
  nasty.map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(..."azAZ09:/.!#$%&'()*+,-;<=>?@[]^_`{|}~"), minLength: 1 }),
);

async function scopeStage(scope: string) {
  return createStage({ sections: { routes: { ...ROUTES, '/any': { scopes: [scope] } } } });
}

/** Section 3, up to its error codes. */
export const challenges: readonly Requirement[] = [
  {
    section: '3',
    level: 'MUST',
    demands: 'every 401 and every credential refused with 400 carries a Bearer challenge with a parameter',
    test: async () => {
      const { refusals } = await everyRefusal();
      const owing = refusals.filter(
        ({ status, reason }) => status === 401 || reason === 'scope_insufficient' || reason.startsWith('credential_'),
      );
      expect(owing.length).toBeGreaterThan(25);
      for (const { response, status } of owing) {
        expect(response.status).toBe(status);
        expect(parseBearerChallenge(response.headers.get('WWW-Authenticate')).size).toBeGreaterThan(0);
      }
    },
  },
  {
    section: '3',
    level: 'MUST',
    demands: 'realm, scope, error and error_description stand at most once, in their alphabets, in every challenge',
    test: async () => {
      const { refusals } = await everyRefusal();
      const values = refusals.flatMap(({ response }) => response.headers.get('WWW-Authenticate') ?? []);
      expect(values.length).toBeGreaterThan(25);
      for (const value of values) expect(parseBearerChallenge(value).has('realm')).toBe(true);
      for (const bad of [
        ...['Bearer', 'Bearer ', 'Bearer  realm="a"', 'Bearer realm="a", realm="b"', 'Bearer error="a\\"b"'],
        ...[
          'Bearer scope="a  b"',
          'Bearer scope="é"',
          'Bearer realm=a',
          'Bearer realm="a",error="b"',
          'Basic realm="a"',
        ],
      ]) {
        expect(() => parseBearerChallenge(bad)).toThrow();
      }
    },
  },
  {
    section: '3',
    level: 'MUST',
    demands: 'a scope that cannot stand in scope="" does not load, and every other one comes out as it went in',
    test: async () => {
      const seen = { loaded: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(anyScope, async (scope) => {
          // A variable is refused for another reason.
          fc.pre(!/\$\{/.test(scope));
          if (!VALID_SCOPE.test(scope)) {
            seen.refused += 1;
            await expect(scopeStage(scope)).rejects.toThrow(PolicyError);
            return;
          }
          seen.loaded += 1;
          const stage = await scopeStage(scope);
          const answer = await stage.gateway('/any', { headers: await stage.bearer() });
          const challenge = parseBearerChallenge(answer.headers.get('WWW-Authenticate'));
          expect([answer.status, challenge.get('scope')]).toEqual([403, scope]);
        }),
        { numRuns: 200 },
      );
      expect(Math.min(seen.loaded, seen.refused)).toBeGreaterThan(20);
    },
  },
  {
    section: '3',
    level: 'MUST',
    demands: 'no value of a requirement, whatever its characters, ends a quoted string or a header line',
    test: async () => {
      const text = nasty.map((parts) => `x${parts.join('')}`).filter((value) => !/\$\{/.test(value));
      await fc.assert(
        fc.asyncProperty(text, text, fc.constantFrom('acr', 'roles'), async (first, second, fact) => {
          const route = fact === 'acr' ? { claims: { acr: { anyOf: [first, second] } } } : { roles: [first, second] };
          const stage = createStage({ sections: { routes: { '/any': route } } });
          const answer = await stage.gateway('/any', { headers: await stage.bearer() });
          expect(answer.status).toBe(fact === 'acr' ? 401 : 403);
          const value = answer.headers.get('WWW-Authenticate');
          const isTold = fact === 'acr';
          expect(value === null).toBe(!isTold);
          const told = (isTold ? parseBearerChallenge(value) : null)?.get('acr_values')?.split(' ') ?? [];
          const tellable = isTold ? [first, second].filter((item) => VALID_SCOPE.test(item)) : [];
          expect(new Set(told)).toEqual(new Set(tellable));
        }),
        { numRuns: 200 },
      );
    },
  },
];

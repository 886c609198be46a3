import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileGlob,
  matchesGlob,
  toGlobTokens,
  toLiteralTokens,
} from '../../../packages/local-api-gateway/src/iam/glob.ts';

// The definition, spelled out: `*` takes nothing or one more character, `?` takes one.
function matchesByDefinition(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*') {
    return matchesByDefinition(rest, text) || (text !== '' && matchesByDefinition(pattern, text.slice(1)));
  }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matchesByDefinition(rest, text.slice(1));
}

const matches = (pattern: string, text: string): boolean => matchesGlob(compileGlob(toGlobTokens(pattern)), text);
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '%', '?', '*'), maxLength: 10 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '%', '?', '*', '*'), maxLength: 8 });

describe('the wildcard matcher', () => {
  test('equals the definition on random patterns and texts', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, text, (givenPattern, givenText) => {
        const expected = matchesByDefinition(givenPattern, givenText);
        matched += Number(expected);
        expect(matches(givenPattern, givenText)).toBe(expected);
      }),
      { numRuns: 20_000 },
    );
    // Both answers occur often enough for the comparison to mean something.
    expect(matched).toBeGreaterThan(500);
  });

  test('equals the definition where the text was made from the pattern', () => {
    const pair = pattern.chain((given) =>
      fc.tuple(
        fc.constant(given),
        fc.tuple(...[...given].map((char) => (char === '*' ? text : fc.constant(char === '?' ? '/' : char)))),
      ),
    );
    fc.assert(
      fc.property(pair, ([given, parts]) => {
        expect(matches(given, parts.join(''))).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  test('a literal glob matches its own text only, wildcards in it included', () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(matchesGlob(compileGlob(toLiteralTokens(left)), right)).toBe(left === right);
      }),
    );
  });

  test.each([
    ['prod/GET/*', 'prod/GET/', true],
    ['prod/*/*', 'prod/GET/', true],
    ['prod/GET/*', 'prod/GET/a/b/c', true],
    ['prod/?', 'prod//', true],
    ['prod/GET/?*', 'prod/GET/', false],
    ['prod/GET/orders', 'prod/GET/orders/', false],
    ['prod/GET/orders', 'xprod/GET/orders', false],
    ['prod/GET/Orders', 'prod/GET/orders', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'a/b', true],
    ['?', '', false],
  ])('%s against %s is %s', (given, subject, expected) => {
    expect(matches(given, subject)).toBe(expected);
  });

  test('takes polynomial time on the pattern that makes a backtracking expression explode', () => {
    const hostile = compileGlob(toGlobTokens(`${'*a'.repeat(255)}b`));
    const subject = 'a'.repeat(1600);
    const started = performance.now();
    expect(matchesGlob(hostile, subject)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

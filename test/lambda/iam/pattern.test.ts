import type { AuthorizerDocument } from '@sallyport/lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canOverlap, grants, matchesPattern } from '../../../packages/lambda/src/iam/pattern.ts';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '?'), maxLength: 7 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 8 });

/** A change that leaves every text that was matched matched: a sign becomes `?`, or a run, empty ones too, `*`. */
const blur = fc.tuple(fc.nat(8), fc.nat(4), fc.boolean()).map(([at, length, isRun]) => (glob: string): string => {
  if (isRun) return `${glob.slice(0, at)}*${glob.slice(at + length)}`;
  return at < glob.length && glob[at] !== '*' ? `${glob.slice(0, at)}?${glob.slice(at + 1)}` : glob;
});

function toExpression(source: string): RegExp {
  return new RegExp(`^${source.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`);
}

/** Every text of up to four signs. */
const TEXTS = ['a', 'b', '/'].reduce<readonly string[]>(
  (all) => ['', ...all.flatMap((one) => ['a', 'b', '/'].map((sign) => one + sign))],
  ['', 'a', 'b', '/'],
);

describe('matchesPattern', () => {
  test('says what a regular expression of the pattern says', () => {
    fc.assert(
      fc.property(pattern, text, (glob, candidate) => {
        expect(matchesPattern(glob, candidate)).toBe(toExpression(glob).test(candidate));
      }),
      { numRuns: 5000 },
    );
  });

  test('takes time in proportion to pattern and text, however many wildcards', () => {
    const started = performance.now();
    expect(matchesPattern(`${'*a'.repeat(150)}b`, 'a'.repeat(1600))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('canOverlap', () => {
  test('is true where some text is matched by both', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(blur, { maxLength: 4 }),
        fc.array(blur, { maxLength: 4 }),
        (candidate, some, others) => {
          const [one, other] = [some, others].map((blurs) => blurs.reduce((glob, change) => change(glob), candidate));
          expect(toExpression(one ?? '').test(candidate) && toExpression(other ?? '').test(candidate)).toBe(true);
          expect(canOverlap(one ?? '', other ?? '')).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['a', 'b'],
    ['a*', 'b*'],
    ['*a', '*b'],
    ['a?', 'a'],
    ['?*', ''],
    ['a*b', 'a*c'],
    ['x/?*/y', 'x/y'],
  ])('is false of %s and %s', (one, other) => {
    expect(TEXTS.some((candidate) => toExpression(one).test(candidate) && toExpression(other).test(candidate))).toBe(
      false,
    );
    expect(canOverlap(one, other)).toBe(false);
    expect(canOverlap(other, one)).toBe(false);
  });
});

describe('grants', () => {
  const Action = 'execute-api:Invoke' as const;
  test('a Deny beats an Allow, and nothing matching is no grant', () => {
    const document: AuthorizerDocument = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action, Resource: ['x/*'] },
        { Effect: 'Deny', Action, NotResource: ['x/a*'] },
        { Effect: 'Deny', Action, Resource: ['x/ab'] },
        { Effect: 'Deny', Action, Resource: ['x/*'], Condition: { DateGreaterThanEquals: {} } },
      ],
    };
    expect(['x/a', 'x/ab', 'x/b', 'y'].map((arn) => grants(document, arn))).toEqual([true, false, false, false]);
  });
});

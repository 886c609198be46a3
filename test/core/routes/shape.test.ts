/** Whether two patterns have a path in common, against every path up to a depth. */
import { meets, type PathShape, toPathShape } from '@sallyport/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toPattern } from './build-table.ts';

const TEXTS = ['a', 'b'];
/** A text that no shape names: it is taken by open segments alone. */
const OTHER = 'x';
const DEPTH = 4;

const shapes: fc.Arbitrary<PathShape> = fc.record({
  segments: fc.array(fc.constantFrom(null, ...TEXTS), { maxLength: DEPTH - 1 }),
  tail: fc.constantFrom('end' as const, 'wildcard' as const),
});

const listPaths = (depth: number): readonly (readonly string[])[] =>
  depth === 0
    ? [[]]
    : [[], ...listPaths(depth - 1).flatMap((path) => [...TEXTS, OTHER].map((text) => [text, ...path]))];

const PATHS = listPaths(DEPTH);

const matches = ({ segments, tail }: PathShape, path: readonly string[]): boolean =>
  (tail === 'wildcard' ? path.length >= segments.length : path.length === segments.length) &&
  segments.every((text, place) => text === null || text === path[place]);

test('two shapes meet exactly when some path is matched by both, in either order', () => {
  fc.assert(
    fc.property(shapes, shapes, (one, other) => {
      const isShared = PATHS.some((path) => matches(one, path) && matches(other, path));
      expect(meets(one, other)).toBe(isShared);
      expect(meets(other, one)).toBe(isShared);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['an open segment meets any text', ['a', null], 'end', ['a', 'b'], 'end', true],
  ['texts that differ keep apart', ['a', 'b'], 'end', ['a', 'a'], 'end', false],
  ['a wildcard takes zero further segments', ['a'], 'wildcard', ['a'], 'end', true],
  ['a wildcard takes many', ['a'], 'wildcard', ['a', 'b', 'b'], 'end', true],
  ['a shorter pattern without one is no prefix', ['a'], 'end', ['a', 'b'], 'wildcard', false],
] as const)('%s', (_why, one, oneTail, other, otherTail, expected) => {
  expect(meets({ segments: one, tail: oneTail }, { segments: other, tail: otherTail })).toBe(expected);
});

test('the shape of a pattern is its path: texts decoded, parameters open, the host left out', () => {
  const shape = { segments: ['users', null, 'a b'], tail: 'wildcard' };
  expect(toPathShape(toPattern('GET api.acme.dev/users/:user/a%20b/*'))).toEqual(shape);
  expect(toPathShape(toPattern('/'))).toEqual({ segments: [], tail: 'end' });
});

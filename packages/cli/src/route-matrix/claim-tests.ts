/**
 * What one test on a claim's value says of another.
 */
import type { Scalar } from '@sallyport/core';
import type { Leaf } from '../policy-tests/leaves.ts';

/** A test as compiled. */
type ClaimTest = Extract<Leaf, { readonly kind: 'claim' }>['tests'][number];

/** A test that a value passes in one way: equality with one scalar, a parameter by its place, or the test as it is. */
export type OneTest =
  | { readonly kind: 'equals'; readonly value: Scalar }
  | { readonly kind: 'param'; readonly place: number }
  | Exclude<ClaimTest, { readonly kind: 'anyOf' | 'param' }>;

/** The ways to pass a test. */
export function splitTest(test: ClaimTest, placeOf: (param: string) => number): readonly OneTest[] {
  if (test.kind === 'anyOf') return test.values.map((value) => ({ kind: 'equals', value }));
  return [test.kind === 'param' ? { kind: 'param', place: placeOf(test.name) } : test];
}

/** Whether no value passes both; false where that cannot be told. */
export function isContradiction(one: OneTest, other: OneTest): boolean {
  return one.kind === 'equals' && other.kind === 'equals' && one.value !== other.value;
}

/** Whether every value that passes `known` passes `test`; false where that cannot be told. */
export function impliesTest(known: OneTest, test: ClaimTest, placeOf: (param: string) => number): boolean {
  if (test.kind === 'exists') return true;
  if (known.kind === 'equals') return isPassed(test, known.value);
  switch (test.kind) {
    case 'param':
      return known.kind === 'param' && known.place === placeOf(test.name);
    case 'noneOf':
      return known.kind === 'noneOf' && test.values.every((value) => known.values.includes(value));
    case 'contains':
      return known.kind === 'contains' && known.value === test.value;
    case 'gte':
      return known.kind === 'gte' && known.bound >= test.bound;
    case 'lte':
      return known.kind === 'lte' && known.bound <= test.bound;
    case 'prefix':
      return known.kind === 'prefix' && known.prefix.startsWith(test.prefix);
    case 'anyOf':
      return false;
  }
}

function isPassed(test: Exclude<ClaimTest, { readonly kind: 'exists' }>, value: Scalar): boolean {
  switch (test.kind) {
    case 'anyOf':
      return test.values.includes(value);
    case 'noneOf':
      return !test.values.includes(value);
    case 'gte':
      return typeof value === 'number' && value >= test.bound;
    case 'lte':
      return typeof value === 'number' && value <= test.bound;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(test.prefix);
    case 'contains':
    case 'param':
      return false;
  }
}

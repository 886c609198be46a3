import type { Decision, KeySourceReport } from '@sallyport/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toDefect } from '../../../packages/worker/src/denial.ts';
import { toDecisionPoint, toKeyPoint } from '../../../packages/worker/src/metrics/data-point.ts';

const denied = toDefect('GET', 'policy');
const facts = { front: 'gateway', durationMs: 0, keys: [] } as const;
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** A report in one state; what else it says is nobody's concern here. */
const report = (iss: string, state: KeySourceReport['state'], failures = 0): KeySourceReport => ({
  ...{ iss, state, failures, from: null, keyCount: 0, refusedKeyCount: 0, ageSeconds: null, fetchedAt: null },
  ...{ lastSuccessAt: null, lastFailureAt: null, fetches: 0 },
});

test.each([
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['POST', 'write'],
  ['DELETE', 'write'],
  ['OPTIONS', 'options'],
  ['get', 'other'],
  ['PROPFIND', 'other'],
  ['constructor', 'other'],
])('the method %s is of the class %s', (method, expected) => {
  expect(toDecisionPoint({ ...denied, method }, facts).blobs[8]).toBe(expected);
});

test('a clock that was set back counts as no time', () => {
  expect(toDecisionPoint(denied, { ...facts, durationMs: -5 }).doubles[1]).toBe(0);
  expect(toDecisionPoint(denied, { ...facts, durationMs: 12.5 }).doubles[1]).toBe(12.5);
});

describe('the state of keys', () => {
  const principal = { iss: 'https://one.acme.dev', issuer: 'one' } as Decision['principal'];
  test.each<[number, Decision['principal'], KeySourceReport[]]>([
    [0, null, []],
    [0, null, [report('https://one.acme.dev', 'fresh'), report('https://two.acme.dev', 'inline')]],
    [1, null, [report('https://one.acme.dev', 'fresh'), report('https://two.acme.dev', 'stale')]],
    [2, null, [report('https://one.acme.dev', 'stale'), report('https://two.acme.dev', 'expired')]],
    [2, null, [report('https://one.acme.dev', 'empty', 1)]],
    [0, principal, [report('https://one.acme.dev', 'fresh'), report('https://two.acme.dev', 'expired')]],
    [1, principal, [report('https://one.acme.dev', 'stale'), report('https://two.acme.dev', 'expired')]],
    [2, principal, [report('https://two.acme.dev', 'expired')]],
  ])("is %i of the caller's issuer, or of the worst (%#)", (expected, who, keys) => {
    expect(toDecisionPoint({ ...denied, principal: who }, { ...facts, keys }).doubles[2]).toBe(expected);
  });
});

test('no text is longer than Analytics Engine takes, and none is cut inside a character', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 800 });
  fc.assert(
    fc.property(text, (route) => {
      const { indexes, blobs } = toDecisionPoint({ ...denied, route }, facts);
      expect(bytesOf(indexes[0])).toBeLessThanOrEqual(96);
      expect(route.startsWith(indexes[0])).toBe(true);
      expect(blobs.reduce((sum, blob) => sum + bytesOf(blob), 0)).toBeLessThan(16_000);
      expect(indexes[0].isWellFormed()).toBe(route.slice(0, indexes[0].length).isWellFormed());
      if (bytesOf(route) <= 96) expect([indexes[0], blobs[5]]).toEqual([route, route]);
    }),
  );
});

test('every row has the same columns', () => {
  const rows = [toDecisionPoint(denied, facts), toKeyPoint({ kind: 'fetched', iss: 'https://one.acme.dev' })];
  expect(rows.map(({ indexes, blobs, doubles }) => [indexes.length, blobs.length, doubles.length])).toEqual([
    [1, 10, 4],
    [1, 10, 4],
  ]);
});

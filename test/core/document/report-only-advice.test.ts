import { expect, test } from 'vitest';
import { checkPolicy } from '../../../packages/core/src/document/check.ts';
import { type Json, toDocument } from './compiling.ts';

const DAY = 86_400;
const UNTIL = Date.UTC(2030, 11, 31) / 1000;
const AT = '/routes/~1a/unsafeReportOnly/until';
const withUntil = (changes: Json = {}): Json =>
  toDocument({
    routes: { '/a': { scopes: ['s'], unsafeReportOnly: { why: 'w', until: '2030-12-31' } }, '/b': 'authenticated' },
    ...changes,
  });
const advice = (nowSeconds: number, document = withUntil()) =>
  checkPolicy(document, { env: {}, nowSeconds }).findings.map(({ level, code, pointer }) => [level, code, pointer]);

test('warns report-only-ended from midnight UTC after the last day, and not a second before', () => {
  expect(advice(UNTIL + DAY - 1)).toEqual([]);
  expect(advice(UNTIL + DAY)).toEqual([['warning', 'report-only-ended', AT]]);
});

test('warns report-only-long of a day more than a year away', () => {
  expect(advice(UNTIL - 366 * DAY)).toEqual([]);
  expect(advice(UNTIL - 366 * DAY - 1)).toEqual([['warning', 'report-only-long', AT]]);
});

test('warns report-only-unlogged where nothing of it would be written', () => {
  expect(advice(UNTIL, withUntil({ log: { decisions: 'off' } }))).toEqual([
    ['warning', 'report-only-unlogged', '/log/decisions'],
  ]);
  expect(advice(UNTIL, withUntil({ log: { decisions: 'deny' } }))).toEqual([]);
});

test('says nothing of days without a clock', () => {
  expect(checkPolicy(withUntil(), { env: {} }).findings).toEqual([]);
});

/** The cache of verified tokens: what it keeps, what it lets go, and that it never grows. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVerifiedCache } from '../../../packages/core/src/token/verified-cache.ts';

const MEBIBYTE = 1024 * 1024;
const ROOMY = { entries: 100, bytes: 100 * MEBIBYTE };

test('returns what was put under exactly that text, and nothing under any other', () => {
  const cache = createVerifiedCache<number>(ROOMY);
  cache.put('a.b.c', 1);
  expect([cache.get('a.b.c'), cache.get('a.b.C'), cache.get('a.b.c '), cache.get('')]).toEqual([1, ...Array(3)]);
});

test('tells texts apart that end alike, young or old: the later one stays', () => {
  const end = 'e'.repeat(40);
  const cache = createVerifiedCache<number>({ ...ROOMY, entries: 4 });
  cache.put(`a.${end}`, 1);
  expect([`b.${end}`, end, `a.${end}`].map(cache.get)).toEqual([undefined, undefined, 1]);
  cache.drop(`b.${end}`);
  expect(cache.get(`a.${end}`)).toBe(1);
  for (const text of ['x', 'y']) cache.put(text, 2);
  expect([`b.${end}`, end].map(cache.get)).toEqual([undefined, undefined]);
  cache.drop(`b.${end}`);
  expect(cache.get(`a.${end}`)).toBe(1);
  cache.put(`b.${end}`, 3);
  expect([`a.${end}`, `b.${end}`].map(cache.get)).toEqual([undefined, 3]);
});

test('a text takes the place of an aged one that ends alike: dropping it brings nothing back', () => {
  const end = 'e'.repeat(40);
  const cache = createVerifiedCache<number>({ ...ROOMY, entries: 4 });
  for (const text of [`a.${end}`, 'x', 'y', `b.${end}`]) cache.put(text, 1);
  cache.drop(`b.${end}`);
  expect([`a.${end}`, `b.${end}`, 'y'].map(cache.get)).toEqual([undefined, undefined, 1]);
});

test('takes names of prototypes for texts like any other', () => {
  const cache = createVerifiedCache<number>(ROOMY);
  expect(['__proto__', 'constructor', 'toString'].map(cache.get)).toEqual(Array(3));
});

test('forgets what is dropped', () => {
  const cache = createVerifiedCache<number>(ROOMY);
  cache.put('a', 1);
  cache.drop('a');
  cache.drop('never there');
  expect(cache.get('a')).toBeUndefined();
});

test('lets what has long been unused go first: reading counts as use', () => {
  const cache = createVerifiedCache<number>({ ...ROOMY, entries: 4 });
  for (const text of ['a', 'b', 'c', 'd']) cache.put(text, 1);
  expect(cache.get('a')).toBe(1);
  for (const text of ['e', 'f']) cache.put(text, 1);
  expect(['a', 'b', 'c', 'd'].map((text) => cache.get(text) !== undefined)).toEqual([true, false, false, false]);
});

test('keeps as many entries as half the bound at the least, and never more than the bound', () => {
  const cache = createVerifiedCache<number>({ ...ROOMY, entries: 10 });
  for (let number = 0; number < 1_000; number += 1) cache.put(`t${number}`, number);
  const held = Array.from({ length: 1_000 }, (_, number) => cache.get(`t${number}`)).filter(Boolean);
  expect(held.length).toBeLessThanOrEqual(10);
  for (let number = 0; number < 5; number += 1) cache.put(`u${number}`, number);
  expect([0, 1, 2, 3, 4].map((number) => cache.get(`u${number}`))).toEqual([0, 1, 2, 3, 4]);
});

test('lets entries go until the bytes fit', () => {
  const cache = createVerifiedCache<number>({ entries: 100, bytes: 4 * (1_024 + 8) });
  for (const text of ['a', 'b', 'c', 'd', 'e']) cache.put(text, 1);
  expect(['e', 'd', 'c', 'b', 'a'].map((text) => cache.get(text) !== undefined)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('refuses what alone is over half the bound, and keeps the rest', () => {
  const cache = createVerifiedCache<number>({ entries: 100, bytes: 8_192 });
  cache.put('a', 1);
  cache.put('x'.repeat(1_000), 2);
  expect([cache.get('a'), cache.get('x'.repeat(1_000))]).toEqual([1, undefined]);
});

test('counts an entry that is put again, or dropped, once: the bound stays the bound', () => {
  const cache = createVerifiedCache<number>({ entries: 100, bytes: 4 * (1_024 + 8) });
  cache.put('first', 1);
  cache.drop('first');
  cache.put('z', 1);
  for (let turn = 0; turn < 10; turn += 1) cache.put('a', turn);
  expect(cache.get('z')).toBe(1);
  cache.drop('z');
  for (let turn = 0; turn < 10; turn += 1) cache.drop('b');
  for (let turn = 0; turn < 10; turn += 1) {
    cache.put('b', turn);
    cache.drop('b');
  }
  cache.put('c', 3);
  expect(['a', 'c'].map(cache.get)).toEqual([9, 3]);
});

test('answers like a plain map that forgets, whatever is put, read and dropped', () => {
  const step = fc.record({
    act: fc.constantFrom('put', 'get', 'drop'),
    text: fc.constantFrom('a', 'bb', 'ccc', 'dddd', 'x'.repeat(300)),
    value: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 2, max: 6 }), (steps, entries) => {
      const cache = createVerifiedCache<number>({ entries, bytes: 8_000 });
      const model = new Map<string, number>();
      for (const { act, text, value } of steps) {
        if (act === 'put') cache.put(text, value);
        if (act === 'drop') cache.drop(text);
        if (act === 'put') model.set(text, value);
        if (act === 'drop') model.delete(text);
        const found = cache.get(text);
        expect(found === undefined || found === model.get(text)).toBe(true);
        if (act === 'put') expect(found).toBe(value);
      }
      const held = ['a', 'bb', 'ccc', 'dddd', 'x'.repeat(300)].filter((text) => cache.get(text) !== undefined);
      expect(held.length).toBeLessThanOrEqual(entries);
      expect(held.reduce((sum, text) => sum + 1_024 + 8 * text.length, 0)).toBeLessThanOrEqual(8_000);
    }),
  );
});

test('stays flat under 200,000 distinct tokens', () => {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const heapBytes = (): number => {
    if (typeof collect === 'function') collect();
    return process.memoryUsage().heapUsed;
  };
  const cache = createVerifiedCache<{ readonly claims: object }>();
  const payload = 'payload'.repeat(70);
  const fill = (from: number, to: number): number => {
    for (let index = from; index < to; index += 1)
      cache.put(`${payload}.${index}`, { claims: { sub: index, index: [index] } });
    return heapBytes();
  };
  const atFirst = fill(0, 50_000);
  const atLast = fill(50_000, 200_000);
  expect(cache.get(`${payload}.199999`)).toBeDefined();
  expect(atLast - atFirst).toBeLessThan(4 * MEBIBYTE);
});

test('asking for what is not there keeps nothing and lets nothing go', () => {
  const cache = createVerifiedCache<number>({ ...ROOMY, entries: 2 });
  cache.put('a', 1);
  cache.put('b', 2);
  for (const text of ['x', 'y', 'z']) expect(cache.get(text)).toBeUndefined();
  cache.put('c', 3);
  expect(['a', 'b', 'c'].map(cache.get)).toEqual([undefined, 2, 3]);
});

test('takes one entry of exactly half the bytes there are', () => {
  const cache = createVerifiedCache<number>({ entries: 100, bytes: 2 * (1_024 + 8 * 3) });
  cache.put('abc', 1);
  expect(cache.get('abc')).toBe(1);
  cache.put('abcd', 2);
  expect(['abc', 'abcd'].map(cache.get)).toEqual([1, undefined]);
});

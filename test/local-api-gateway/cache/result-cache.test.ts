import { expect, test } from 'vitest';
import { createResultCache } from '../../../packages/local-api-gateway/src/cache/result-cache.ts';

test('holds so many entries at most: the oldest goes first', () => {
  const cache = createResultCache<number>(60, 3);
  for (const [index, token] of ['a', 'b', 'c', 'd'].entries()) cache.keep(token, index, 0, 0);
  expect(['a', 'b', 'c', 'd'].map((token) => cache.find(token, 0))).toEqual([undefined, 1, 2, 3]);
  cache.keep('b', 9, 0, 0);
  cache.keep('e', 4, 0, 0);
  expect(['b', 'c', 'd', 'e'].map((token) => cache.find(token, 0))).toEqual([9, undefined, 3, 4]);
});

test('stays bounded under a flood of tokens', () => {
  const cache = createResultCache<number>(60, 100);
  for (let index = 0; index < 10_000; index += 1) cache.keep(`token-${index}`, index, 0, 0);
  const held = Array.from({ length: 10_000 }, (_, index) => cache.find(`token-${index}`, 0));
  expect(held.filter((result) => result !== undefined)).toHaveLength(100);
});

test('keeps nothing with a TTL of 0', () => {
  const cache = createResultCache<number>(0);
  cache.keep('a', 1, 0, 0);
  expect(cache.find('a', 0)).toBeUndefined();
});

test('a second answer for a token replaces the first and starts its time anew', () => {
  const cache = createResultCache<number>(10);
  cache.keep('a', 1, 0, 0);
  cache.keep('a', 2, 5_000, 0);
  expect(cache.find('a', 14_999)).toBe(2);
  expect(cache.find('a', 15_000)).toBeUndefined();
});

test('drops an answer that was asked for before a flush', () => {
  const cache = createResultCache<number>(10);
  const generation = cache.generation();
  cache.flush();
  cache.keep('a', 1, 0, generation);
  expect(cache.find('a', 0)).toBeUndefined();
  cache.keep('a', 1, 0, cache.generation());
  expect(cache.find('a', 0)).toBe(1);
});

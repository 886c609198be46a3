/** A shared tier before the network: used where it is fresh and good, judged like an issuer's answer, never trusted. */
import type { KeyTier, KeyTierScope, StoredKeySet } from '@sallyport/core';
import { expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createBench, ISS, JWKS_URI } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { json } from '../../support/scripted-fetch.ts';

const HOUR_MS = 3_600_000;

function benchWith(stored: unknown, overrides: Partial<KeyTier> = {}) {
  const clock = createFakeClock();
  const gets: KeyTierScope[] = [];
  const puts: [KeyTierScope, StoredKeySet][] = [];
  const keyTier: KeyTier = {
    get: async (scope) => {
      gets.push(scope);
      return (typeof stored === 'function' ? stored(clock.now()) : stored) as StoredKeySet | null;
    },
    put: async (scope, value) => void puts.push([scope, value]),
    ...overrides,
  };
  return { ...createBench({ clock, ports: { keyTier } }), gets, puts };
}
const copy = async (ageMs: number, freshForMs = HOUR_MS, kid = 'a') => {
  const body = await keySet(kid);
  return (nowMs: number) => ({ body, fetchedAtMs: nowMs - ageMs, freshForMs });
};

test('a fresh copy answers a cold source without any fetch, and is dated by its original fetch', async () => {
  const { ask, keyFetches, source, clock, gets, puts } = benchWith(await copy(600_000));
  expect(await ask('a')).toMatchObject({ kind: 'found' });
  expect(keyFetches()).toBe(0);
  expect(source.report().fetchedAt).toBe((clock.now() - 600_000) / 1000);
  expect(gets).toEqual([{ iss: ISS, place: JWKS_URI }]);
  expect(puts).toEqual([]);
});

test.each([
  ['nothing', null],
  ['a copy past its freshness', copy(HOUR_MS)],
  ['a copy that claims more than an hour', copy(HOUR_MS, 100 * HOUR_MS)],
  ['a copy dated ahead of the clock', copy(-1)],
  ['a copy without keys', () => ({ body: { keys: [] }, fetchedAtMs: 0, freshForMs: Number.POSITIVE_INFINITY })],
  [
    'no usable key',
    (nowMs: number) => ({ body: { keys: [{ kty: 'oct', k: 'AA' }] }, fetchedAtMs: nowMs, freshForMs: HOUR_MS }),
  ],
  ['text', 'poison'],
  ['no date', async () => ({ body: await keySet('a'), fetchedAtMs: 'now', freshForMs: HOUR_MS })],
])('with %s in the tier the issuer is asked, and its answer kept', async (_what, stored) => {
  const bench = benchWith(await stored);
  const body = await keySet('a');
  bench.script.on(JWKS_URI, json(body));
  expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
  expect(bench.keyFetches()).toBe(1);
  await bench.find('a');
  expect(bench.puts).toEqual([[{ iss: ISS, place: JWKS_URI }, expect.objectContaining({ body })]]);
});

test('a tier that rejects, or that never answers, costs at most 500 ms', async () => {
  for (const get of [() => Promise.reject(new Error('down')), () => new Promise<null>(() => {})]) {
    const bench = benchWith(null, { get });
    bench.script.on(JWKS_URI, json(await keySet('a')));
    const { answer, tookMs } = await bench.timed('a');
    expect(answer).toMatchObject({ kind: 'found' });
    expect(tookMs).toBeLessThanOrEqual(500);
  }
});

test('a tier that cannot keep the answer fails nobody', async () => {
  const bench = benchWith(null, { put: () => Promise.reject(new Error('full')) });
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
});

test('an unknown kid goes past the copy to the issuer', async () => {
  const bench = benchWith(await copy(600_000));
  bench.script.on(JWKS_URI, json(await keySet('b')));
  expect(await bench.ask('b')).toMatchObject({ kind: 'found' });
  expect(bench.keyFetches()).toBe(1);
  expect(bench.gets).toHaveLength(1);
});

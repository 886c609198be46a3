/** Shared tiers before the network: used where they are good, judged like an issuer's answer, never trusted. */
import type { KeyTier, KeyTierScope, StoredKeySet } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createBench, ISS, JWKS_URI } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { hang, json, status } from '../../support/scripted-fetch.ts';

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
  return { ...createBench({ clock, ports: { keyTiers: [keyTier] } }), gets, puts };
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
  ['a copy at the stale bound', copy(24 * HOUR_MS, 100 * HOUR_MS)],
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

test('a fresh copy of another isolate refreshes a stale set: the issuer is not asked again', async () => {
  const held: { stored: StoredKeySet | null } = { stored: null };
  const bench = benchWith(() => held.stored);
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
  bench.clock.jump(HOUR_MS);
  held.stored = { body: await keySet('b'), fetchedAtMs: bench.clock.now() - 1_000, freshForMs: HOUR_MS };
  expect(await bench.ask('b')).toMatchObject({ kind: 'found' });
  expect(bench.keyFetches()).toBe(1);
  expect(bench.source.report()).toMatchObject({ from: 'tier', state: 'fresh', ageSeconds: 1 });
});

test('a copy older than the held set never replaces it, however fresh it says it is', async () => {
  const held: { stored: StoredKeySet | null } = { stored: null };
  const bench = benchWith(() => held.stored);
  bench.script.on(JWKS_URI, json(await keySet('new')));
  expect(await bench.ask('new')).toMatchObject({ kind: 'found' });
  held.stored = { body: await keySet('gone'), fetchedAtMs: bench.clock.now() - 1, freshForMs: HOUR_MS };
  bench.clock.jump(HOUR_MS - 1);
  expect(await bench.ask('new')).toMatchObject({ kind: 'found' });
  expect(bench.keyFetches()).toBe(2);
  expect(bench.source.report()).toMatchObject({ from: 'issuer', state: 'fresh' });
});

describe('a stale copy', () => {
  const stale = async () => {
    const bench = benchWith(await copy(23 * HOUR_MS));
    bench.script.on(JWKS_URI, hang);
    return bench;
  };

  test('bridges an outage of a cold isolate, after half a second for the issuer to answer', async () => {
    const bench = await stale();
    const { answer, tookMs } = await bench.timed('a');
    expect(answer).toMatchObject({ kind: 'found' });
    expect(tookMs).toBe(500);
    expect(bench.keyFetches()).toBe(1);
    expect(bench.gets).toHaveLength(1);
    expect(bench.source.report()).toMatchObject({ from: 'tier', state: 'stale', ageSeconds: 23 * 3600 + 0.5 });
  });

  test('gives way to what the issuer answers', async () => {
    const bench = await stale();
    bench.script.on(JWKS_URI, json(await keySet('b')));
    expect(await bench.ask('b')).toMatchObject({ kind: 'found' });
    expect(bench.source.report()).toMatchObject({ from: 'issuer', state: 'fresh', lastSuccessAt: expect.any(Number) });
    bench.clock.jump(10_000);
    expect(await bench.ask('a')).toMatchObject({ kind: 'denied', reason: 'key_not_found' });
  });

  test('is never used past the stale bound', async () => {
    const bench = await stale();
    expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
    bench.clock.jump(HOUR_MS);
    expect(await bench.ask('a')).toMatchObject({ kind: 'fault', reason: 'keys_unavailable' });
    expect(bench.source.report()).toMatchObject({ state: 'expired' });
  });

  test('does not end the back-off of an issuer that fails', async () => {
    const bench = await stale();
    bench.script.on(JWKS_URI, status(500));
    expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
    expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
    expect(bench.keyFetches()).toBe(1);
    expect(bench.source.report()).toMatchObject({ failures: 1 });
  });
});

describe('of several tiers', () => {
  const tierOf = (stored: StoredKeySet | 'unreachable' | null, asked: string[], name: string): KeyTier => ({
    get: async () => {
      asked.push(name);
      return stored;
    },
    put: async () => void asked.push(`put ${name}`),
  });
  const aged = async (kid: string, ageMs: number, nowMs: number): Promise<StoredKeySet> => ({
    body: await keySet(kid),
    fetchedAtMs: nowMs - ageMs,
    freshForMs: HOUR_MS,
  });

  test('the first with a fresh copy answers, and the farther ones are not asked', async () => {
    const clock = createFakeClock();
    const asked: string[] = [];
    const near = tierOf(await aged('a', 1, clock.now()), asked, 'near');
    const bench = createBench({
      clock,
      ports: { keyTiers: [tierOf(null, asked, 'nearest'), near, tierOf(null, asked, 'far')] },
    });
    expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
    expect(asked).toEqual(['nearest', 'near']);
  });

  test('the youngest of stale copies is used', async () => {
    const clock = createFakeClock();
    const asked: string[] = [];
    const copies = await Promise.all([3, 2, 4].map((hours) => aged(`k${hours}`, hours * HOUR_MS, clock.now())));
    const bench = createBench({ clock, ports: { keyTiers: copies.map((stored) => tierOf(stored, asked, '')) } });
    bench.script.on(JWKS_URI, status(500));
    expect(await bench.ask('k2')).toMatchObject({ kind: 'found' });
  });

  test('every one keeps what the issuer answered', async () => {
    const asked: string[] = [];
    const bench = createBench({ ports: { keyTiers: ['one', 'two'].map((name) => tierOf(null, asked, name)) } });
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.find('a');
    expect(asked).toEqual(['one', 'two', 'put one', 'put two']);
  });

  test('one that found the issuer unreachable spares it a second question, and a copy of another still serves', async () => {
    const asked: string[] = [];
    const lone = createBench({ ports: { keyTiers: [tierOf('unreachable', asked, 'through')] } });
    expect(await lone.ask('a')).toMatchObject({ kind: 'fault', reason: 'keys_unavailable' });
    expect(lone.keyFetches()).toBe(0);
    expect(lone.source.report()).toMatchObject({ failures: 1, fetches: 0 });

    const clock = createFakeClock();
    const stored = await aged('a', 2 * HOUR_MS, clock.now());
    const bridged = createBench({
      clock,
      ports: { keyTiers: [tierOf('unreachable', asked, 'through'), tierOf(stored, asked, 'kept')] },
    });
    bridged.script.on(JWKS_URI, status(500));
    expect(await bridged.ask('a')).toMatchObject({ kind: 'found' });
  });

  test('one that asks the issuer itself may take longer, within 3.4 seconds', async () => {
    for (const [timeoutMs, spentMs] of [
      [2_000, 2_000],
      [60_000, 3_400],
    ] as const) {
      const slow: KeyTier = { get: () => new Promise(() => {}), put: async () => {}, timeoutMs };
      const bench = createBench({ ports: { keyTiers: [slow] } });
      bench.script.on(JWKS_URI, json(await keySet('a')));
      const { answer, tookMs } = await bench.timed('a');
      expect(answer).toMatchObject({ kind: 'found' });
      expect(tookMs).toBe(spentMs);
    }
  });
});

test('private and symmetric keys that an issuer publishes by mistake reach no tier', async () => {
  const bench = benchWith(null);
  const [good, other] = (await keySet('a', 'b')).keys;
  const published = [
    { ...good, alg: 'ES256', use: 'sig', issuer: 'x', x5c: ['AA'] },
    { ...other, d: 'AAAA' },
    { kty: 'oct', k: 'AAAA' },
    7,
  ];
  bench.script.on(JWKS_URI, json({ keys: published, note: 'more' }));
  expect(await bench.ask('a')).toMatchObject({ kind: 'found' });
  await bench.find('a');
  expect(bench.puts.map(([, { body }]) => body)).toEqual([{ keys: [{ ...good, alg: 'ES256' }] }]);
  expect(bench.source.report()).toMatchObject({ keyCount: 1, refusedKeyCount: 3 });
});

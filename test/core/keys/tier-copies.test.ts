/** Which copies count: by their age, by the freshness they claim, and beside the set that is held. */
import type { KeyTier, StoredKeySet } from '@sallyport/core';
import { expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { type Bench, createBench, ISS, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { json } from '../../support/scripted-fetch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Copy {
  readonly kid: string;
  readonly ageMs: number;
  readonly freshForMs?: number;
}

/** A source over tiers that hold these copies, nearest first. */
async function benchOver(...copies: readonly Copy[]): Promise<Bench> {
  const clock = createFakeClock();
  const bodies = await Promise.all(copies.map(({ kid }) => keySet(kid)));
  const keyTiers = copies.map(({ ageMs, freshForMs = HOUR }, index): KeyTier => {
    const stored: StoredKeySet = { body: bodies[index], fetchedAtMs: clock.now() - ageMs, freshForMs };
    return { get: async () => stored, put: async () => undefined };
  });
  const bench = createBench({ clock, ports: { keyTiers } });
  bench.script.on(JWKS_URI, json(await keySet('issuer')));
  return bench;
}

test('a copy of this very instant is fresh: its date is not ahead of the clock', async () => {
  const bench = await benchOver({ kid: 'a', ageMs: 0 });
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect(bench.keyFetches()).toBe(0);
});

test('a copy is fresh no longer than it says, and no longer than an hour whatever it says', async () => {
  for (const copy of [
    { kid: 'a', ageMs: 2 * MINUTE, freshForMs: MINUTE },
    { kid: 'a', ageMs: HOUR, freshForMs: 24 * HOUR },
  ]) {
    const bench = await benchOver(copy);
    // Past its freshness the issuer is asked in the same query, and its set is the one that counts.
    expect(outcome(await bench.ask('a'))).toBe('key_not_found');
    expect(bench.source.report()).toMatchObject({ from: 'issuer', ageSeconds: 0 });
  }
});

test('a copy at the stale bound is nothing: it is never adopted, not even until the issuer has answered', async () => {
  const adopted = async (ageMs: number): Promise<number> => {
    const bench = await benchOver({ kid: 'a', ageMs });
    expect(outcome(await bench.ask('issuer'))).toBe('found issuer');
    return bench.events.filter(({ kind }) => kind === 'adopted').length;
  };
  expect(await adopted(24 * HOUR - 1)).toBe(2);
  expect(await adopted(24 * HOUR)).toBe(1);
});

test('a near copy whose freshness has just run out gives way to a fresh one farther away', async () => {
  const bench = await benchOver({ kid: 'near', ageMs: HOUR }, { kid: 'far', ageMs: HOUR - 1 });
  expect(outcome(await bench.ask('far'))).toBe('found far');
  expect(bench.keyFetches()).toBe(0);
});

test('a copy of the very set that is held is no news: the issuer is asked once that set is stale', async () => {
  let stored: StoredKeySet | null = null;
  const keyTier: KeyTier = {
    get: async () => stored,
    put: async (_, kept) => {
      stored = kept;
    },
  };
  const bench = createBench({ ports: { keyTiers: [keyTier] } });
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  await bench.clock.advance(10 * MINUTE);
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect(bench.source.report()).toMatchObject({ from: 'issuer', state: 'fresh' });
  expect(bench.keyFetches()).toBe(2);
});

test('a copy of which no key can be used is told of, for somebody should look at that tier', async () => {
  const clock = createFakeClock();
  const stored = { body: { keys: [] }, fetchedAtMs: clock.now() - 1, freshForMs: HOUR };
  const keyTier: KeyTier = { get: async () => stored, put: async () => undefined };
  const bench = createBench({ clock, ports: { keyTiers: [keyTier] } });
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect(bench.events.filter(({ kind }) => kind === 'failed')).toEqual([
    { kind: 'failed', iss: ISS, why: 'tier_unusable' },
  ]);
});

test('a tier that has answered leaves no timer behind', async () => {
  const bench = await benchOver({ kid: 'a', ageMs: 1 });
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect(bench.clock.timers()).toBe(0);
});

/** How long one query waits, and how much it asks for, where refresh after refresh comes to nothing. */
import { expect, test } from 'vitest';
import { type Bench, createBench, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { hang, json, status } from '../../support/scripted-fetch.ts';
import { createHeldTierBench } from './held-tier.ts';
import { createMortalRequest } from './mortal-request.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A runtime that takes every leader for dead at once: it rejects whatever promise it was handed. */
const deadAtOnce = createMortalRequest('rejects');
deadAtOnce.end();

async function heldBench(ageMs: number): Promise<Bench> {
  const bench = createBench();
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  await bench.clock.advance(ageMs);
  bench.script.on(JWKS_URI, hang);
  return bench;
}

test('a query that holds a stale set starts two refreshes at most, however many leaders die', async () => {
  const bench = await heldBench(20 * MINUTE);
  const { answer, tookMs } = await bench.timed('a', deadAtOnce);
  expect([outcome(answer), tookMs]).toEqual(['found a', 0]);
  expect(bench.keyFetches()).toBe(1 + 2);
});

test('a query for an unknown kid gives up within 15 s, however many leaders of forced fetches die', async () => {
  const bench = await heldBench(MINUTE);
  const { answer, tookMs } = await bench.timed('new', deadAtOnce);
  expect(outcome(answer)).toBe('keys_unavailable');
  // Three leaders and two turns of 6 s: each turn counts as what it took, each dead leader as one second.
  expect(tookMs).toBe(12_000);
  expect(bench.keyFetches()).toBe(1 + 3);
});

test('an unknown kid is not waited for while the issuer fails, also where the last forced fetch was lost', async () => {
  const bench = await heldBench(10 * MINUTE - 1_000);
  const request = bench.clock.request();
  const mortal = createMortalRequest('rejects');
  request.run(() => void bench.find('new', mortal));
  await bench.clock.advance(500);
  request.end();
  mortal.end();
  await bench.clock.advance(500);
  bench.script.on(JWKS_URI, status(500));
  // The set is stale by now: the dead leader is replaced, and its successor fails.
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect(bench.source.report()).toMatchObject({ failures: 1, state: 'stale' });
  expect(await bench.timed('new')).toEqual({
    answer: { kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 5 },
    tookMs: 0,
  });
});

test('a query waits for one refresh: a newer copy that is stale too serves it, and the next query asks the issuer', async () => {
  const bench = createHeldTierBench();
  const { clock, held } = bench;
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  clock.jump(3 * HOUR);
  held.stored = { body: await keySet('a', 'b'), fetchedAtMs: clock.now() - 2 * HOUR, freshForMs: HOUR };
  bench.script.on(JWKS_URI, hang);
  expect(await bench.timed('b')).toMatchObject({ tookMs: 0, answer: { kind: 'found' } });
  expect([bench.keyFetches(), bench.source.report().from]).toEqual([1, 'tier']);
  expect(await bench.timed('b')).toMatchObject({ tookMs: 500, answer: { kind: 'found' } });
  expect(bench.keyFetches()).toBe(2);
});

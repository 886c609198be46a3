/** Flights that change hands: what a leader that is given up, overtaken or gone leaves to those who come after it. */
import type { KeyTier, StoredKeySet } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { createFakeClock, flush } from '../../support/fake-clock.ts';
import { createBench, ISS, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { delayed, hang, inTurn, json, status } from '../../support/scripted-fetch.ts';
import { createHeldTierBench } from './held-tier.ts';
import { createMortalRequest } from './mortal-request.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OIDC = `${ISS}/.well-known/openid-configuration`;

describe('a flight that was given up', () => {
  test('counts no failure when it fails after all: the issuer has not been seen to fail by whoever replaced it', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, inTurn(delayed(bench.clock, 500, status(500)), hang));
    const request = createMortalRequest('rejects');
    void bench.find('a', request);
    await flush();
    request.end();
    void bench.find('a');
    await bench.clock.advance(600);
    expect(bench.keyFetches()).toBe(2);
    expect(bench.source.report()).toMatchObject({ failures: 0, lastFailureAt: null });
  });

  test('ends without ending the one that replaced it: nobody starts a third', async () => {
    const bench = createBench();
    const body = json(await keySet('a'));
    bench.script.on(JWKS_URI, inTurn(delayed(bench.clock, 500, status(500)), delayed(bench.clock, 2_000, body)));
    const request = createMortalRequest('rejects');
    void bench.find('a', request);
    await flush();
    request.end();
    const second = bench.find('a');
    await bench.clock.advance(600);
    const third = bench.find('a');
    await bench.clock.advance(2_000);
    expect([outcome(await second), outcome(await third)]).toEqual(['found a', 'found a']);
    expect(bench.keyFetches()).toBe(2);
  });
});

test('an answer that a newer one has overtaken is kept in no tier, and forgives no failure', async () => {
  const puts: StoredKeySet[] = [];
  const keyTier: KeyTier = { get: async () => null, put: async (_, stored) => void puts.push(stored) };
  const bench = createBench({ ports: { keyTiers: [keyTier] } });
  const slow = Promise.withResolvers<Response>();
  bench.script.on(
    JWKS_URI,
    inTurn(() => slow.promise, json(await keySet('new')), status(500)),
  );
  void bench.find('old');
  await flush();
  bench.clock.jump(4_000);
  expect(outcome(await bench.ask('new'))).toBe('found new');
  const { lastSuccessAt } = bench.source.report();
  bench.clock.jump(20 * MINUTE);
  expect(outcome(await bench.ask('new'))).toBe('found new');
  expect(bench.source.report()).toMatchObject({ failures: 1 });

  slow.resolve(Response.json(await keySet('old')));
  await flush();
  expect(puts.map(({ body }) => body)).toEqual([await keySet('new')]);
  expect(bench.source.report()).toMatchObject({ lastSuccessAt, failures: 1 });
  // Still left alone: the old answer says nothing about the issuer of now.
  expect(outcome(await bench.ask('new'))).toBe('found new');
  expect(bench.keyFetches()).toBe(3);
});

test('metadata that a leader found before it died is not asked for again by its successor', async () => {
  const bench = createBench({ issuer: { keys: { kind: 'discovery', binding: null } } });
  bench.script.on(OIDC, json({ issuer: ISS, jwks_uri: JWKS_URI }, { 'cache-control': 'max-age=3600' }));
  bench.script.on(JWKS_URI, hang);
  const request = bench.clock.request();
  request.run(() => void bench.find('a'));
  await bench.clock.advance(100);
  request.end();
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect([bench.script.callsOf(OIDC).length, bench.keyFetches()]).toEqual([1, 2]);
});

describe('a flight that reads tiers', () => {
  test('is alive while they answer slowly: its waiters ask neither them nor the issuer a second time', async () => {
    const clock = createFakeClock();
    let gets = 0;
    const slow: KeyTier = {
      get: async () => {
        gets += 1;
        await clock.sleep(3_000);
        return null;
      },
      put: async () => undefined,
      timeoutMs: 3_400,
    };
    const bench = createBench({ clock, ports: { keyTiers: [slow, slow] } });
    bench.script.on(JWKS_URI, delayed(clock, 1_000, json(await keySet('a'))));
    const pending = Array.from({ length: 20 }, () => bench.find('a'));
    await clock.advance(7_000);
    expect(new Set((await Promise.all(pending)).map(outcome))).toEqual(new Set(['found a']));
    expect([gets, bench.keyFetches()]).toEqual([2, 1]);
  });

  test('and finds a copy is over at once, for those too who cannot see its promise settle', async () => {
    const bench = createHeldTierBench();
    const { clock, held } = bench;
    bench.script.on(JWKS_URI, json(await keySet('a')));
    expect(outcome(await bench.ask('a'))).toBe('found a');
    clock.jump(10 * MINUTE);
    held.stored = { body: await keySet('a'), fetchedAtMs: clock.now() - 10_000, freshForMs: HOUR };
    const request = createMortalRequest('never settles');
    await bench.find('a', request);
    await clock.advance(1);
    request.end();
    expect(bench.source.report()).toMatchObject({ from: 'tier', state: 'fresh' });
    bench.script.on(JWKS_URI, json(await keySet('a', 'new')));
    const { answer, tookMs } = await bench.timed('new');
    expect([outcome(answer), tookMs]).toEqual(['found new', 0]);
  });
});

test('what a leader fetched is handed to the runtime until every tier has kept it: the request may end before', async () => {
  const clock = createFakeClock();
  const puts: string[] = [];
  const slow: KeyTier = {
    get: async () => null,
    put: async ({ place }) => {
      await clock.sleep(1_000);
      puts.push(place);
    },
  };
  const bench = createBench({ clock, ports: { keyTiers: [slow] } });
  bench.script.on(JWKS_URI, json(await keySet('a')));
  const kept: Promise<unknown>[] = [];
  expect(outcome(await bench.ask('a', { waitUntil: (work) => kept.push(work) }))).toBe('found a');
  expect(puts).toEqual([]);
  let isKept = false;
  void Promise.all(kept).then(() => {
    isKept = true;
  });
  await clock.advance(999);
  expect([kept.length, isKept]).toEqual([2, false]);
  await clock.advance(1);
  expect([puts, isKept]).toEqual([[JWKS_URI], true]);
});

describe('whether tiers are asked again', () => {
  test('after a fresh copy has aged they are: another isolate may have fetched since', async () => {
    const bench = createHeldTierBench();
    bench.held.stored = { body: await keySet('a'), fetchedAtMs: bench.clock.now() - 1_000, freshForMs: HOUR };
    expect(outcome(await bench.ask('a'))).toBe('found a');
    bench.clock.jump(HOUR);
    bench.held.stored = { body: await keySet('b'), fetchedAtMs: bench.clock.now() - 1_000, freshForMs: HOUR };
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect([bench.held.gets, bench.keyFetches()]).toEqual([2, 0]);
  });

  test('after a copy that is no longer fresh they are not: the issuer is asked, from the first instant past freshness', async () => {
    const bench = createHeldTierBench();
    bench.script.on(JWKS_URI, json(await keySet('b')));
    bench.held.stored = { body: await keySet('a'), fetchedAtMs: bench.clock.now() - HOUR, freshForMs: HOUR };
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect([bench.held.gets, bench.keyFetches()]).toEqual([1, 1]);
  });

  test("after an issuer's answer that was old when it came they are: it came out of a freeze, not out of a tier", async () => {
    const bench = createHeldTierBench();
    const slow = Promise.withResolvers<Response>();
    const body = json(await keySet('a'));
    bench.script.on(
      JWKS_URI,
      inTurn(body, () => slow.promise, hang),
    );
    expect(outcome(await bench.ask('a'))).toBe('found a');
    await bench.clock.advance(20 * MINUTE);
    expect(await bench.timed('a')).toMatchObject({ tookMs: 500, answer: { kind: 'found' } });
    bench.clock.freeze(30 * MINUTE);
    slow.resolve(Response.json(await keySet('a')));
    await flush();
    expect(bench.source.report()).toMatchObject({ from: 'issuer', state: 'stale', ageSeconds: 30 * 60 + 0.5 });
    bench.held.stored = { body: await keySet('b'), fetchedAtMs: bench.clock.now() - 1_000, freshForMs: HOUR };
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect([bench.held.gets, bench.keyFetches()]).toEqual([3, 2]);
  });
});

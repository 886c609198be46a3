import type { KeyAnswer } from '@sallyport/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { flush } from '../../support/fake-clock.ts';
import { type Bench, createBench, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keyFixture, keySet } from '../../support/public-jwks.ts';
import { delayed, hang, json, status } from '../../support/scripted-fetch.ts';

const MINUTE = 60_000;

/** Holds the key `a`, fetched a minute ago: still fresh, and no news of any kid. */
async function settled(): Promise<Bench> {
  const bench = createBench();
  bench.script.on(JWKS_URI, json(await keySet('a')));
  await bench.ask('a');
  await bench.clock.advance(MINUTE);
  return bench;
}

describe('an unknown kid', () => {
  it('is key_not_found at once by a set fetched within the last 6 s', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    expect(outcome(await bench.ask('bogus'))).toBe('key_not_found');
    await bench.clock.advance(5999);
    expect(await bench.timed('bogus')).toMatchObject({ tookMs: 0, answer: { reason: 'key_not_found' } });
    expect(bench.keyFetches()).toBe(1);
    await bench.clock.advance(1);
    expect(outcome(await bench.ask('bogus'))).toBe('key_not_found');
    expect(bench.keyFetches()).toBe(2);
  });

  it('is looked for in a new set, and found there', async () => {
    const bench = await settled();
    bench.script.on(JWKS_URI, delayed(bench.clock, 2500, json(await keySet('a', 'new'))));
    const { answer, tookMs } = await bench.timed('new');
    expect([outcome(answer), tookMs]).toEqual(['found new', 2500]);
    expect(bench.source.report().state).toBe('fresh');
  });

  it('counts the 6 s from the start of the fetch: a slow answer may predate the key', async () => {
    const bench = await settled();
    bench.script.on(JWKS_URI, delayed(bench.clock, 2900, json(await keySet('a'))));
    expect(outcome(await bench.ask('new'))).toBe('key_not_found');
    bench.script.on(JWKS_URI, json(await keySet('a', 'new')));
    await bench.clock.advance(3099);
    expect(outcome(await bench.ask('new'))).toBe('key_not_found');
    await bench.clock.advance(1);
    expect(outcome(await bench.ask('new'))).toBe('found new');
  });

  it('is keys_unavailable where the forced fetch fails, and until one may be forced again', async () => {
    const bench = await settled();
    bench.script.on(JWKS_URI, status(500));
    expect(await bench.ask('new')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 6 });
    expect(bench.keyFetches()).toBe(2);
    bench.script.on(JWKS_URI, json(await keySet('a', 'new')));
    await bench.clock.advance(1500);
    expect(await bench.ask('new')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 5 });
    await bench.clock.advance(4499);
    expect(await bench.ask('new')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 1 });
    expect(bench.keyFetches()).toBe(2);
    await bench.clock.advance(1);
    expect(outcome(await bench.ask('new'))).toBe('found new');
  });

  it('is keys_unavailable while a failing issuer is left alone, for the whole of the back-off', async () => {
    const bench = await settled();
    bench.script.on(JWKS_URI, status(500));
    for (const backOffSeconds of [1, 2, 4, 8]) {
      expect(outcome(await bench.ask('new'))).toBe('keys_unavailable');
      await bench.clock.advance(Math.max(6, backOffSeconds) * 1000);
    }
    expect(bench.keyFetches()).toBe(5);
    expect(await bench.ask('new')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 16 });
    await bench.clock.advance(15_999);
    expect(await bench.ask('new')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 1 });
    expect(bench.keyFetches()).toBe(6);
  });

  it('joins a refresh that is under way', async () => {
    const bench = await settled();
    await bench.clock.advance(20 * MINUTE);
    bench.script.on(JWKS_URI, delayed(bench.clock, 1000, json(await keySet('a', 'new'))));
    const pending = [bench.find('a'), bench.find('new')];
    await bench.clock.advance(1000);
    expect((await Promise.all(pending)).map(outcome)).toEqual(['found a', 'found new']);
    expect(bench.keyFetches()).toBe(2);
  });

  it('is no reason to drop a good set where the forced fetch fails or hangs', async () => {
    const bench = await settled();
    for (const answer of [status(500), hang, json({ keys: [] })]) {
      bench.script.on(JWKS_URI, answer);
      expect(outcome(await bench.ask('bogus'))).toBe('keys_unavailable');
      expect(await bench.timed('a')).toMatchObject({ tookMs: 0, answer: { kind: 'found' } });
      await bench.clock.advance(MINUTE);
    }
  });

  it('is a token without kid that no key fits, too', async () => {
    const bench = await settled();
    expect(outcome(await bench.ask(null, { algorithm: 'ES384' }))).toBe('key_not_found');
    expect(bench.keyFetches()).toBe(2);
  });

  it('is also one whose key serves another algorithm, or was refused: what replaces it is honoured in time', async () => {
    const [{ jwk: es384 }, { jwk: other }] = [await keyFixture('a', 'ES384'), await keyFixture('other')];
    for (const broken of [(await keyFixture('a')).jwk, { ...es384, use: 'enc' }]) {
      const bench = createBench();
      bench.script.on(JWKS_URI, json({ keys: [broken, other] }));
      await bench.ask('other');
      await bench.clock.advance(6_000);
      expect(outcome(await bench.ask('a', { algorithm: 'ES384' }))).toBe('key_not_found');
      bench.script.on(JWKS_URI, json({ keys: [es384, other] }));
      await bench.clock.advance(6_000);
      expect(outcome(await bench.ask('a', { algorithm: 'ES384' }))).toBe('found a');
      expect(bench.keyFetches()).toBe(3);
    }
  });

  it('leaves nothing behind: a million kids are remembered by no one', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    for (let index = 0; index < 20_000; index += 1) {
      expect(outcome(await bench.find(`bogus-${index}`))).toBe('key_not_found');
    }
    // A newer set answers for all of them: whichever it holds is found.
    bench.script.on(JWKS_URI, json(await keySet('a', 'bogus-7')));
    await bench.clock.advance(6000);
    expect(outcome(await bench.ask('bogus-7'))).toBe('found bogus-7');
  });
});

describe('known kids', () => {
  it('are answered at once while a forced fetch is under way', async () => {
    const bench = await settled();
    bench.script.on(JWKS_URI, hang);
    const bogus = bench.find('bogus');
    await flush();
    for (let turn = 0; turn < 20; turn += 1) expect(outcome(await bench.find('a'))).toBe('found a');
    await bench.clock.advance(3000);
    expect(outcome(await bogus)).toBe('keys_unavailable');
  });
});

describe('a flood of bogus kids', () => {
  it('forces at most 10 fetches in any minute, at 200 a second for 3 minutes', async () => {
    const bench = await settled();
    const answers = new Set<string>();
    for (let tick = 0; tick < 36_000; tick += 1) {
      void bench.find(`bogus-${tick}`).then((answer) => answers.add(outcome(answer)));
      if (tick % 20 === 0) await bench.clock.advance(100);
      if (tick % 2000 === 0) expect(outcome(await bench.find('a'))).toBe('found a');
    }
    await bench.clock.advance(1000);
    expect(answers).toEqual(new Set(['key_not_found']));
    const times = bench.script.callsOf(JWKS_URI).map(({ atMs }) => atMs);
    expect(times.length).toBeGreaterThan(25);
    for (const start of times) {
      expect(times.filter((at) => at >= start && at < start + MINUTE).length).toBeLessThanOrEqual(10);
    }
  });
});

describe('over random floods, latencies and rotations', () => {
  let before: unknown;
  let rotated: unknown;
  beforeAll(async () => {
    before = await keySet('a');
    rotated = await keySet('a', 'new');
  });

  it('fetches are 6 s apart, known kids are answered at once, a new key is honoured within 10 s', async () => {
    const schedule = fc.record({
      rotateAtMs: fc.integer({ min: 0, max: 60_000 }),
      latencies: fc.array(fc.integer({ min: 0, max: 2999 }), { minLength: 1, maxLength: 30 }),
      gaps: fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 20, maxLength: 60 }),
      kinds: fc.array(fc.constantFrom('bogus', 'new', 'a', 'none'), { minLength: 1, maxLength: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ rotateAtMs, latencies, gaps, kinds }) => {
        const bench = createBench();
        const publishedAtMs = bench.clock.now() + rotateAtMs;
        let call = 0;
        // The answer is what the issuer published when it was asked, the worst case for a slow one.
        bench.script.on(JWKS_URI, async ({ atMs }) => {
          await bench.clock.sleep(latencies[call++ % latencies.length] ?? 0);
          return Response.json(atMs >= publishedAtMs ? rotated : before);
        });
        const asked: { kind: string; atMs: number; answer: KeyAnswer }[] = [];
        const open: Promise<void>[] = [];
        const ask = (kind: string, kid: string | null, algorithm: 'ES256' | 'ES384' = 'ES256'): Promise<void> => {
          const atMs = bench.clock.now();
          return Promise.resolve(bench.source.find({ kid, algorithm })).then((answer) => {
            asked.push({ kind, atMs, answer });
          });
        };
        for (const [index, gap] of gaps.entries()) {
          const kind = kinds[index % kinds.length] ?? 'a';
          const query =
            kind === 'none' ? ask(kind, null, 'ES384') : ask(kind, kind === 'bogus' ? `bogus-${index}` : kind);
          // Once a set is held, a known kid is answered while the clock stands.
          if (kind === 'a' && bench.source.report().state === 'fresh') await query;
          else open.push(query);
          await bench.clock.advance(gap);
        }
        await bench.clock.advance(20_000);
        await Promise.all(open);

        const times = bench.script.callsOf(JWKS_URI).map(({ atMs }) => atMs);
        for (const [index, atMs] of times.entries()) {
          expect(index === 0 ? 6000 : atMs - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(6000);
        }
        for (const { kind, atMs, answer } of asked) {
          const result = outcome(answer);
          if (kind === 'a') expect(result).toBe('found a');
          if (kind === 'bogus' || kind === 'none') expect(result).toBe('key_not_found');
          // Nine seconds at most with the fetch of at most three that it may wait for.
          if (kind === 'new' && atMs >= publishedAtMs + 6000) expect(result).toBe('found new');
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);

  it('a new key is found by every query from 10 s on, however many bogus ones there are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12_000 }),
        fc.array(fc.integer({ min: 0, max: 2990 }), { minLength: 1, maxLength: 10 }),
        async (rotateAfterMs, latencies) => {
          const bench = createBench();
          let published = before;
          let call = 0;
          bench.script.on(JWKS_URI, async () => {
            const body = published;
            await bench.clock.sleep(latencies[call++ % latencies.length] ?? 0);
            return Response.json(body);
          });
          const flood = async (ms: number): Promise<void> => {
            for (let passedMs = 0; passedMs < ms; passedMs += 100) {
              void bench.find(`bogus-${bench.clock.now()}`);
              await bench.clock.advance(Math.min(100, ms - passedMs));
            }
          };
          await flood(3000 + rotateAfterMs);
          published = rotated;
          await flood(10_000);
          // Not a millisecond more by the clock, which stands from here on.
          expect(outcome(await bench.find('new'))).toBe('found new');
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);
});

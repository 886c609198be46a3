import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { KeyAnswer } from '@sallyport/core';
import { describe, expect, it } from 'vitest';
import { createBench, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { json } from '../../support/scripted-fetch.ts';

// Two halves of a million, compared with each other: what the first leaves behind, the second would leave again.
const HALF = 500_000;
const BYTES_PER_KID = 4;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

function usedBytes(): number {
  if (typeof collect !== 'function') throw new Error('no collector');
  for (let turn = 0; turn < 3; turn += 1) collect();
  return process.memoryUsage().heapUsed;
}

describe('a million bogus kids', () => {
  it('leave the heap flat, the set as it was and the events few', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a', 'b'), { 'cache-control': 'max-age=3600' }));
    expect(outcome(await bench.ask('a'))).toBe('found a');

    let asked = 0;
    const flood = async (count: number): Promise<Record<string, number>> => {
      const outcomes: Record<string, number> = {};
      for (const endAt = asked + count; asked < endAt; ) {
        const pending: Promise<KeyAnswer>[] = [];
        for (let index = 0; index < 500; index += 1) {
          asked += 1;
          // Each with a kid of its own and of no small size.
          pending.push(bench.find(`bogus-${asked}-${'x'.repeat(40)}`));
        }
        await bench.clock.advance(100);
        for (const answer of await Promise.all(pending)) {
          const name = outcome(answer);
          outcomes[name] = (outcomes[name] ?? 0) + 1;
        }
      }
      return outcomes;
    };

    // The first ones warm up what the engine keeps for itself.
    await flood(100_000);
    const before = usedBytes();
    const outcomes = await flood(HALF);
    const between = usedBytes();
    await flood(HALF - 100_000);
    const after = usedBytes();

    expect(asked).toBe(1_000_000);
    expect(Object.keys(outcomes).toSorted(), 'half of them come within 6 s of a fetch').toEqual(['key_not_found']);
    expect((between - before) / HALF).toBeLessThan(BYTES_PER_KID);
    expect((after - between) / HALF).toBeLessThan(BYTES_PER_KID);
    expect(bench.source.report()).toMatchObject({ state: 'fresh', keyCount: 2, failures: 0 });
    expect(bench.events.length).toBe(2 * bench.script.calls.length);
    // 200 s of flood: one request each 6 s and the first.
    expect(bench.keyFetches()).toBeGreaterThan(30);
    expect(bench.keyFetches()).toBeLessThanOrEqual(35);
    expect(bench.clock.timers()).toBe(0);
    expect(outcome(await bench.ask('b'))).toBe('found b');
  }, 60_000);
});

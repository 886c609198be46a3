import { describe, expect, it } from 'vitest';
import { createBench, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { json, status } from '../../support/scripted-fetch.ts';

const MINUTE = 60_000;

describe('a failing issuer', () => {
  it('is asked again after 1, 2, 4, 8, 16, 30, 30 s and not between, while nothing is held', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, status(503));
    await bench.ask('a');
    for (const [index, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      const fault = { kind: 'fault', reason: 'keys_unavailable' };
      expect(await bench.ask('a')).toEqual({ ...fault, retryAfterSeconds: seconds });
      await bench.clock.advance(seconds * 1000 - 1);
      expect(await bench.ask('a')).toEqual({ ...fault, retryAfterSeconds: 1 });
      expect(bench.keyFetches()).toBe(index + 1);
      await bench.clock.advance(1);
      await bench.ask('a');
      expect(bench.keyFetches()).toBe(index + 2);
    }
  });

  it('is asked at most 8 times in the first minute by any number of queries', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, status(503));
    for (let tick = 0; tick < 600; tick += 1) {
      expect(outcome(await bench.find('a'))).toBe('keys_unavailable');
      await bench.clock.advance(100);
    }
    expect(bench.keyFetches()).toBeLessThanOrEqual(8);
  });

  it('comes back by jitter: the least wait is half the greatest', async () => {
    const bench = createBench({ ports: { random: () => 0 } });
    bench.script.on(JWKS_URI, status(503));
    await bench.ask('a');
    await bench.clock.advance(499);
    await bench.ask('a');
    expect(bench.keyFetches()).toBe(1);
    await bench.clock.advance(1);
    await bench.ask('a');
    expect(bench.keyFetches()).toBe(2);
  });

  it('is forgiven by its first good answer', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, status(503));
    for (let turn = 0; turn < 5; turn += 1) {
      await bench.ask('a');
      await bench.clock.advance(30_000);
    }
    bench.script.on(JWKS_URI, json(await keySet('a')));
    expect(outcome(await bench.ask('a'))).toBe('found a');
    bench.script.on(JWKS_URI, status(503));
    await bench.clock.advance(20 * MINUTE);
    expect(outcome(await bench.ask('bogus'))).toBe('keys_unavailable');
    expect(await bench.ask('bogus')).toMatchObject({ retryAfterSeconds: 1 });
    expect(bench.source.report()).toMatchObject({ failures: 6, fetches: 7 });
  });

  it('is asked again in the background no sooner than its back-off allows, while a stale set serves', async () => {
    const bench = createBench({ ports: { background: 'process' } });
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(10 * MINUTE);
    bench.script.on(JWKS_URI, status(503));
    for (let tick = 0; tick < 300; tick += 1) {
      expect(outcome(await bench.find('a'))).toBe('found a');
      await bench.clock.advance(100);
    }
    // At 0, 1, 3, 7 and 15 s.
    expect(bench.keyFetches()).toBe(1 + 5);
  });
});

describe('a clock that jumps', () => {
  it('back does not make a set fresh for ever: the distance counts as age', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    bench.clock.jump(-60 * MINUTE);
    expect(bench.source.report().state).toBe('stale');
    bench.script.on(JWKS_URI, json(await keySet('b')));
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect(bench.source.report().state).toBe('fresh');
  });

  it('back by more than a day expires the set rather than trust it', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    bench.clock.jump(-25 * 60 * MINUTE);
    bench.script.on(JWKS_URI, status(500));
    expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
  });

  it('back does not block forced fetches or retries', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(MINUTE);
    expect(outcome(await bench.ask('new'))).toBe('key_not_found');
    bench.clock.jump(-30_000);
    bench.script.on(JWKS_URI, status(500));
    expect(outcome(await bench.ask('new'))).toBe('keys_unavailable');
    bench.clock.jump(-30_000);
    bench.script.on(JWKS_URI, json(await keySet('a', 'new')));
    expect(outcome(await bench.ask('new'))).toBe('found new');
  });

  it('back during a fetch makes nobody wait longer than a lease and a fetch', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, () => new Promise(() => undefined));
    const pending = bench.find('a');
    await bench.clock.advance(100);
    bench.clock.jump(-60 * MINUTE);
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.clock.advance(3500);
    expect(outcome(await pending)).toBe('found a');
    expect(outcome(await bench.ask('a'))).toBe('found a');
  });

  it('forward expires what is old by then and nothing more', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    bench.clock.jump(25 * 60 * MINUTE);
    expect(bench.source.report().state).toBe('expired');
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.source.report().state).toBe('fresh');
  });

  it('at every reading keeps no query going for ever: a fault after a few fetches', async () => {
    let nowMs = 0;
    const bench = createBench({
      ports: {
        clock: () => {
          nowMs += 10_000;
          return nowMs;
        },
      },
    });
    bench.script.on(JWKS_URI, status(500));
    expect(await bench.find('a')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 1 });
    expect(bench.keyFetches()).toBeLessThanOrEqual(15);
  });
});

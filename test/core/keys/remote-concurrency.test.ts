import type { KeyAnswer } from '@sallyport/core';
import { describe, expect, it } from 'vitest';
import { createFakeClock, flush } from '../../support/fake-clock.ts';
import { type Bench, createBench, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { delayed, hang, inTurn, json, status } from '../../support/scripted-fetch.ts';

const MINUTE = 60_000;

/** Answers once the clock has run that long; imports run in real time, so they are waited for at the end. */
async function within(bench: Bench, ms: number, pending: readonly Promise<KeyAnswer>[]): Promise<readonly string[]> {
  await bench.clock.advance(ms);
  return (await Promise.all(pending)).map(outcome);
}

function burst(bench: Bench, count = 100, kid = 'a'): readonly Promise<KeyAnswer>[] {
  return Array.from({ length: count }, () => bench.find(kid));
}

describe('a burst of 100', () => {
  it('costs one fetch where nothing is held', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 500, json(await keySet('a'))));
    expect(await within(bench, 500, burst(bench))).toEqual(Array(100).fill('found a'));
    expect(bench.keyFetches()).toBe(1);
    expect(bench.clock.timers()).toBe(0);
  });

  it('costs one fetch where the queries come spread over the fetch', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 2000, json(await keySet('a'))));
    const pending: Promise<KeyAnswer>[] = [];
    for (let turn = 0; turn < 100; turn += 1) {
      pending.push(bench.find('a'));
      await bench.clock.advance(19);
    }
    expect(await within(bench, 200, pending)).toEqual(Array(100).fill('found a'));
    expect(bench.keyFetches()).toBe(1);
  });

  it('costs one fetch where the issuer fails, and every answer is a fault', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 100, status(500)));
    expect(await within(bench, 100, burst(bench))).toEqual(Array(100).fill('keys_unavailable'));
    expect(bench.keyFetches()).toBe(1);
    expect(bench.source.report().failures).toBe(1);
  });

  it('costs one fetch where the issuer hangs, and every answer comes at the deadline', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, hang);
    expect(await within(bench, 3000, burst(bench))).toEqual(Array(100).fill('keys_unavailable'));
    expect(bench.keyFetches()).toBe(1);
  });

  it('costs one fetch where the set is stale', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 100, json(await keySet('a'))));
    await bench.ask('a');
    await bench.clock.advance(20 * MINUTE);
    expect(await within(bench, 100, burst(bench))).toEqual(Array(100).fill('found a'));
    expect(bench.keyFetches()).toBe(2);
  });

  it('costs one fetch where 100 different kids are unknown', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(MINUTE);
    const pending = Array.from({ length: 100 }, (_, index) => bench.find(`bogus-${index}`));
    expect(await within(bench, 100, pending)).toEqual(Array(100).fill('key_not_found'));
    expect(bench.keyFetches()).toBe(2);
  });
});

describe('a leader that dies', () => {
  /** Leads a flight from a request that ends after 150 ms; its timers never fire, its fetch never settles. */
  async function deadLeader(bench: Bench, kid: string, reject: 'rejects' | 'never settles'): Promise<void> {
    const request = bench.clock.request();
    const waitUntil = (work: Promise<unknown>): void => {
      if (reject === 'never settles') return;
      // What workerd does with a promise whose request has ended: every later `then` is told so.
      const { then } = work;
      Object.defineProperty(work, 'then', {
        value: (...handlers: [() => void, () => void]) =>
          request.hasEnded()
            ? Promise.reject(new Error('This promise was created by a request that has since ended')).then(...handlers)
            : then.apply(work, handlers),
      });
    };
    request.run(() => void bench.find(kid, { waitUntil }));
    await bench.clock.advance(150);
    request.end();
  }

  it('costs one more fetch and fails nobody, where its promise never settles', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 500, json(await keySet('a'))));
    const request = bench.clock.request();
    request.run(() => void bench.find('a'));
    await bench.clock.advance(100);
    const waiters = burst(bench, 50);
    await bench.clock.advance(50);
    request.end();
    expect(await within(bench, 3350 + 500, waiters)).toEqual(Array(50).fill('found a'));
    expect(bench.keyFetches()).toBe(2);
    expect(bench.source.report().failures).toBe(0);
  });

  it('costs those who come later one lease at most', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 500, json(await keySet('a'))));
    await deadLeader(bench, 'a', 'never settles');
    const { answer, tookMs } = await bench.timed('a');
    expect(outcome(answer)).toBe('found a');
    expect(tookMs).toBe(3350 + 500);
    expect(bench.keyFetches()).toBe(2);
  });

  it('costs those who come later nothing but the fetch, where its promise rejects', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 500, json(await keySet('a'))));
    await deadLeader(bench, 'a', 'rejects');
    const waiters = burst(bench, 50);
    expect(await within(bench, 500, waiters)).toEqual(Array(50).fill('found a'));
    expect(bench.keyFetches()).toBe(2);
  });

  it('is replaced within the patience of a query that holds a stale set', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 200, json(await keySet('a'))));
    await bench.ask('a');
    await bench.clock.advance(20 * MINUTE);
    await deadLeader(bench, 'a', 'rejects');
    // The new set has no key "a": only who still holds the stale one would find it.
    bench.script.on(JWKS_URI, delayed(bench.clock, 200, json(await keySet('b'))));
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['key_not_found', 200]);
    expect(bench.keyFetches()).toBe(3);
  });

  it('costs a query that holds a stale set half of its patience', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(20 * MINUTE);
    bench.script.on(JWKS_URI, hang);
    await deadLeader(bench, 'a', 'rejects');
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['found a', 250]);
    expect(bench.keyFetches()).toBe(3);
  });

  it('never makes a query that holds a stale set wait longer than 500 ms', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(20 * MINUTE);
    bench.script.on(JWKS_URI, hang);
    await deadLeader(bench, 'a', 'never settles');
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['found a', 500]);
  });

  it('of a forced fetch makes nobody a second one within 6 s: the next turn answers', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(MINUTE);
    bench.script.on(JWKS_URI, delayed(bench.clock, 500, json(await keySet('a', 'new'))));
    await deadLeader(bench, 'new', 'rejects');
    expect(bench.keyFetches()).toBe(2);
    const { answer, tookMs } = await bench.timed('new');
    expect([outcome(answer), tookMs]).toEqual(['found new', 6000 - 150 + 500]);
    expect(bench.keyFetches()).toBe(3);
  });

  it('of a forced fetch is waited out also where timers are broken: a fault, not an exception or a spin', async () => {
    let isBroken = false;
    const clock = createFakeClock();
    const bench = createBench({
      clock,
      ports: {
        sleep: (timeoutMs, signal) => (isBroken ? Promise.reject(new Error('timers')) : clock.sleep(timeoutMs, signal)),
      },
    });
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(MINUTE);
    bench.script.on(JWKS_URI, hang);
    await deadLeader(bench, 'new', 'rejects');
    isBroken = true;
    expect(outcome(await bench.ask('new'))).toBe('keys_unavailable');
    expect(bench.keyFetches()).toBe(2);
  });

  it('whose work goes on through waitUntil costs nothing', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 500, json(await keySet('a'))));
    const kept: Promise<unknown>[] = [];
    void bench.find('a', { waitUntil: (work) => kept.push(work) });
    expect(kept).toHaveLength(1);
    await bench.clock.advance(150);
    expect(await within(bench, 350, burst(bench, 10))).toEqual(Array(10).fill('found a'));
    expect(bench.keyFetches()).toBe(1);
    await expect(kept[0]).resolves.toBeUndefined();
  });
});

describe('a frozen environment', () => {
  it('finds the flight older than its deadline, discards it and counts no failure', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(20 * MINUTE);
    bench.script.on(JWKS_URI, hang);
    expect((await bench.timed('a')).tookMs).toBe(500);
    bench.clock.freeze(5 * MINUTE);

    // The thawed timer of the old flight and the query race; neither may count a failure.
    bench.script.on(JWKS_URI, json(await keySet('b')));
    expect(outcome(await bench.ask('b'))).toBe('found b');
    await bench.clock.advance(10_000);
    expect(bench.source.report()).toMatchObject({ failures: 0, lastFailureAt: null, state: 'fresh' });
    expect(outcome(await bench.ask('b'))).toBe('found b');
  });

  it('whose old timers fire before any query counts no failure either', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, hang);
    void bench.find('a');
    await flush();
    bench.clock.freeze(MINUTE);
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.clock.advance(1);
    expect(bench.source.report().failures).toBe(0);
    expect(outcome(await bench.ask('a'))).toBe('found a');
  });

  it('adopts an old flight that succeeded, dated by its start: stale, not fresh', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(20 * MINUTE);
    let release = (_: Response): void => undefined;
    bench.script.on(
      JWKS_URI,
      () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    );
    await bench.timed('a');
    const startedAt = bench.clock.now() / 1000 - 0.5;
    bench.clock.freeze(30 * MINUTE);
    release(Response.json(await keySet('b')));
    await flush();
    expect(bench.source.report()).toMatchObject({ state: 'stale', fetchedAt: startedAt });
  });
});

describe('a sequence number', () => {
  it('keeps a slower, older answer from replacing a newer one', async () => {
    const bench = createBench();
    let release = (_: Response): void => undefined;
    bench.script.on(
      JWKS_URI,
      inTurn(
        () =>
          new Promise((resolve) => {
            release = resolve;
          }),
        json(await keySet('new')),
      ),
    );
    const old = bench.clock.request();
    // The leader of the old flight loses its timers but not its fetch.
    void old.run(() => bench.find('old')).then(() => undefined);
    await flush();
    bench.clock.jump(4000);
    expect(outcome(await bench.ask('new'))).toBe('found new');
    expect(bench.keyFetches()).toBe(2);
    release(Response.json(await keySet('old')));
    await flush();
    expect(bench.events.filter(({ kind }) => kind === 'adopted')).toHaveLength(1);
    expect(outcome(await bench.ask('new'))).toBe('found new');
    expect(outcome(await bench.ask('old'))).toBe('key_not_found');
  });
});

import { describe, expect, it } from 'vitest';
import { createBench, ISS, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { delayed, hang, inTurn, json, status } from '../../support/scripted-fetch.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A source that holds a fresh set with the keys `a`, imported, and a script that may be changed. */
async function heldBench(options: Parameters<typeof createBench>[0] = {}, headers: Record<string, string> = {}) {
  const bench = createBench(options);
  bench.script.on(JWKS_URI, json(await keySet('a'), headers));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  expect(bench.keyFetches()).toBe(1);
  return bench;
}

describe('construction', () => {
  it('reads no clock and fetches nothing', () => {
    const bench = createBench({
      ports: {
        clock: () => {
          throw new Error('the clock reads 0 at module scope');
        },
      },
    });
    expect(bench.script.calls).toHaveLength(0);
  });
});

describe('an empty source', () => {
  it('reports that it is empty', () => {
    expect(createBench().source.report()).toEqual({
      iss: ISS,
      state: 'empty',
      from: null,
      keyCount: 0,
      refusedKeyCount: 0,
      ageSeconds: null,
      fetchedAt: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      fetches: 0,
      failures: 0,
    });
  });

  it('fetches once for the first query and serves from what came', async () => {
    const bench = await heldBench();
    for (let turn = 0; turn < 20; turn += 1) expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.keyFetches()).toBe(1);
    expect(bench.events).toStrictEqual([
      { kind: 'fetched', iss: ISS },
      { kind: 'adopted', iss: ISS },
    ]);
    expect(bench.source.report()).toMatchObject({ state: 'fresh', keyCount: 1, fetches: 1, failures: 0 });
    expect(bench.source.report().fetchedAt).toBe(bench.clock.now() / 1000);
  });

  it('answers keys_unavailable with Retry-After where the issuer fails', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, status(500));
    expect(await bench.ask('a')).toEqual({ kind: 'fault', reason: 'keys_unavailable', retryAfterSeconds: 1 });
    expect(bench.whys('failed')).toEqual(['http_status']);
    expect(bench.source.report()).toMatchObject({
      state: 'empty',
      failures: 1,
      lastFailureAt: bench.clock.now() / 1000,
    });
  });

  it('answers within 3 s where the issuer hangs', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, hang);
    const { answer, tookMs } = await bench.timed('a');
    expect(answer).toMatchObject({ kind: 'fault', reason: 'keys_unavailable' });
    expect(tookMs).toBe(3000);
    expect(bench.clock.timers()).toBe(0);
  });

  it('waits the whole 3 s for keys, which it has no answer without', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, delayed(bench.clock, 2900, json(await keySet('a'))));
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['found a', 2900]);
  });
});

describe('a fresh set', () => {
  it('is fresh for 10 minutes where the issuer names no time', async () => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE - 1);
    expect(bench.source.report().state).toBe('fresh');
    await bench.ask('a');
    expect(bench.keyFetches()).toBe(1);
    await bench.clock.advance(1);
    expect(bench.source.report().state).toBe('stale');
    await bench.ask('a');
    expect(bench.keyFetches()).toBe(2);
    expect(bench.source.report().state).toBe('fresh');
  });

  it.each([
    ['max-age=0', 60],
    ['no-store', 60],
    ['max-age=900', 900],
    ['max-age=31536000', 3600],
  ])('is fresh by Cache-Control within bounds: %s', async (cacheControl, seconds) => {
    const bench = await heldBench({}, { 'cache-control': cacheControl });
    await bench.clock.advance(seconds * 1000 - 1);
    await bench.ask('a');
    expect(bench.keyFetches()).toBe(1);
    await bench.clock.advance(1);
    await bench.ask('a');
    expect(bench.keyFetches()).toBe(2);
  });
});

describe('a stale set, where work can outlive the answer', () => {
  it.each(['process', 'waitUntil'])('serves at once and refreshes in the background for 60 s: %s', async (how) => {
    const bench = await heldBench(how === 'process' ? { ports: { background: 'process' } } : {});
    const kept: Promise<unknown>[] = [];
    const query = how === 'process' ? {} : { waitUntil: (work: Promise<unknown>) => kept.push(work) };
    await bench.clock.advance(10 * MINUTE);
    bench.script.on(JWKS_URI, delayed(bench.clock, 2000, json(await keySet('b'))));

    expect(outcome(await bench.find('a', query))).toBe('found a');
    expect(outcome(await bench.find('a', query))).toBe('found a');
    expect(bench.keyFetches()).toBe(2);
    expect(kept).toHaveLength(how === 'process' ? 0 : 1);
    await bench.clock.advance(2000);
    expect(outcome(await bench.ask('b', query))).toBe('found b');
    expect(bench.keyFetches()).toBe(2);
  });

  it('waits up to 500 ms from 60 s past freshness on', async () => {
    const bench = await heldBench({ ports: { background: 'process' } });
    bench.script.on(JWKS_URI, hang);
    await bench.clock.advance(11 * MINUTE - 1);
    expect((await bench.timed('a')).tookMs).toBe(0);
    await bench.clock.advance(3001);
    await bench.clock.advance(30_000);
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['found a', 500]);
  });

  it('waits from the very instant at which the 60 s are over', async () => {
    const bench = await heldBench({ ports: { background: 'process' } });
    bench.script.on(JWKS_URI, hang);
    await bench.clock.advance(11 * MINUTE);
    expect((await bench.timed('a')).tookMs).toBe(500);
  });

  it('replaces a background flight that died with its request, within the same 60 s', async () => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE);
    const query = { waitUntil: () => undefined };
    const request = bench.clock.request();
    bench.script.on(JWKS_URI, hang);
    await request.run(() => bench.find('a', query));
    request.end();
    await bench.clock.advance(3499);
    await bench.find('a', query);
    expect(bench.keyFetches()).toBe(2);
    await bench.clock.advance(1);
    bench.script.on(JWKS_URI, json(await keySet('b')));
    expect(outcome(await bench.find('a', query))).toBe('found a');
    expect(bench.keyFetches()).toBe(3);
    await bench.clock.advance(1);
    expect(outcome(await bench.ask('b', query))).toBe('found b');
  });

  it('keeps the flight alive through waitUntil, and lives without it where it throws', async () => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE);
    const waitUntil = (): never => {
      throw new Error('This context has no ExecutionContext');
    };
    bench.script.on(JWKS_URI, json(await keySet('b')));
    expect(outcome(await bench.ask('a', { waitUntil }))).toBe('found a');
    expect(outcome(await bench.ask('b', { waitUntil }))).toBe('found b');
  });
});

describe('a stale set, where nothing outlives the answer', () => {
  it('waits for a quick refresh and serves what it brought', async () => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE);
    bench.script.on(JWKS_URI, delayed(bench.clock, 300, json(await keySet('b'))));
    const { answer, tookMs } = await bench.timed('b');
    expect([outcome(answer), tookMs]).toEqual(['found b', 300]);
  });

  it('serves after 500 ms where the refresh is slow; the flight goes on and is adopted', async () => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE);
    bench.script.on(JWKS_URI, delayed(bench.clock, 2000, json(await keySet('b'))));
    const first = await bench.timed('a');
    expect([outcome(first.answer), first.tookMs]).toEqual(['found a', 500]);
    const second = await bench.timed('a');
    expect([outcome(second.answer), second.tookMs]).toEqual(['found a', 500]);
    await bench.clock.advance(1000);
    expect(bench.keyFetches()).toBe(2);
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect(bench.keyFetches()).toBe(2);
  });

  it('serves at once where the refresh fails, and while the issuer is left alone', async () => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE);
    bench.script.on(JWKS_URI, status(503));
    expect(await bench.timed('a')).toMatchObject({ tookMs: 0, answer: { kind: 'found' } });
    expect(bench.keyFetches()).toBe(2);
    expect(await bench.timed('a')).toMatchObject({ tookMs: 0, answer: { kind: 'found' } });
    expect(bench.keyFetches()).toBe(2);
  });

  it('serves through an outage of 24 hours, then faults, never a 401', async () => {
    const bench = await heldBench();
    bench.script.on(JWKS_URI, status(500));
    for (let hour = 1; hour < 24; hour += 1) {
      await bench.clock.advance(HOUR);
      expect(outcome(await bench.ask('a'))).toBe('found a');
    }
    await bench.clock.advance(HOUR - 1);
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.source.report().state).toBe('stale');
    await bench.clock.advance(1);
    expect(bench.source.report().state).toBe('expired');
    expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
    expect(outcome(await bench.ask('never-seen'))).toBe('keys_unavailable');
  });
});

describe('an expired set', () => {
  it('is never served, even while a fetch is slow', async () => {
    const bench = await heldBench();
    await bench.clock.advance(DAY);
    bench.script.on(JWKS_URI, hang);
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['keys_unavailable', 3000]);
  });

  it('is replaced by one fetch, whose set alone counts', async () => {
    const bench = await heldBench();
    await bench.clock.advance(2 * DAY);
    bench.script.on(JWKS_URI, json(await keySet('b')));
    expect(outcome(await bench.ask('a'))).toBe('key_not_found');
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect(bench.keyFetches()).toBe(2);
  });
});

describe('a set replaces a set whole', () => {
  it('so that a removed key is never accepted again', async () => {
    const bench = createBench();
    bench.script.on(JWKS_URI, inTurn(json(await keySet('a', 'b')), json(await keySet('b', 'c'))));
    expect(outcome(await bench.ask('a'))).toBe('found a');
    await bench.clock.advance(10 * MINUTE);
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect(outcome(await bench.ask('a'))).toBe('key_not_found');
    expect(outcome(await bench.ask('c'))).toBe('found c');
  });

  it.each([
    ['an empty set', { keys: [] }, 'no_usable_key'],
    ['a set of nothing usable', { keys: [{ kty: 'oct', k: 'AA' }] }, 'no_usable_key'],
    ['no key set', { error: 'maintenance' }, 'not_a_key_set'],
    ['too many keys', { keys: Array(101).fill(null) }, 'too_many_keys'],
  ])('but %s replaces nothing: it is a failed fetch', async (_, body, why) => {
    const bench = await heldBench();
    await bench.clock.advance(10 * MINUTE);
    bench.script.on(JWKS_URI, json(body));
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.whys('failed')).toEqual([why]);
    expect(bench.source.report()).toMatchObject({ state: 'stale', keyCount: 1, failures: 1 });
  });

  it('tells of each refused key, and serves the others', async () => {
    const bench = createBench();
    const [leaked] = (await keySet('leaked')).keys;
    bench.script.on(JWKS_URI, json({ keys: [null, { ...leaked, d: 'AA' }, ...(await keySet('a')).keys] }));
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.whys('refused_key')).toEqual(['not_an_object', 'private_key']);
    expect(outcome(await bench.ask('leaked'))).toBe('key_not_found');
    expect(bench.keyFetches()).toBe(1);
  });
});

describe('the edges', () => {
  it('an observer that throws changes nothing', async () => {
    const bench = createBench({
      ports: {
        onKeyEvent: () => {
          throw new Error('observer');
        },
      },
    });
    bench.script.on(JWKS_URI, json(await keySet('a')));
    expect(outcome(await bench.ask('a'))).toBe('found a');
  });

  it('a source without an observer works', async () => {
    const bench = createBench();
    const { onKeyEvent: _, ...ports } = {
      clock: bench.clock.now,
      fetch: bench.script.fetch,
      sleep: bench.clock.sleep,
      random: () => 0,
      newId: () => '',
      background: 'none' as const,
      env: {},
      onKeyEvent: undefined,
    };
    const { createKeySource } = await import('../../../packages/core/src/keys/create.ts');
    const { compiledIssuer } = await import('../../support/compiled-issuer.ts');
    bench.script.on(JWKS_URI, json(await keySet('a')));
    const source = createKeySource(
      compiledIssuer({ iss: ISS, keys: { kind: 'jwksUri', uri: JWKS_URI, binding: null } }),
      ports,
    );
    expect(outcome(await source.find({ kid: 'a', algorithm: 'ES256' }))).toBe('found a');
  });

  it('a port that throws inside a refresh is a failed refresh, not an exception', async () => {
    const bench = createBench({
      issuer: { keys: { kind: 'jwksUri', uri: JWKS_URI, binding: 'KEYS' } },
      ports: {
        bindingFetch: () => {
          throw new Error('no bindings here');
        },
      },
    });
    expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
    expect(bench.whys('failed')).toEqual(['unexpected']);
  });

  it('a port that throws while a failure is written down is a fault too, and leaves nothing unhandled', async () => {
    const bench = createBench({
      ports: {
        random: () => {
          throw new Error('no randomness');
        },
      },
    });
    bench.script.on(JWKS_URI, status(500));
    expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
    expect(bench.keyFetches()).toBeLessThanOrEqual(15);
    expect(bench.whys('failed')).toContain('unexpected');
  });

  it('the same kid at two issuers is two keys', async () => {
    const one = createBench();
    const other = createBench({
      clock: one.clock,
      issuer: { iss: 'https://other.test', keys: { kind: 'jwksUri', uri: 'https://other.test/jwks', binding: null } },
    });
    const [key] = (await keySet('mine')).keys;
    const [foreign] = (await keySet('theirs')).keys;
    one.script.on(JWKS_URI, json({ keys: [{ ...key, kid: 'k' }] }));
    other.script.on('https://other.test/jwks', json({ keys: [{ ...foreign, kid: 'k' }] }));
    const [mine, theirs] = [await one.ask('k'), await other.ask('k')];
    if (mine.kind !== 'found' || theirs.kind !== 'found') throw new Error('not found');
    expect(mine.candidates[0]?.thumbprint).not.toBe(theirs.candidates[0]?.thumbprint);
    expect(outcome(await other.ask('mine'))).toBe('key_not_found');
  });
});

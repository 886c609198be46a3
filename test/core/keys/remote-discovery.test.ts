import { describe, expect, it } from 'vitest';
import { createBench, ISS, JWKS_URI, outcome } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { delayed, hang, json, status } from '../../support/scripted-fetch.ts';

const OIDC = `${ISS}/.well-known/openid-configuration`;
const OAUTH = `${ISS}/.well-known/oauth-authorization-server`;
const MOVED = 'https://keys.test/moved';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const metadata = (jwksUri = JWKS_URI) => ({ issuer: ISS, jwks_uri: jwksUri });
const ONE_HOUR = { 'cache-control': 'max-age=3600' };

function discoveryBench(options: Parameters<typeof createBench>[0] = {}) {
  return createBench({ ...options, issuer: { keys: { kind: 'discovery', binding: null }, ...options.issuer } });
}

/** Holds the key `a`, found through metadata that is fresh for an hour. */
async function discovered() {
  const bench = discoveryBench();
  bench.script.on(OIDC, json(metadata(), ONE_HOUR));
  bench.script.on(JWKS_URI, json(await keySet('a')));
  expect(outcome(await bench.ask('a'))).toBe('found a');
  return bench;
}

describe('a first query', () => {
  it('finds the keys through metadata, with one request for each and the right Accept', async () => {
    const bench = await discovered();
    expect(bench.script.calls.map(({ url, init }) => [url, init.headers])).toEqual([
      [OIDC, { accept: 'application/json' }],
      [JWKS_URI, { accept: 'application/jwk-set+json, application/json' }],
    ]);
    expect(bench.source.report()).toMatchObject({ fetches: 2, failures: 0, keyCount: 1 });
  });

  it('costs 100 queries one discovery and one fetch', async () => {
    const bench = discoveryBench();
    bench.script.on(OIDC, delayed(bench.clock, 300, json(metadata())));
    bench.script.on(JWKS_URI, delayed(bench.clock, 300, json(await keySet('a'))));
    const pending = Array.from({ length: 100 }, () => bench.find('a'));
    await bench.clock.advance(600);
    expect(new Set((await Promise.all(pending)).map(outcome))).toEqual(new Set(['found a']));
    expect(bench.script.calls).toHaveLength(2);
  });

  it('falls back to RFC 8414', async () => {
    const bench = discoveryBench();
    bench.script.on(OIDC, status(404));
    bench.script.on(OAUTH, json(metadata()));
    bench.script.on(JWKS_URI, json(await keySet('a')));
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.whys('failed')).toEqual(['http_status']);
  });

  it('outlasts three slow requests in a row: each renews the lease, and nobody takes the leader for dead', async () => {
    const bench = discoveryBench();
    bench.script.on(OIDC, delayed(bench.clock, 2900, status(404)));
    bench.script.on(OAUTH, delayed(bench.clock, 2900, json(metadata())));
    bench.script.on(JWKS_URI, delayed(bench.clock, 2900, json(await keySet('a'))));
    const pending = Array.from({ length: 20 }, () => bench.find('a'));
    await bench.clock.advance(8700);
    expect(new Set((await Promise.all(pending)).map(outcome))).toEqual(new Set(['found a']));
    expect(bench.script.calls).toHaveLength(3);
  });

  it('ends after one request and one deadline where the issuer hangs', async () => {
    const bench = discoveryBench();
    bench.script.on(OIDC, hang);
    bench.script.on(OAUTH, hang);
    const { answer, tookMs } = await bench.timed('a');
    expect([outcome(answer), tookMs]).toEqual(['discovery_unavailable', 3000]);
    expect(bench.script.calls).toHaveLength(1);
  });

  it('is discovery_unavailable where metadata fails, and stays so in back-off', async () => {
    const bench = discoveryBench();
    expect(await bench.ask('a')).toEqual({ kind: 'fault', reason: 'discovery_unavailable', retryAfterSeconds: 1 });
    expect(outcome(await bench.ask('a'))).toBe('discovery_unavailable');
    expect(bench.script.calls).toHaveLength(2);
  });

  it('is discovery_unavailable where metadata names another issuer or no https key set', async () => {
    for (const [body, why] of [
      [{ issuer: `${ISS}/`, jwks_uri: JWKS_URI }, 'issuer_mismatch'],
      [{ issuer: ISS }, 'jwks_uri_missing'],
      [metadata('http://issuer.test/jwks'), 'jwks_uri_refused'],
    ] as const) {
      const bench = discoveryBench();
      bench.script.on(OIDC, json(body));
      expect(outcome(await bench.ask('a'))).toBe('discovery_unavailable');
      expect(bench.whys('failed')).toEqual([why, 'network']);
      expect(bench.keyFetches()).toBe(0);
    }
  });

  it('is discovery_unavailable without any request where the issuer is no URL', async () => {
    const bench = discoveryBench({ issuer: { iss: 'acme.com' } });
    expect(outcome(await bench.ask('a'))).toBe('discovery_unavailable');
    expect(bench.whys('failed')).toEqual(['issuer_not_a_url']);
    expect(bench.script.calls).toHaveLength(0);
  });

  it('is keys_unavailable where metadata is good and the keys fail; metadata is asked for again beside them', async () => {
    const bench = discoveryBench();
    bench.script.on(OIDC, json(metadata(), ONE_HOUR));
    bench.script.on(JWKS_URI, status(500));
    expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
    bench.script.on(OIDC, json(metadata(MOVED)));
    bench.script.on(MOVED, json(await keySet('a')));
    await bench.clock.advance(1000);
    expect(outcome(await bench.ask('a'))).toBe('found a');
  });
});

describe('metadata', () => {
  it('is remembered while it is fresh: a refresh asks for keys alone', async () => {
    const bench = await discovered();
    await bench.clock.advance(30 * MINUTE);
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.script.callsOf(OIDC)).toHaveLength(1);
    expect(bench.keyFetches()).toBe(2);
  });

  it('that is due is asked for beside the keys, not before them', async () => {
    const bench = await discovered();
    await bench.clock.advance(HOUR);
    bench.script.on(OIDC, delayed(bench.clock, 2000, json(metadata())));
    bench.script.on(JWKS_URI, delayed(bench.clock, 2000, json(await keySet('a', 'new'))));
    const { answer, tookMs } = await bench.timed('new');
    expect([outcome(answer), tookMs]).toEqual(['found new', 2000]);
    expect(bench.script.callsOf(OIDC)).toHaveLength(2);
  });

  it('that names another key set is followed in the same refresh; the old place counts no more', async () => {
    const bench = await discovered();
    await bench.clock.advance(HOUR);
    bench.script.on(OIDC, json(metadata(MOVED), ONE_HOUR));
    bench.script.on(MOVED, json(await keySet('b')));
    expect(outcome(await bench.ask('b'))).toBe('found b');
    expect(outcome(await bench.ask('a'))).toBe('key_not_found');
    await bench.clock.advance(20 * MINUTE);
    await bench.ask('b');
    expect(bench.script.callsOf(MOVED)).toHaveLength(2);
    expect(bench.keyFetches()).toBe(2);
  });

  it('that fails while the keys come costs nothing, and is asked for again no sooner than a minute later', async () => {
    const bench = await discovered();
    await bench.clock.advance(HOUR);
    bench.script.on(OIDC, status(500));
    for (let turn = 0; turn < 10; turn += 1) {
      expect(outcome(await bench.ask('bogus'))).toBe('key_not_found');
      await bench.clock.advance(6000);
    }
    expect(bench.keyFetches()).toBe(1 + 10);
    expect(bench.script.callsOf(OIDC)).toHaveLength(1 + 1);
    expect(bench.source.report().failures).toBe(0);
    expect(outcome(await bench.ask('bogus'))).toBe('key_not_found');
    expect(bench.script.callsOf(OIDC)).toHaveLength(1 + 2);
  });

  it('of another issuer, once the right one is known, is not used either', async () => {
    const bench = await discovered();
    await bench.clock.advance(HOUR);
    bench.script.on(OIDC, json({ issuer: 'https://evil.test', jwks_uri: MOVED }));
    bench.script.on(MOVED, json(await keySet('evil')));
    expect(outcome(await bench.ask('evil'))).toBe('key_not_found');
    expect(bench.script.callsOf(MOVED)).toHaveLength(0);
  });

  it('of an older, slower flight does not replace that of a newer one', async () => {
    const bench = discoveryBench();
    let release = (_: Response): void => undefined;
    bench.script.on(
      OIDC,
      () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    );
    void bench.find('a');
    await bench.clock.advance(0);
    bench.clock.jump(4000);
    bench.script.on(OIDC, json(metadata(MOVED), ONE_HOUR));
    bench.script.on(MOVED, json(await keySet('a')));
    bench.script.on(JWKS_URI, json(await keySet('old')));
    expect(outcome(await bench.ask('a'))).toBe('found a');

    release(Response.json(metadata(JWKS_URI), { headers: ONE_HOUR }));
    await bench.clock.advance(0);
    expect(bench.keyFetches()).toBe(1);
    expect(outcome(await bench.ask('old'))).toBe('key_not_found');
    await bench.clock.advance(20 * MINUTE);
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.script.callsOf(MOVED)).toHaveLength(2);
    expect(bench.keyFetches()).toBe(1);
  });

  it('that answered at its RFC 8414 URL is asked for there first', async () => {
    const bench = discoveryBench();
    bench.script.on(OIDC, status(404));
    bench.script.on(OAUTH, json(metadata(), ONE_HOUR));
    bench.script.on(JWKS_URI, json(await keySet('a')));
    await bench.ask('a');
    await bench.clock.advance(2 * HOUR);
    await bench.ask('a');
    expect(bench.script.callsOf(OIDC)).toHaveLength(1);
    expect(bench.script.callsOf(OAUTH)).toHaveLength(2);
  });

  it('is forgotten after 24 hours: then a failing discovery fails the refresh, and the held set serves', async () => {
    const bench = await discovered();
    bench.script.on(OIDC, status(500));
    for (let hour = 0; hour < 24; hour += 1) {
      await bench.clock.advance(HOUR);
      expect(outcome(await bench.ask('a'))).toBe('found a');
    }
    expect(bench.whys('failed')).toContain('http_status');
    expect(bench.source.report()).toMatchObject({ failures: 1, state: 'stale' });
    expect(await bench.ask('bogus')).toMatchObject({ kind: 'fault', reason: 'keys_unavailable' });
    bench.script.on(OIDC, json(metadata()));
    await bench.clock.advance(30_000);
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(bench.source.report().state).toBe('fresh');
  });

  it('does not lengthen a forced fetch: a new key is honoured in time while metadata is due', async () => {
    const bench = await discovered();
    await bench.clock.advance(HOUR - 6000);
    expect(outcome(await bench.ask('new'))).toBe('key_not_found');
    bench.script.on(OIDC, delayed(bench.clock, 2900, json(metadata())));
    bench.script.on(JWKS_URI, delayed(bench.clock, 2900, json(await keySet('a', 'new'))));
    await bench.clock.advance(6000);
    const { answer, tookMs } = await bench.timed('new');
    expect([outcome(answer), tookMs]).toEqual(['found new', 2900]);
  });
});

describe('a URL', () => {
  it('that is configured is refused where it is http to another machine, with no request', async () => {
    const bench = createBench({ issuer: { keys: { kind: 'jwksUri', uri: 'http://issuer.test/jwks', binding: null } } });
    expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
    expect(bench.whys('failed')).toEqual(['url_refused']);
    expect(bench.script.calls).toHaveLength(0);
    expect(bench.source.report()).toMatchObject({ fetches: 0, failures: 1 });
  });

  it('that is configured may be http on loopback', async () => {
    const uri = 'http://127.0.0.1:8788/jwks';
    const bench = createBench({ issuer: { keys: { kind: 'jwksUri', uri, binding: null } } });
    bench.script.on(uri, json(await keySet('a')));
    expect(outcome(await bench.ask('a'))).toBe('found a');
  });

  it('of a loopback issuer may be http on loopback, and its keys too', async () => {
    const iss = 'http://localhost:8788';
    const bench = discoveryBench({ issuer: { iss } });
    const uri = `${iss}/jwks`;
    bench.script.on(`${iss}/.well-known/openid-configuration`, json({ issuer: iss, jwks_uri: uri }));
    bench.script.on(uri, json(await keySet('a')));
    expect(outcome(await bench.ask('a'))).toBe('found a');
  });
});

describe('a service binding', () => {
  it('serves metadata and keys in place of the network', async () => {
    const asked: string[] = [];
    const keys = await keySet('a');
    const bench = discoveryBench({
      issuer: { keys: { kind: 'discovery', binding: 'IDENTITY' } },
      ports: {
        bindingFetch: (binding) => async (url) => {
          asked.push(`${binding} ${url}`);
          return Response.json(url === OIDC ? metadata() : keys);
        },
      },
    });
    expect(outcome(await bench.ask('a'))).toBe('found a');
    expect(asked).toEqual([`IDENTITY ${OIDC}`, `IDENTITY ${JWKS_URI}`]);
    expect(bench.script.calls).toHaveLength(0);
  });

  it('that is missing is a fault, and never the network instead', async () => {
    for (const ports of [{}, { bindingFetch: () => null }]) {
      const bench = createBench({ issuer: { keys: { kind: 'jwksUri', uri: JWKS_URI, binding: 'GONE' } }, ports });
      expect(outcome(await bench.ask('a'))).toBe('keys_unavailable');
      expect(bench.whys('failed')).toEqual(['binding_missing']);
      expect(bench.script.calls).toHaveLength(0);
    }
  });
});

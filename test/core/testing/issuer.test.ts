import { createTestClock, createTestFetch, createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';

const json = async (issuer: TestIssuer, url: string): Promise<unknown> => (await issuer.fetchPort(url)).json();

describe('metadata', () => {
  test.each([
    [{}, 'https://issuer.test', 'https://issuer.test/.well-known/openid-configuration'],
    [{}, 'https://issuer.test', 'https://issuer.test/.well-known/oauth-authorization-server'],
    [
      { preset: 'okta' },
      'https://acme.okta.com/oauth2/default',
      'https://acme.okta.com/oauth2/default/.well-known/openid-configuration',
    ],
    [
      { preset: 'okta' },
      'https://acme.okta.com/oauth2/default',
      'https://acme.okta.com/.well-known/oauth-authorization-server/oauth2/default',
    ],
    [{ preset: 'auth0' }, 'https://acme.eu.auth0.com/', 'https://acme.eu.auth0.com/.well-known/openid-configuration'],
    [
      { issuer: 'http://127.0.0.1:8788/t/1/' },
      'http://127.0.0.1:8788/t/1/',
      'http://127.0.0.1:8788/.well-known/oauth-authorization-server/t/1',
    ],
  ] as const)('of %j names %s at %s, and its key address works', async (options, iss, url) => {
    const issuer = createTestIssuer(options);
    expect(issuer.issuer).toBe(iss);
    const metadata = await json(issuer, url);
    expect(metadata).toMatchObject({ issuer: iss, jwks_uri: issuer.urls.jwks, token_endpoint: issuer.urls.token });
    expect(await json(issuer, issuer.urls.jwks)).toEqual(await issuer.jwks());
  });

  test('members can be made to lie', async () => {
    const issuer = createTestIssuer({ metadata: { issuer: 'https://evil.test' } });
    expect(await json(issuer, issuer.urls.metadata)).toMatchObject({ issuer: 'https://evil.test' });
    expect(decodeJwt(await issuer.mint()).iss).toBe('https://issuer.test');
  });

  test('and keys carry the chosen Cache-Control', async () => {
    const header = async (cacheControl?: string | null): Promise<string | null> => {
      const issuer = createTestIssuer(cacheControl === undefined ? {} : { cacheControl });
      return (await issuer.fetchPort(issuer.urls.jwks)).headers.get('cache-control');
    };
    expect([await header(), await header('max-age=60'), await header(null)]).toEqual([
      'public, max-age=600',
      'max-age=60',
      null,
    ]);
  });

  test('answers GET only', async () => {
    const issuer = createTestIssuer();
    for (const url of [issuer.urls.metadata, issuer.urls.jwks]) {
      expect((await issuer.fetchPort(url, { method: 'POST' })).status).toBe(405);
    }
  });

  test.each(['not a url', 'ftp://issuer.test', 'https://issuer.test/?a', 'https://issuer.test/#a'])(
    'throws for the issuer %s',
    (issuer) => {
      expect(() => createTestIssuer({ issuer })).toThrow(TypeError);
    },
  );
});

describe('keys', () => {
  test('are public only, through every rotation', async () => {
    const issuer = createTestIssuer({ algorithm: 'RS256' });
    await issuer.mint({}, { algorithm: 'EdDSA' });
    issuer.rotate();
    const { keys } = await issuer.jwks();
    expect(keys).toHaveLength(4);
    const members = new Set(keys.flatMap((key) => Object.keys(key)));
    expect([...members].sort()).toEqual(['alg', 'crv', 'e', 'kid', 'kty', 'n', 'use', 'x']);
  });

  test('rotate makes a new one current and keeps the old one published until withdraw', async () => {
    const issuer = createTestIssuer();
    const old = await issuer.mint();
    issuer.rotate();
    const fresh = await issuer.mint();
    const both = await issuer.jwks();
    expect(both.keys.map((key) => key.kid)).toEqual([decodeProtectedHeader(fresh).kid, decodeProtectedHeader(old).kid]);
    await expect(jwtVerify(old, createLocalJWKSet(both))).resolves.toBeDefined();
    issuer.withdraw();
    const one = await issuer.jwks();
    expect(one.keys.map((key) => key.kid)).toEqual([decodeProtectedHeader(fresh).kid]);
    await expect(jwtVerify(old, createLocalJWKSet(one))).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('rotate can withdraw at once; a withdrawn key still signs as previous', async () => {
    const issuer = createTestIssuer();
    const old = await issuer.mint();
    issuer.rotate({ previous: 'withdraw' });
    const late = await issuer.mint({}, { key: 'previous' });
    expect(decodeProtectedHeader(late).kid).toBe(decodeProtectedHeader(old).kid);
    expect((await issuer.jwks()).keys).toHaveLength(1);
  });

  test('there is no previous key before a rotation', async () => {
    await expect(createTestIssuer().mint({}, { key: 'previous' })).rejects.toThrow('rotate()');
  });

  test('two issuers share none', async () => {
    const [a, b] = [createTestIssuer(), createTestIssuer()];
    await expect(jwtVerify(await a.mint(), createLocalJWKSet(await b.jwks()))).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
  });
});

describe('fetchPort', () => {
  test("serves a foreign verifier, jose's remote key set, and counts what it asks", async () => {
    const issuer = createTestIssuer();
    const keys = createRemoteJWKSet(new URL(issuer.urls.jwks), { [customFetch]: issuer.fetchPort });
    await jwtVerify(await issuer.mint(), keys, { issuer: issuer.issuer, audience: 'https://api.test' });
    await jwtVerify(await issuer.mint(), keys);
    expect(issuer.requests).toEqual({ metadata: 0, jwks: 1, token: 0 });
  });

  test.each([
    'https://other.test/.well-known/jwks.json',
    'https://issuer.test.evil/token',
    'https://issuer.test/nothing',
  ])('rejects like a network without a route: %s', async (url) => {
    const issuer = createTestIssuer();
    await expect(issuer.fetchPort(url)).rejects.toThrow(TypeError);
    expect(issuer.requests).toEqual({ metadata: 0, jwks: 0, token: 0 });
  });

  test('rejects a request that was aborted before it was sent', async () => {
    const issuer = createTestIssuer();
    await expect(issuer.fetchPort(issuer.urls.jwks, { signal: AbortSignal.abort() })).rejects.toThrow('abort');
    expect(issuer.requests.jwks).toBe(0);
  });

  test('createTestFetch joins issuers, those of one host by their paths', async () => {
    const a = createTestIssuer({ issuer: 'https://id.test/a' });
    const b = createTestIssuer({ issuer: 'https://id.test/b' });
    const join = createTestFetch(a, b);
    expect(await (await join(b.urls.metadata)).json()).toMatchObject({ issuer: 'https://id.test/b' });
    expect(await (await join(a.urls.metadata)).json()).toMatchObject({ issuer: 'https://id.test/a' });
    expect([a.requests.metadata, b.requests.metadata]).toEqual([1, 1]);
    await expect(join('https://id.test/c/token')).rejects.toThrow(TypeError);
  });

  test('the handler answers by path, so that loopback can stand in for the real host, and still names itself', async () => {
    const issuer = createTestIssuer({ preset: 'okta' });
    const response = await issuer.fetch(
      new Request('http://127.0.0.1:8788/oauth2/default/.well-known/openid-configuration'),
    );
    expect(await response.json()).toMatchObject({ issuer: 'https://acme.okta.com/oauth2/default' });
    expect((await issuer.fetch(new Request('http://127.0.0.1:8788/'))).status).toBe(404);
  });
});

describe('fail', () => {
  const bytes = async (response: Response): Promise<number> => (await response.arrayBuffer()).byteLength;

  test('status500, html and empty answer badly; null heals', async () => {
    const issuer = createTestIssuer();
    issuer.fail('status500');
    expect((await issuer.fetchPort(issuer.urls.metadata)).status).toBe(500);
    issuer.fail('html');
    expect((await issuer.fetchPort(issuer.urls.jwks)).headers.get('content-type')).toBe('text/html');
    issuer.fail('empty');
    expect(await json(issuer, issuer.urls.jwks)).toEqual({ keys: [] });
    expect(await json(issuer, issuer.urls.metadata)).toEqual({});
    issuer.fail(null);
    expect(await json(issuer, issuer.urls.jwks)).toEqual(await issuer.jwks());
    expect(issuer.requests).toEqual({ metadata: 2, jwks: 3, token: 0 });
  });

  test('one endpoint can fail alone', async () => {
    const issuer = createTestIssuer();
    issuer.fail('network', 'jwks');
    await expect(issuer.fetchPort(issuer.urls.jwks)).rejects.toThrow(TypeError);
    expect((await issuer.fetchPort(issuer.urls.metadata)).status).toBe(200);
    issuer.fail(null, 'metadata');
    await expect(issuer.fetchPort(issuer.urls.jwks)).rejects.toThrow(TypeError);
  });

  test('hang answers only to an abort, with its reason', async () => {
    const issuer = createTestIssuer();
    issuer.fail('hang');
    const stop = new AbortController();
    let settled = 'no';
    const answer = issuer.fetchPort(issuer.urls.jwks, { signal: stop.signal }).finally(() => {
      settled = 'yes';
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe('no');
    stop.abort(new Error('deadline'));
    await expect(answer).rejects.toThrow('deadline');
  });

  test('stall sends half a body and then nothing, until the abort', async () => {
    const issuer = createTestIssuer();
    issuer.fail('stall');
    const stop = new AbortController();
    const response = await issuer.fetchPort(issuer.urls.jwks, { signal: stop.signal });
    const reader = response.body?.getReader();
    const whole = JSON.stringify(await issuer.jwks());
    const first = await reader?.read();
    expect(first?.value?.byteLength).toBe(Math.floor(whole.length / 2));
    const rest = reader?.read();
    stop.abort(new Error('deadline'));
    await expect(rest).rejects.toThrow('deadline');
  });

  test('slow answers well once the clock has moved', async () => {
    const clock = createTestClock();
    const issuer = createTestIssuer({ clock: clock.port, sleep: clock.sleep, slowMs: 700 });
    issuer.fail('slow');
    const answer = json(issuer, issuer.urls.jwks);
    await expect.poll(clock.sleepers).toBe(1);
    clock.advance(0.7);
    expect(await answer).toEqual(await issuer.jwks());
  });

  test('redirect shows whether the client follows: the new address would answer well', async () => {
    const issuer = createTestIssuer();
    issuer.fail('redirect');
    const manual = await issuer.fetchPort(issuer.urls.jwks, { redirect: 'manual' });
    expect([manual.status, manual.headers.get('location')]).toEqual([302, `${issuer.urls.jwks}?moved=1`]);
    await expect(issuer.fetchPort(issuer.urls.jwks, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(await json(issuer, issuer.urls.jwks)).toEqual(await issuer.jwks());
    expect(issuer.requests.jwks).toBe(4);
  });

  test('huge is the right document under more bytes than a reader should take', async () => {
    const issuer = createTestIssuer();
    issuer.fail('huge');
    expect(await bytes(await issuer.fetchPort(issuer.urls.jwks))).toBeGreaterThan(4 * 1024 * 1024);
    expect(await json(issuer, issuer.urls.jwks)).toEqual(await issuer.jwks());
  });
});

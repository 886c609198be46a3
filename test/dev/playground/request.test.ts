/** The playground's form read as a request, and the `curl` lines that repeat it. */
import { compilePolicy } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { type CurlToken, toCurlLines } from '../../../packages/dev/src/playground/page/curl.ts';
import { createKeyMemory } from '../../../packages/dev/src/playground/page/key-memory.ts';
import {
  createReader,
  type PageRequest,
  parseHeaderLines,
  placeToken,
  toSample,
  toTarget,
} from '../../../packages/dev/src/playground/page/request.ts';

const { policy } = compilePolicy(
  {
    issuers: {
      main: { issuer: 'https://tokens.acme.dev', audience: 'a' },
      app: { issuer: 'https://app.acme.dev', audience: 'a', tokenFrom: [{ cookie: 'session' }] },
    },
    routes: {
      '/any': 'authenticated',
      '/app': { issuer: 'app' },
    },
  },
  { env: {} },
);
const ask = (url: string): PageRequest => ({ method: 'GET', url, headers: [] });
const place = (url: string, token: string): PageRequest => {
  if (policy === null) throw new Error('the policy has errors');
  return placeToken(policy, ask(url), token);
};

describe('a token is placed', () => {
  test('in the Authorization header where that is read', () => {
    expect(place('/any', ' a.b.c\n').headers).toEqual([['authorization', 'Bearer a.b.c']]);
  });

  test('as it is where it comes with its scheme', () => {
    expect(place('/any', 'DPoP a.b.c').headers).toEqual([['authorization', 'DPoP a.b.c']]);
    expect(place('/any', 'authorization: bearer a.b.c').headers).toEqual([['authorization', 'bearer a.b.c']]);
  });

  test('where the issuers of the route read tokens', () => {
    expect(place('/app', 'a.b.c').headers).toEqual([['cookie', 'session=a.b.c']]);
  });

  test('nowhere where there is none', () => {
    expect(place('/any', '  ')).toEqual(ask('/any'));
  });
});

describe('the form', () => {
  test('takes header lines, and names the first that is none', () => {
    expect(parseHeaderLines('Origin: https://app.acme.dev\n\nx-a:1 ')).toEqual([
      ['Origin', 'https://app.acme.dev'],
      ['x-a', '1'],
    ]);
    expect(parseHeaderLines('a: 1\nno header')).toBe(2);
  });

  test('keeps a path as it is written', () => {
    expect(['/a/../b', 'a//b', 'https://api.acme.dev/x', '//a'].map(toTarget)).toEqual([
      ...['/a/../b', '/a//b', 'https://api.acme.dev/x', '//a'],
    ]);
  });

  test.each([
    ['GET /orders/:id', 'GET', '/orders/1'],
    ['POST|PUT /orders/*', 'POST', '/orders/'],
    ['/users/:user/*', 'GET', '/users/1/'],
    ['DELETE api.acme.dev/a:b', 'DELETE', 'https://api.acme.dev/a:b'],
    ['/*', 'GET', '/'],
  ])('is filled in by the key %s', (key, method, url) => {
    expect(toSample(key)).toEqual({ method, url });
  });

  test('joins headers of one name as HTTP does', () => {
    const reader = createReader([
      ['X', '1'],
      ['x', '2'],
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
    ]);
    expect([reader.get('x'), reader.get('COOKIE'), reader.get('y')]).toEqual(['1, 2', 'a=1; b=2', null]);
  });
});

describe('curl', () => {
  const addresses = { worker: 'http://127.0.0.1:1', apiGateway: 'http://127.0.0.1:2', issuer: 'http://127.0.0.1:3' };
  const order = { scopes: ['a b'], permissions: [], roles: [], groups: [], expiresInSeconds: 60 };
  const minted: CurlToken = { kind: 'minted', issuer: 'main', order, token: 'h.p.s' };
  const line = (
    request: PageRequest,
    token: CurlToken = { kind: 'none' },
    from = { kind: 'authorization' } as const,
  ): string => toCurlLines(request, from, token, addresses).worker;

  test('asks both gates, and quotes what a shell would read', () => {
    const request = { method: 'POST', url: "/it's?q=$HOME", headers: [['x-a', "`b'"]] } as const;
    const { worker, apiGateway, note } = toCurlLines(request, { kind: 'authorization' }, { kind: 'none' }, addresses);
    expect(worker).toBe("curl -i -X POST 'http://127.0.0.1:1/it'\\''s?q=$HOME' -H 'x-a: `b'\\'''");
    expect(apiGateway).toBe(worker.replace(':1/', ':2/'));
    expect(note).toBeNull();
  });

  test('asks the Worker gate alone where no API Gateway is served', () => {
    const alone = { ...addresses, apiGateway: null };
    const { worker, apiGateway } = toCurlLines(ask('/x'), { kind: 'authorization' }, { kind: 'none' }, alone);
    expect([worker, apiGateway]).toEqual(["curl -i 'http://127.0.0.1:1/x'", null]);
  });

  test('sends dot segments as they are, and a host by its header', () => {
    expect(line(ask('/a/../b'))).toBe("curl -i --path-as-is 'http://127.0.0.1:1/a/../b'");
    expect(line(ask('https://api.acme.dev/x'))).toBe("curl -i 'http://127.0.0.1:1/x' -H 'host: api.acme.dev'");
  });

  test('mints anew where the issuer can be asked so, and holds the minted token where it cannot', () => {
    expect(line(ask('/x'), minted)).toBe(
      `curl -i 'http://127.0.0.1:1/x' -H "authorization: Bearer $(curl -s 'http://127.0.0.1:3/mint/main?scope=a+b&expires=60')"`,
    );
    expect(line(ask('/x'), { ...minted, order: { ...order, claims: { acr: 'gold' } } })).toContain('Bearer h.p.s"');
  });

  test('never holds a pasted token', () => {
    const lines = toCurlLines(ask('/x?y'), { kind: 'query', name: 't' }, { kind: 'pasted' }, addresses);
    expect(lines.worker).toBe(`curl -i 'http://127.0.0.1:1/x?y&t='"$TOKEN"`);
    expect(lines.note).toContain('TOKEN');
  });
});

describe('the memory of keys', () => {
  const scope = { iss: 'https://a.test', place: 'discovery' };

  test('answers the newest set that is not ahead of the clock, for its own issuer alone', async () => {
    let nowMs = 5_000;
    const memory = createKeyMemory(() => nowMs);
    for (const fetchedAtMs of [1_000, 9_000, 4_000])
      await memory.put(scope, { body: fetchedAtMs, fetchedAtMs, freshForMs: 1 });
    expect(await memory.get(scope)).toMatchObject({ body: 4_000 });
    nowMs = 9_000;
    expect(await memory.get(scope)).toMatchObject({ body: 9_000 });
    nowMs = 500;
    expect(await memory.get(scope)).toBeNull();
    nowMs = 9_000;
    expect(await memory.get({ ...scope, iss: 'https://b.test' })).toBeNull();
  });
});

import type { PolicyDocument } from '@sallyport/core';
import { createGatewayWorker, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

const issuer = acmeIssuer();
const METADATA = '/.well-known/oauth-protected-resource/mcp';
const HEALTH = '/.well-known/sallyport/health';
const JWKS = '/.well-known/sallyport/jwks';
const sections: Partial<PolicyDocument> = {
  resource: 'https://api.acme.dev/mcp',
  routes: { '/*': 'authenticated', 'GET /open/*': 'public', 'GET /mcp': { scopes: ['mcp:use'] } },
  worker: { health: true },
};

afterEach(() => vi.restoreAllMocks());

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

function openFronts(changes: Partial<PolicyDocument> = {}): Readonly<Record<'gateway' | 'middleware', Ask>> {
  const policy = acmePolicy(issuer.issuer, { ...sections, ...changes });
  const options = { fetch: issuer.fetchPort, log: () => {} };
  const gateway = createGatewayWorker(policy, options);
  const env = { ORIGIN: { fetch: async () => new Response('behind') } };
  const app = new Hono();
  app.use('*', sallyport(policy, options));
  app.all('*', (c) => c.text('behind'));
  return {
    gateway: (path, init) => gateway.fetch(new Request(`https://api.acme.dev${path}`, init), env),
    middleware: async (path, init) => app.request(`https://api.acme.dev${path}`, init),
  };
}

describe.each(['gateway', 'middleware'] as const)('the %s', (front) => {
  const ask = openFronts()[front];

  test('answers RFC 9728 metadata without a token', async () => {
    const answer = await ask(METADATA);
    expect([answer.status, Object.fromEntries(answer.headers)]).toEqual([
      200,
      {
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=3600',
        'content-type': 'application/json',
      },
    ]);
    expect(await answer.json()).toEqual({
      resource: 'https://api.acme.dev/mcp',
      authorization_servers: [issuer.issuer],
      scopes_supported: ['mcp:use'],
      bearer_methods_supported: ['header'],
    });
  });

  test('leads there from its challenge', async () => {
    const denied = await ask('/mcp');
    const [, address = ''] = /resource_metadata="([^"]*)"/.exec(denied.headers.get('WWW-Authenticate') ?? '') ?? [];
    expect(address).toBe(`https://api.acme.dev${METADATA}`);
    expect((await ask(new URL(address).pathname)).status).toBe(200);
  });

  test('takes a query, an escape of a plain letter, any other host; answers HEAD without a body', async () => {
    for (const path of [`${METADATA}?a=1`, METADATA.replace('mcp', '%6dcp')])
      expect((await ask(path)).status).toBe(200);
    const head = await ask(METADATA, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('Content-Type')]).toEqual([200, '', 'application/json']);
  });

  test.each([
    `${METADATA}/`,
    METADATA.toUpperCase(),
    '/.well-known/oauth-protected-resource',
    `${METADATA}/more`,
    `${HEALTH}/`,
    '/.well-known/sallyport/Health',
    JWKS,
    '/.well-known/sallyport',
  ])('leaves %s to the policy: token_missing', async (path) => {
    expect((await ask(path)).status).toBe(401);
  });

  test.each([`/.well-known//oauth-protected-resource/mcp`, `/.well-known/x%2F..%2Fsallyport/health`])(
    'leaves %s to the policy: path_ambiguous',
    async (path) => {
      expect((await ask(path)).status).toBe(400);
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('refuses %s with 405 and Allow', async (method) => {
    for (const path of [METADATA, HEALTH]) {
      const answer = await ask(path, { method });
      expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
      expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Method Not Allowed', status: 405 });
    }
  });

  test('answers the preflight of a page on any site for the metadata alone', async () => {
    const headers = {
      Origin: 'https://any.site',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'mcp-protocol-version',
    };
    const restricted = openFronts({ cors: { origins: ['https://app.acme.dev'], credentials: true } })[front];
    const answer = await restricted(METADATA, { method: 'OPTIONS', headers });
    expect([answer.status, Object.fromEntries(answer.headers)]).toEqual([
      204,
      {
        'access-control-allow-headers': '*',
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-origin': '*',
        'access-control-max-age': '3600',
      },
    ]);
    const health = await restricted(HEALTH, { method: 'OPTIONS', headers });
    expect([health.status, health.headers.get('Access-Control-Allow-Origin')]).toEqual([405, null]);
  });

  test('tells its health without a fetch: fresh after the first token, nothing before', async () => {
    const fetches = vi.spyOn(issuer, 'fetchPort');
    const own = openFronts()[front];
    const before = await own(HEALTH);
    expect([before.status, before.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    const cold = await before.json();
    expect(cold).toMatchObject({ status: 'ok', issuers: [{ name: 'machines', state: 'empty', fetches: 0 }] });
    expect(cold.policy).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(fetches).not.toHaveBeenCalled();
    await own('/me', { headers: { Authorization: `Bearer ${await issuer.mint({})}` } });
    const warm = await own(HEALTH);
    expect(await warm.clone().json()).toMatchObject({ status: 'ok', issuers: [{ state: 'fresh', failures: 0 }] });
    expect(await warm.text()).not.toContain(issuer.issuer);
  });

  test('answers 503 while no keys can be had, and never asks the issuer itself', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const fetches = vi.spyOn(issuer, 'fetchPort').mockRejectedValue(new TypeError('unreachable'));
    const own = openFronts()[front];
    expect((await own('/me', { headers: { Authorization: `Bearer ${await issuer.mint({})}` } })).status).toBe(503);
    const asked = fetches.mock.calls.length;
    const health = await own(HEALTH);
    expect([health.status, health.headers.get('Cache-Control')]).toEqual([503, 'no-store']);
    expect(await health.json()).toMatchObject({ status: 'unavailable', issuers: [{ state: 'empty' }] });
    expect([asked > 0, fetches.mock.calls.length]).toEqual([true, asked]);
  });

  test('has no path of its own where the policy asks for none', async () => {
    const plain = openFronts({ worker: {}, routes: { '/.well-known/*': 'public' } })[front];
    expect(await (await plain(HEALTH)).text()).toBe('behind');
    expect((await plain(METADATA)).headers.get('Content-Type')).toBe('application/json');
  });
});

test('the middleware publishes no keys: it signs nothing', async () => {
  const worker = { publicOrigin: 'https://api.acme.dev', assertion: { key: `$\{KEY}` } };
  const { gateway, middleware } = openFronts({ worker, routes: { '/*': 'public' } });
  expect(await (await middleware(JWKS)).text()).toBe('behind');
  // Without its key the gateway does not start.
  vi.spyOn(console, 'error').mockReturnValue();
  expect((await gateway(JWKS)).status).toBe(500);
});

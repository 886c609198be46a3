/** The playground's server: whom it answers, what it gives away, and the levers of the local issuers. */
import { compilePolicy, type PolicyDocument } from '@sallyport/core';
import { afterEach, describe, expect, test } from 'vitest';
import { createStandIns, type StandIn } from '../../../packages/dev/src/issuers/stand-ins.ts';
import { NO_CONNECTION, PAGE_HEADER } from '../../../packages/dev/src/playground/protocol.ts';
import { servePlayground } from '../../../packages/dev/src/playground/server.ts';
import type { LocalServer } from '../../../packages/dev/src/server/http.ts';
import { type HttpAnswer, sendHttp } from '../../support/http.ts';

const ISS = 'https://tokens.acme.dev';
const SECRET = 'not-for-the-page-'.repeat(4);
const running: LocalServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const toVariable = (name: string): string => `\${${name}}`;

const DOCUMENT: PolicyDocument = {
  issuers: {
    main: { issuer: ISS, audience: toVariable('AUDIENCE') },
    legacy: {
      issuer: 'https://legacy.acme.dev',
      audience: 'legacy',
      hmac: { secrets: [toVariable('HMAC')], encoding: 'utf8' },
    },
  },
  routes: { 'GET /orders/:id': { scopes: ['read'] } },
  worker: { origins: toVariable('ORIGIN') },
  tests: [{ request: 'GET /orders/1', expect: 'deny:token_missing' }],
};
const VARIABLES = {
  AUDIENCE: 'https://api.acme.dev',
  HMAC: SECRET,
  ORIGIN: 'https://origin.acme.dev',
  HOME: '/home/ann',
};

interface Page {
  readonly standIns: readonly StandIn[];
  readonly send: (method: string, path: string, headers?: Record<string, string>, body?: object) => Promise<HttpAnswer>;
}

/** A server, and requests as its own page makes them; headers given replace or, as empty text, remove the page's. */
async function serve(): Promise<Page> {
  const { policy: compiled } = compilePolicy(DOCUMENT, { env: VARIABLES });
  if (compiled === null) throw new Error('the policy has errors');
  const standIns = createStandIns(compiled);
  const addresses = { worker: 'http://127.0.0.1:1', apiGateway: 'http://127.0.0.1:2', issuer: 'http://127.0.0.1:3' };
  const server = await servePlayground(0, {
    ...{ policy: DOCUMENT, compiled, variables: VARIABLES, standIns, addresses },
    ...{
      matrix: { personas: ['no token'], rows: [] },
      decisions: () => [{ gate: 'edge', record: { decisionId: 'd-1' } }],
    },
  });
  running.push(server);
  const host = `127.0.0.1:${server.port}`;
  return {
    standIns,
    send: (method, path, headers = {}, body) => {
      const own = { host, [PAGE_HEADER]: '1', 'sec-fetch-site': 'same-origin' };
      const posting = method === 'POST' ? { origin: `http://${host}`, 'content-type': 'application/json' } : {};
      const all = Object.entries({ ...own, ...posting, ...headers }).filter(([, value]) => value !== '');
      return sendHttp(server.port, method, path, Object.fromEntries(all), body && JSON.stringify(body));
    },
  };
}

const ORDER = { scopes: ['read'], permissions: [], roles: [], groups: [], expiresInSeconds: 900 };
const MINT = `/api/token?iss=${encodeURIComponent(ISS)}`;

describe('the page', () => {
  test.each(['/', '/page.css', '/page.js'])(
    '%s comes under a policy that lets nothing else be reached',
    async (path) => {
      const { send } = await serve();
      const { status, headers, body } = await send('GET', path, { [PAGE_HEADER]: '', 'sec-fetch-site': 'none' });
      expect(status).toBe(200);
      expect(body.length).toBeGreaterThan(1000);
      const directives = String(headers['content-security-policy']).split('; ');
      expect(directives).toEqual([
        ...[
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "img-src 'self' data:",
        ],
        ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
        ...["require-trusted-types-for 'script'", "trusted-types 'none'"],
      ]);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test('holds no script, style or handler of its own, and names nobody else', async () => {
    const { body } = await (await serve()).send('GET', '/');
    expect(body).not.toMatch(
      /<style|\sstyle=|\son[a-z]+=|<script(?![^>]* src="\/page\.js")|https?:\/\/(?!app\.acme\.dev)/,
    );
  });
});

describe('data', () => {
  test.each([
    ['another name for this machine', { host: 'rebound.test' }, 'host_not_local'],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 'cross_site'],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }, 'cross_site'],
    ['anything but the page', { [PAGE_HEADER]: '' }, 'not_the_page'],
  ])('is refused to %s', async (_who, headers, error) => {
    const { send } = await serve();
    for (const path of ['/api/session', '/api/issuers', '/api/decisions', '/api/keys']) {
      const answer = await send('GET', path, headers);
      expect([answer.status, answer.body]).toEqual([403, JSON.stringify({ error })]);
    }
  });

  test.each([
    ['another origin', { origin: 'http://127.0.0.1:1' }, 'cross_site'],
    ['no origin', { origin: '' }, 'cross_site'],
    ['a form', { 'content-type': 'text/plain' }, 'not_json'],
  ])('mints nothing for %s', async (_who, headers, error) => {
    const { send } = await serve();
    const answer = await send('POST', MINT, headers, ORDER);
    expect([answer.status, answer.body]).toEqual([403, JSON.stringify({ error })]);
  });

  test('of the session holds the rules and the variables that they name, and no secret', async () => {
    const { body } = await (await serve()).send('GET', '/api/session');
    const session: unknown = JSON.parse(body);
    expect(session).toMatchObject({
      policy: { routes: DOCUMENT.routes, issuers: { main: DOCUMENT.issuers.main } },
      variables: { AUDIENCE: 'https://api.acme.dev', HMAC: expect.any(String) },
      withheld: ['https://legacy.acme.dev'],
    });
    for (const hidden of [SECRET, '/home/ann', 'HOME', 'ORIGIN']) expect(body).not.toContain(hidden);
  });

  test('gives the decisions of the gates', async () => {
    const { body } = await (await serve()).send('GET', '/api/decisions');
    expect(JSON.parse(body)).toEqual([{ gate: 'edge', record: { decisionId: 'd-1' } }]);
  });
});

describe('keys', () => {
  const ask = (url: string): string => `/api/keys?url=${encodeURIComponent(url)}`;

  test('of an issuer are passed on with their life, and no other address is asked', async () => {
    const { send, standIns } = await serve();
    const urls = standIns[0]?.testIssuer.urls;
    if (urls === undefined) throw new Error('nothing stands in');
    const { status, headers, body } = await send('GET', ask(urls.jwks));
    expect([status, headers['x-issuer-cache-control'], headers['cache-control']]).toEqual([
      ...[200, 'public, max-age=600', 'no-store'],
    ]);
    expect(JSON.parse(body)).toHaveProperty('keys');
    for (const url of [urls.token, 'https://elsewhere.test/keys', 'http://127.0.0.1:3/', 'file:///etc/passwd', '']) {
      expect((await send('GET', ask(url))).status).toBe(NO_CONNECTION);
    }
  });

  test('cannot be had in an outage, and can again after it', async () => {
    const { send, standIns } = await serve();
    const jwks = standIns[0]?.testIssuer.urls.jwks ?? '';
    const act = async (action: string): Promise<unknown> =>
      JSON.parse((await send('POST', '/api/issuers', {}, { iss: ISS, action })).body);
    expect(await act('down')).toMatchObject([{ name: 'main', iss: ISS, state: 'down' }]);
    expect((await send('GET', ask(jwks))).status).toBe(NO_CONNECTION);
    expect(await act('up')).toMatchObject([{ state: 'up' }]);
    expect((await send('GET', ask(jwks))).status).toBe(200);
  });

  test('are rotated: both are published until the old one is withdrawn', async () => {
    const { send } = await serve();
    const keyIds = async (action: string): Promise<readonly string[]> => {
      const [state] = JSON.parse((await send('POST', '/api/issuers', {}, { iss: ISS, action })).body) as {
        keyIds: string[];
      }[];
      return state?.keyIds ?? [];
    };
    const [old] = await keyIds('up');
    const both = await keyIds('rotate');
    expect(both).toHaveLength(2);
    expect(both).toContain(old);
    expect(await keyIds('withdraw')).toEqual(both.filter((id) => id !== old));
  });
});

describe('a token', () => {
  test('is minted as ordered', async () => {
    const { send } = await serve();
    const order = { ...ORDER, subject: 'ann', claims: { acr: 'gold' }, expiresInSeconds: 60 };
    const { status, body } = await send('POST', MINT, {}, order);
    expect(status).toBe(200);
    const { token } = JSON.parse(body) as { token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, number>;
    expect(claims).toMatchObject({ iss: ISS, sub: 'ann', acr: 'gold', scope: 'read', aud: 'https://api.acme.dev' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
  });

  test('is refused for a mistyped order and an issuer that nobody stands in for', async () => {
    const { send } = await serve();
    expect((await send('POST', MINT, {}, { ...ORDER, scopes: 'read' })).status).toBe(400);
    expect((await send('POST', '/api/token?iss=https://other.test', {}, ORDER)).status).toBe(404);
    expect((await send('POST', '/api/issuers', {}, { iss: ISS, action: 'erase' })).status).toBe(400);
    expect((await send('POST', '/api/issuers', {}, { iss: 'https://other.test', action: 'down' })).status).toBe(404);
  });
});

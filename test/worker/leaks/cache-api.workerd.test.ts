/** The Cache API in workerd, in the hands of a careless developer: guarded answers put under their URL alone. */
import { createGatewayWorker, type SallyportEnv, sallyport } from '@sallyport/worker';
import { type Context, Hono } from 'hono';
import { cache } from 'hono/cache';
import { describe, expect, test } from 'vitest';
import { acmeIssuer, acmePolicy } from '../acme.ts';

/** What the Cache API offers, of which the types of this project know nothing. */
interface CacheApi {
  match(key: Request): Promise<Response | undefined>;
  put(key: Request, response: Response): Promise<void>;
}
const readCache = (): CacheApi => Reflect.get(Reflect.get(globalThis, 'caches'), 'default');

const issuer = acmeIssuer();
const policy = acmePolicy(issuer.issuer, {
  issuers: {
    machines: {
      ...{ issuer: issuer.issuer, audience: 'https://api.acme.dev', algorithms: ['ES256'] },
      tokenFrom: ['authorization', { cookie: 'session' }],
    },
  },
  routes: { '/items/*': 'authenticated', '/optional/*': 'optional', '/public/*': 'public' },
  worker: { identityHeaders: { 'X-User-Id': 'subject' } },
});

const SAID: readonly Readonly<Record<string, string>>[] = [
  { 'Cache-Control': 'public, max-age=600' },
  { 'Cache-Control': 's-maxage=600' },
  { 'Cache-Control': 'max-age=600' },
  { 'Cache-Control': 'public', Expires: 'Fri, 31 Dec 2100 00:00:00 GMT' },
  { Expires: 'Fri, 31 Dec 2100 00:00:00 GMT' },
  { 'CDN-Cache-Control': 'max-age=600' },
  { 'Cloudflare-CDN-Cache-Control': 'max-age=600', 'Cache-Control': 'max-age=600' },
  {},
];

type Answering = (request: Request) => Response | Promise<Response>;

/** Looks a URL up before anything else, and keeps whatever comes. */
async function askCarelessly(request: Request, upstream: Answering): Promise<Response> {
  const key = new Request(request.url);
  const held = await readCache().match(key);
  if (held !== undefined) return held;
  const response = await upstream(request);
  // Production refuses what is private with an exception.
  await readCache()
    .put(key, response.clone())
    .catch(() => undefined);
  return response;
}

const toOrigin =
  (said: Readonly<Record<string, string>>): Answering =>
  ({ headers }) =>
    new Response(headers.get('X-User-Id') ?? 'nobody', { headers: said });

const mint = (subject: string): Promise<string> => issuer.mint({}, { subject });
const CARRIED = {
  authorization: (token: string): HeadersInit => ({ Authorization: `Bearer ${token}` }),
  cookie: (token: string): HeadersInit => ({ Cookie: `session=${token}` }),
};

// The cache outlives a test: every question has a URL of its own.
let asked = 0;
const nextPath = (place: string): string => {
  asked += 1;
  return `/${place}/${asked}`;
};

/** Alice, Bob and nobody, one after the other, for one URL. */
async function askAll(answer: Answering, path: string, carry: (token: string) => HeadersInit): Promise<string[]> {
  const read: string[] = [];
  for (const who of ['alice', 'bob', null]) {
    const headers = who === null ? {} : carry(await mint(who));
    const response = await answer(new Request(`https://gate.acme.dev${path}`, { headers }));
    const body = await response.text();
    read.push(response.ok ? body : String(response.status));
  }
  return read;
}

test('without a gate this shows one user’s answer to all: the checks below can fail', async () => {
  const answer: Answering = async (request) => {
    const headers = { 'X-User-Id': (await readSubject(request)) ?? 'nobody' };
    return askCarelessly(new Request(request.url, { headers }), toOrigin(SAID[0] ?? {}));
  };
  expect(await askAll(answer, nextPath('items'), CARRIED.authorization)).toEqual(['alice', 'alice', 'alice']);
});

async function readSubject({ headers }: Request): Promise<string | null> {
  const [, payload] = (headers.get('Authorization') ?? '').split('.');
  return payload === undefined ? null : JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).sub;
}

describe.each(['authorization', 'cookie'] as const)('by %s, in front of the gateway', (carried) => {
  test.each(SAID)('a careless cache keeps nothing that is guarded, where the origin says %o', async (said) => {
    const gateway = createGatewayWorker(policy, { fetch: issuer.fetchPort, log: () => undefined });
    const env = { ORIGIN: { fetch: async (request: Request) => toOrigin(said)(request) } };
    const answer: Answering = (request) => askCarelessly(request, (given) => gateway.fetch(given, env));
    expect(await askAll(answer, nextPath('items'), CARRIED[carried])).toEqual(['alice', 'bob', '401']);
    expect(await askAll(answer, nextPath('optional'), CARRIED[carried])).toEqual(['alice', 'bob', 'nobody']);
  });
});

describe.each(['authorization', 'cookie'] as const)('by %s, in front of an app with the middleware', (carried) => {
  const createApp = (said: Readonly<Record<string, string>>) => {
    const app = new Hono<SallyportEnv>();
    app.use('*', sallyport(policy, { fetch: issuer.fetchPort, log: () => undefined }));
    app.get('*', (c) => c.body(c.var.principal?.subject ?? 'nobody', 200, said));
    return app;
  };

  test.each(SAID)('a careless cache keeps nothing that is guarded, where the handler says %o', async (said) => {
    const app = createApp(said);
    const answer: Answering = (request) => askCarelessly(request, (given) => app.fetch(given));
    expect(await askAll(answer, nextPath('items'), CARRIED[carried])).toEqual(['alice', 'bob', '401']);
    expect(await askAll(answer, nextPath('optional'), CARRIED[carried])).toEqual(['alice', 'bob', 'nobody']);
  });

  test.each(SAID)('nor does hono/cache added before the guard, where the handler says %o', async (said) => {
    const work: Promise<unknown>[] = [];
    const outer = new Hono();
    outer.use('*', cache({ cacheName: 'careless', wait: true }));
    const inner = createApp(said);
    outer.all('*', (c: Context) => inner.fetch(c.req.raw));
    const ctx = {
      waitUntil: (promise: Promise<unknown>) => void work.push(promise),
      passThroughOnException() {},
      props: {},
    };
    const answer: Answering = (request) => outer.fetch(request, {}, ctx);
    expect(await askAll(answer, nextPath('items'), CARRIED[carried])).toEqual(['alice', 'bob', '401']);
    await Promise.all(work);
  });
});

test('what is public is kept as before', async () => {
  let asks = 0;
  const gateway = createGatewayWorker(policy, { fetch: issuer.fetchPort, log: () => undefined });
  const ORIGIN = {
    fetch: async (): Promise<Response> => {
      asks += 1;
      return new Response('for all', { headers: { 'Cache-Control': 'public, max-age=600' } });
    },
  };
  const answer: Answering = (request) => askCarelessly(request, (given) => gateway.fetch(given, { ORIGIN }));
  expect(await askAll(answer, nextPath('public'), CARRIED.cookie)).toEqual(['for all', 'for all', 'for all']);
  expect(asks).toBe(1);
});

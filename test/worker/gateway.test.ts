import { type LogRecord, type PolicyDocument, PolicyError } from '@sallyport/core';
import { createGatewayWorker } from '@sallyport/worker';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

const issuer = acmeIssuer();
const token = await issuer.mint({}, { subject: 'ann', scopes: ['read:orders'] });
const bearer = { Authorization: `Bearer ${token}` };

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function stage(sections: Partial<PolicyDocument> = {}, respond = async () => new Response('origin')) {
  const sent: Request[] = [];
  const log: LogRecord[] = [];
  const origin = {
    fetch: async (request: Request): Promise<Response> => {
      sent.push(request);
      return respond();
    },
  };
  const worker = createGatewayWorker(acmePolicy(issuer.issuer, sections), {
    fetch: issuer.fetchPort,
    log: (record) => log.push(record),
  });
  const request = (path: string, init?: RequestInit): Promise<Response> =>
    worker.fetch(new Request(`https://gate.acme.dev${path}`, init), { ORIGIN: origin });
  return { request, sent, log, worker };
}

describe('createGatewayWorker', () => {
  test('forwards the canonical path, the query as it is, method, headers and body', async () => {
    const { request, sent } = stage();
    const init = { method: 'PUT', body: 'text', headers: { ...bearer, 'Content-Type': 'text/plain', 'X-Own': '1' } };
    const answer = await request('/items/%61%2B?b=%61&a=1', init);
    expect([answer.status, await answer.text()]).toEqual([200, 'origin']);
    const [onward] = sent;
    expect(onward?.url).toBe('https://gate.acme.dev/items/a+?b=%61&a=1');
    expect([onward?.method, onward?.redirect, await onward?.text()]).toEqual(['PUT', 'manual', 'text']);
    expect(Object.fromEntries(onward?.headers ?? [])).toEqual({
      'content-type': 'text/plain',
      'x-forwarded-host': 'gate.acme.dev',
      'x-forwarded-proto': 'https',
      'x-own': '1',
    });
  });

  test('forwards nothing that is denied', async () => {
    const { request, sent, log } = stage();
    const statuses = [];
    for (const path of ['/me', '/admin/x', '/closed/x', '/nowhere', '/orders/1']) {
      statuses.push((await request(path)).status);
    }
    statuses.push((await request('/admin/x', { headers: bearer })).status);
    expect(statuses).toEqual([401, 401, 403, 403, 401, 403]);
    expect(sent).toEqual([]);
    await vi.waitFor(() => expect(log).toHaveLength(6));
    expect(log.map(({ reason }) => reason)).toEqual([
      ...['token_missing', 'token_missing', 'route_denied', 'route_unmatched', 'token_missing', 'role_missing'],
    ]);
  });

  test('keeps a query token of public routes and drops it from guarded ones', async () => {
    const tokenFrom = [
      'authorization',
      { unsafeQueryToken: { name: 'access_token', why: 'a player that has no headers' } },
    ];
    const { sent, request } = stage({
      issuers: { machines: { issuer: issuer.issuer, audience: 'https://api.acme.dev', tokenFrom } },
    } as Partial<PolicyDocument>);
    await request(`/me?a=1&access_token=${token}`);
    await request('/public/x?access_token=other');
    expect(sent.map(({ url }) => new URL(url).search)).toEqual(['?a=1', '?access_token=other']);
  });

  test('answers preflights itself where the policy has cors, and forwards no other OPTIONS without a grant', async () => {
    const { request, sent } = stage({ cors: { origins: ['https://app.acme.dev'] } });
    const Origin = 'https://app.acme.dev';
    const init = { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'GET' } };
    expect((await request('/me', init)).status).toBe(204);
    expect((await request('/me', { method: 'OPTIONS', headers: { Origin } })).status).toBe(401);
    expect(sent).toEqual([]);
    const without = stage();
    expect((await without.request('/me', init)).status).toBe(401);
    expect((await without.request('/public/x', init)).status).toBe(200);
    expect(without.sent).toHaveLength(1);
  });

  test('hands public answers back untouched and keeps guarded ones out of shared caches', async () => {
    const answer = new Response('origin', { status: 201, statusText: 'Made', headers: { ETag: '"1"' } });
    const { request } = stage({}, async () => answer);
    expect(await request('/health')).toBe(answer);
    const guarded = await request('/me', { headers: bearer });
    expect([guarded.status, guarded.statusText, guarded.headers.get('ETag')]).toEqual([201, 'Made', '"1"']);
    expect(guarded.headers.get('Cache-Control')).toBe('private, no-store');
    expect(guarded.headers.get('Vary')).toBe('Authorization');
  });

  test('answers 502 where the origin cannot be reached, and says why in the log alone', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const { request } = stage({}, async () => {
      throw new TypeError('connect ECONNREFUSED 10.0.0.1:443');
    });
    const answer = await request('/me', { headers: bearer });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([502, 'application/problem+json']);
    expect(await answer.text()).not.toContain('10.0.0.1');
    expect(problems.mock.calls).toEqual([[expect.objectContaining({ kind: 'sallyport.origin_unreachable' })]]);
  });

  test('uses ORIGIN_URL through the global fetch', async () => {
    const sent: Request[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push(request);
      return new Response('far');
    });
    const worker = createGatewayWorker(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort });
    const request = new Request('http://gate.acme.dev:8787/health?x=1');
    const answer = await worker.fetch(request, { ORIGIN_URL: 'https://origin.acme.dev' });
    expect(await answer.text()).toBe('far');
    expect(sent[0]?.url).toBe('https://origin.acme.dev/health?x=1');
    expect(sent[0]?.headers.get('x-forwarded-host')).toBe('gate.acme.dev:8787');
    expect(sent[0]?.headers.get('x-forwarded-proto')).toBe('http');
  });

  test("keeps guarded answers out of Cloudflare's cache of fetched URLs, and leaves public ones to it", async () => {
    const sent: Request[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      sent.push(request);
      return new Response('far');
    });
    const worker = createGatewayWorker(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort });
    for (const path of ['/me', '/feed', '/health']) {
      const request = new Request(`https://gate.acme.dev${path}`, { headers: bearer });
      await worker.fetch(request, { ORIGIN_URL: 'https://origin.acme.dev' });
    }
    expect(sent.map(({ cache }) => cache)).toEqual(['no-store', 'no-store', 'default']);
  });
});

describe('a gateway that cannot be constructed', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own notation for a variable.
  const policy = acmePolicy('${ISSUER}');

  test('throws PolicyError where the environment is given', () => {
    expect(() => createGatewayWorker(policy, { env: { ORIGIN_URL: 'https://origin.acme.dev' } })).toThrow(PolicyError);
    expect(() => createGatewayWorker(acmePolicy(issuer.issuer), { env: {} })).toThrow(/ORIGIN_URL/);
  });

  test('denies everything with internal_error, 500, and logs its findings once', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const origin = { fetch: vi.fn() };
    const worker = createGatewayWorker(policy);
    for (const path of ['/health', '/me']) {
      const answer = await worker.fetch(new Request(`https://gate.acme.dev${path}`), { ORIGIN: origin });
      expect(answer.status).toBe(500);
      expect(await answer.json()).toMatchObject({ title: 'Internal Server Error', status: 500 });
    }
    expect(origin.fetch).not.toHaveBeenCalled();
    expect(problems).toHaveBeenCalledOnce();
    expect(JSON.stringify(problems.mock.calls)).toContain('ISSUER');
  });

  test('denies a single request whose handling fails with 500, and forwards nothing', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const { worker } = stage();
    const origin = { fetch: vi.fn() };
    const request = new Proxy(new Request('https://gate.acme.dev/health'), {
      get: (target, name) => {
        if (name === 'headers') throw new RangeError('secret detail');
        return Reflect.get(target, name, target);
      },
    });
    const answer = await worker.fetch(request, { ORIGIN: origin });
    expect(answer.status).toBe(500);
    expect(origin.fetch).not.toHaveBeenCalled();
    expect(JSON.stringify([problems.mock.calls, await answer.text()])).not.toContain('secret detail');
  });
});

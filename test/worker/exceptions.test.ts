import type { PolicyDocument } from '@sallyport/core';
import { createGatewayWorker, type SallyportEnv, sallyport, type WorkerLogRecord } from '@sallyport/worker';
import { Hono } from 'hono';
import { describe, expect, test, vi } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

const issuer = acmeIssuer();
const unsafeReportOnly = { why: 'clients move over', until: '2999-12-31' };
const ROUTES: PolicyDocument['routes'] = {
  '/reported/*': { roles: ['admin'], unsafeReportOnly },
  '/catalogue': { roles: ['admin'], unsafeSharedCache: 'the same for every caller' },
  '/private': 'authenticated',
  'GET /objects/:id': { roles: ['admin'], unsafePath: { encodedSlash: 'keys', semicolon: 'keys' } },
  'GET /files/*': { roles: ['admin'], unsafePath: { doubleSlash: 'keys' } },
};
const WORKER: NonNullable<PolicyDocument['worker']> = { forwardToken: true, identityHeaders: { 'x-user': 'subject' } };
const admin = await issuer.mint({}, { subject: 'ann', roles: ['admin'] });
const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}`, 'X-User': 'forged' } });

function stage(answer: HeadersInit = {}, status = 200) {
  const sent: Request[] = [];
  const log: WorkerLogRecord[] = [];
  const options = { fetch: issuer.fetchPort, log: (record: WorkerLogRecord) => void log.push(record) };
  const policy = acmePolicy(issuer.issuer, { routes: ROUTES, worker: WORKER });
  const worker = createGatewayWorker(policy, options);
  const origin = {
    fetch: async (request: Request): Promise<Response> => {
      sent.push(request);
      return new Response('origin', { status, headers: answer });
    },
  };
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    worker.fetch(new Request(`https://gate.acme.dev${path}`, init), { ORIGIN: origin });
  const app = new Hono<SallyportEnv>();
  app.use('*', sallyport(policy, options));
  app.get('/objects/:id', (c) => c.json({ id: c.req.param('id'), who: c.var.principal?.subject ?? null }));
  app.get('/objects/:id/:more', (c) => c.text('another handler'));
  app.get('*', (c) => c.json({ path: c.req.path, who: c.var.principal?.subject ?? null }));
  return { ask, sent, log, app };
}

describe('a report-only route behind the gateway', () => {
  test('lets an unverified request through as nobody: no identity header, no credential', async () => {
    const { ask, sent, log } = stage();
    const expired = await issuer.mint({}, { subject: 'mallory', roles: ['admin'], expiresInSeconds: -60 });
    const answer = await ask('/reported/x', bearer(expired));
    expect([answer.status, await answer.text()]).toEqual([200, 'origin']);
    expect(sent[0]?.headers.get('X-User')).toBeNull();
    expect(sent[0]?.headers.get('Authorization')).toBeNull();
    expect(answer.headers.get('Cache-Control')).toBe('private, no-store');
    await vi.waitFor(() => expect(log).toHaveLength(1));
    expect(log).toMatchObject([
      { effect: 'allow', status: 200, reason: null, mode: 'report', wouldDeny: 'token_expired', subject: null },
    ]);
  });

  test('passes on who a verified token speaks for, and logs the role_missing that it lets through', async () => {
    const { ask, sent, log } = stage();
    const token = await issuer.mint({}, { subject: 'bob' });
    expect((await ask('/reported/x', bearer(token))).status).toBe(200);
    expect(sent[0]?.headers.get('X-User')).toBe('bob');
    expect(sent[0]?.headers.get('Authorization')).toBe(`Bearer ${token}`);
    await vi.waitFor(() => expect(log).toMatchObject([{ mode: 'report', wouldDeny: 'role_missing', about: 'roles' }]));
  });

  test('refuses what is 400, and other routes as ever', async () => {
    const { ask, sent } = stage();
    expect((await ask('/reported/a;b')).status).toBe(400);
    expect((await ask('/private')).status).toBe(401);
    expect(sent).toEqual([]);
  });

  test('gives handlers of a guarded app a null principal', async () => {
    const { app } = stage();
    expect(await (await app.request('/reported/x')).json()).toEqual({ path: '/reported/x', who: null });
  });
});

describe('shared caches', () => {
  const shared = { 'Cache-Control': 'public, s-maxage=60', 'CDN-Cache-Control': 'max-age=600' };

  test.each([200, 301, 404, 500])('get nothing of a guarded route whatever its origin says (%i)', async (status) => {
    const { ask } = stage(shared, status);
    const { headers } = await ask('/private', bearer(admin));
    expect(headers.get('Cache-Control')).toBe('private');
    expect(headers.has('CDN-Cache-Control')).toBe(false);
    expect(headers.get('Vary')).toMatch(/Authorization/);
  });

  test('get what the origin says where the route allows it, one copy a credential', async () => {
    const { headers } = await stage(shared).ask('/catalogue', bearer(admin));
    expect(headers.get('Cache-Control')).toBe('public, s-maxage=60');
    expect(headers.get('CDN-Cache-Control')).toBe('max-age=600');
    expect(headers.get('Vary')).toMatch(/Authorization/);
    expect((await stage(shared).ask('/catalogue')).headers.get('Cache-Control')).toBe('no-store');
  });
});

describe('unsafePath', () => {
  test.each(['/objects/a%2Fb', '/objects/a%2fb;v=1', '/objects/caf%C3%A9%3Bx', '/files/a//b', '/files//'])(
    'the origin receives %s as it was sent',
    async (path) => {
      const { ask, sent } = stage();
      expect((await ask(`${path}?q=%2F;`, bearer(admin))).status).toBe(200);
      expect(sent.map(({ url }) => url)).toEqual([`https://gate.acme.dev${path}?q=%2F;`]);
    },
  );

  test.each(['/reported/a%2Fb', '/private;x', '/files/a%2Fb', '/objects//a', '/objects/..%2Fprivate'])(
    'never admits %s, which its route does not name',
    async (path) => {
      const { ask, sent } = stage();
      expect((await ask(path, bearer(admin))).status).toBe(400);
      expect(sent).toEqual([]);
    },
  );

  test('Hono matches the same segment that the policy decided, and its handler reads it whole', async () => {
    const { app } = stage();
    const answer = await app.request('/objects/a%2Fb', bearer(admin));
    expect(await answer.json()).toEqual({ id: 'a/b', who: 'ann' });
    expect(await (await app.request('/objects/a;b', bearer(admin))).json()).toEqual({ id: 'a;b', who: 'ann' });
    expect(await (await app.request('/files/a//b', bearer(admin))).json()).toEqual({ path: '/files/a//b', who: 'ann' });
    expect((await app.request('/objects/a%2Fb')).status).toBe(401);
  });
});

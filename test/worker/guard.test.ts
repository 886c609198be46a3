import { type LogRecord, PolicyError } from '@sallyport/core';
import type { TestIssuer } from '@sallyport/core/testing';
import { type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { describe, expect, test, vi } from 'vitest';
import type { GuardOptions } from '../../packages/worker/src/guard.ts';
import { acmeIssuer, acmePolicy } from './acme.ts';

const issuer: TestIssuer = acmeIssuer();

function guarded(options: GuardOptions = {}, sections = {}): { app: Hono<SallyportEnv>; log: LogRecord[] } {
  const log: LogRecord[] = [];
  const policy = acmePolicy(issuer.issuer, sections);
  const app = new Hono<SallyportEnv>();
  app.use('*', sallyport(policy, { fetch: issuer.fetchPort, log: (record) => log.push(record), ...options }));
  app.get('/health', (c) => c.json({ principal: c.var.principal }));
  app.get('/feed', (c) => c.text(c.var.principal?.subject ?? 'everyone'));
  app.get('/me', (c) => c.json({ subject: c.var.principal?.subject, route: c.var.decision.route }));
  app.all('*', (c) => c.text('handled'));
  return { app, log };
}

async function bearer(...parameters: Parameters<TestIssuer['mint']>): Promise<{ headers: Record<string, string> }> {
  return { headers: { Authorization: `Bearer ${await issuer.mint(...parameters)}` } };
}

describe('sallyport', () => {
  test('gives handlers the principal and the decision', async () => {
    const { app } = guarded();
    const answer = await app.request('/me', await bearer({}, { subject: 'ann' }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ subject: 'ann', route: '/me' });
  });

  test('sets a null principal on public routes, and on optional ones without a token', async () => {
    const { app } = guarded();
    expect(await (await app.request('/health', await bearer())).json()).toEqual({ principal: null });
    expect(await (await app.request('/feed')).text()).toBe('everyone');
    expect(await (await app.request('/feed', await bearer({}, { subject: 'ann' }))).text()).toBe('ann');
  });

  test.each([
    ['token_missing', '/me', 401, 'Bearer realm="api"'],
    ['route_unmatched', '/nowhere', 403, null],
    ['route_denied', '/closed/x', 403, null],
  ])('denies %s on %s before any handler runs', async (reason, path, status, challenge) => {
    const { app, log } = guarded();
    const answer = await app.request(path);
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([status, challenge]);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.json()).toMatchObject({ status, decisionId: log[0]?.decisionId });
    expect(log.map((record) => record.reason)).toEqual([reason]);
  });

  test('denies a bad token on an optional route, and scope_insufficient with the scope to ask for', async () => {
    const { app } = guarded();
    const expired = await app.request('/feed', await bearer({}, { expiresInSeconds: -60 }));
    expect(expired.status).toBe(401);
    const lacking = await app.request('/orders/1', await bearer({}, { scopes: ['write:orders'] }));
    expect(lacking.status).toBe(403);
    expect(lacking.headers.get('WWW-Authenticate')).toContain('scope="read:orders"');
  });

  test('denies two Authorization headers with credential_ambiguous, 400', async () => {
    const { app, log } = guarded();
    const { headers } = await bearer();
    const answer = await app.request('/me', { headers: { Authorization: `${headers.Authorization}, Bearer b` } });
    expect([answer.status, log[0]?.reason]).toEqual([400, 'credential_ambiguous']);
  });

  test('denies HEAD without a body, and every method that the policy does not name', async () => {
    const { app } = guarded();
    const head = await app.request('/me', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([401, '']);
    expect((await app.request('/health', { method: 'HEAD' })).status).toBe(200);
    for (const method of ['POST', 'OPTIONS', 'PROPFIND', 'FOO']) {
      expect((await app.request('/health', { method })).status, method).toBe(403);
    }
  });

  test('denies keys_unavailable with 503 and Retry-After, never 401', async () => {
    const broken = acmeIssuer();
    const token = await broken.mint();
    broken.fail('network');
    const { app } = guarded({ fetch: broken.fetchPort });
    const answer = await app.request('/me', { headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(answer.headers.has('WWW-Authenticate')).toBe(false);
  });

  test('denies path_ambiguous where Hono leaves a reserved character encoded', async () => {
    const { app, log } = guarded();
    const token = await bearer();
    expect((await app.request('/items/a:b', token)).status).toBe(200);
    expect((await app.request('/items/a%3Ab', token)).status).toBe(400);
    // A handler for `/items%3AbatchDelete` would not be the one that the decision is about.
    expect((await app.request('/items%3AbatchDelete', { method: 'POST', ...token })).status).toBe(400);
    expect(log.map(({ reason, about }) => [reason, about])).toEqual(
      Array(2).fill(['path_ambiguous', "Hono's reading"]),
    );
  });

  test('types c.var in a chain, and beside the bindings of an app', async () => {
    const guard = sallyport(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort });
    const chained = new Hono().use('*', guard).get('/me', (c) => {
      const subject: string | null | undefined = c.var.principal?.subject;
      return c.text(subject ?? '');
    });
    const bound = new Hono<SallyportEnv & { Bindings: { NAME: string } }>();
    bound.use('*', guard);
    bound.get('/me', (c) => c.text(`${c.var.principal?.subject} ${c.env.NAME}`));
    const ann = await bearer({}, { subject: 'ann' });
    expect(await (await chained.request('/me', ann)).text()).toBe('ann');
    expect(await (await bound.request('/me', ann, { NAME: 'here' })).text()).toBe('ann here');
  });

  test('hands work to waitUntil where the runtime has it', async () => {
    const { app, log } = guarded();
    const work: Promise<unknown>[] = [];
    const context = {
      waitUntil: (promise: Promise<unknown>) => work.push(promise),
      passThroughOnException() {},
      props: {},
    };
    await app.request('/me', {}, {}, context);
    await Promise.all(work);
    expect(work.length).toBeGreaterThan(0);
    expect(log).toHaveLength(1);
  });

  test('throws PolicyError at construction', () => {
    expect(() => sallyport({ ...acmePolicy(issuer.issuer), routes: { '/x': {} } })).toThrow(PolicyError);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own notation for a variable.
    const variable = acmePolicy('${ISSUER}');
    expect(() => sallyport(variable, { env: { ISSUER: { fetch: () => {} } } })).toThrow(/ISSUER/);
    expect(() => sallyport(variable, { env: { ISSUER: 'https://tokens.acme.dev' } })).not.toThrow();
  });
});

describe('onDeny', () => {
  test('changes the body, never the status, the challenge or the effect', async () => {
    const { app } = guarded({ onDeny: (c, decision) => c.html(`<p>${decision.reason}</p>`, 200) });
    const answer = await app.request('/me');
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer realm="api"']);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(answer.headers.get('Content-Type')).toContain('text/html');
    expect(await answer.text()).toBe('<p>token_missing</p>');
  });

  test('a throwing one leaves the denial and its own body standing', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const { app } = guarded({
      onDeny: () => {
        throw new RangeError('a token in a message');
      },
    });
    const answer = await app.request('/me');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ status: 401 });
    expect(problems.mock.calls).toEqual([
      [{ kind: 'sallyport.on_deny_failed', decisionId: expect.any(String), error: 'RangeError' }],
    ]);
    problems.mockRestore();
  });
});

describe('answers of handlers', () => {
  test('are private on guarded routes and untouched on public ones', async () => {
    const { app } = guarded();
    const me = await app.request('/me', await bearer());
    expect(me.headers.get('Cache-Control')).toBe('private, no-store');
    expect(me.headers.get('Vary')).toBe('Authorization');
    const feed = await app.request('/feed');
    expect(feed.headers.get('Cache-Control')).toBe('private, no-store');
    const health = await app.request('/health');
    expect([health.headers.get('Cache-Control'), health.headers.get('Vary')]).toEqual([null, null]);
  });

  test('lose what the handler told shared caches and keep the rest, and errors are private too', async () => {
    const app = new Hono<SallyportEnv>();
    app.use('*', sallyport(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort }));
    app.get('/me', (c) => c.text('me', 200, { 'Cache-Control': 'public, max-age=60', 'Set-Cookie': 'a=1' }));
    app.get('/items/*', () => {
      throw new Error('broken');
    });
    app.onError((_error, c) => c.text('failed', 500));
    const me = await app.request('/me', await bearer());
    expect(me.headers.get('Cache-Control')).toBe('max-age=60, private');
    expect(me.headers.getSetCookie()).toEqual(['a=1']);
    const failed = await app.request('/items/1', await bearer());
    expect([failed.status, failed.headers.get('Cache-Control')]).toEqual([500, 'private, no-store']);
  });

  test('and denials carry CORS where the policy has it, and preflights need no token', async () => {
    const { app, log } = guarded({}, { cors: { origins: ['https://app.acme.dev'] }, log: { decisions: 'all' } });
    const Origin = 'https://app.acme.dev';
    const preflight = await app.request('/admin/x', {
      method: 'OPTIONS',
      headers: { Origin, 'Access-Control-Request-Method': 'PUT' },
    });
    expect([preflight.status, log.length]).toEqual([204, 0]);
    const denied = await app.request('/me', { headers: { Origin } });
    expect([denied.status, denied.headers.get('Access-Control-Allow-Origin')]).toEqual([401, Origin]);
    expect(denied.headers.get('Access-Control-Expose-Headers')).toBe('WWW-Authenticate, DPoP-Nonce');
    const { headers } = await bearer();
    const me = await app.request('/me', { headers: { ...headers, Origin } });
    expect([me.status, me.headers.get('Access-Control-Allow-Origin')]).toEqual([200, Origin]);
    expect(me.headers.get('Vary')).toBe('Origin, Authorization');
    expect((await app.request('/admin/x', { method: 'OPTIONS', headers: { Origin } })).status).toBe(401);
  });

  test('go out themselves and not as a copy, which would cost every request', async () => {
    const own = new Response('me');
    let sent: Response | undefined;
    const app = new Hono<SallyportEnv>();
    app.use('*', async (c, next) => {
      await next();
      sent = c.res;
    });
    app.use('*', sallyport(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort }));
    app.get('/me', () => own);
    const answer = await app.request('/me', await bearer());
    expect(sent).toBe(own);
    expect([answer.headers.get('Cache-Control'), await answer.text()]).toEqual(['private, no-store', 'me']);
  });

  test('carry the CORS of their own request where a handler gives one answer again and again', async () => {
    const origins = ['https://app.acme.dev', 'https://shop.acme.dev'];
    const app = new Hono<SallyportEnv>();
    app.use('*', sallyport(acmePolicy(issuer.issuer, { cors: { origins } }), { fetch: issuer.fetchPort }));
    const empty = new Response(null, { status: 204 });
    app.all('*', () => empty);
    const { headers } = await bearer();
    for (const path of ['/public/x', '/me', '/public/x']) {
      for (const Origin of origins) {
        const answer = await app.request(path, { headers: { ...headers, Origin } });
        expect([path, answer.headers.get('Access-Control-Allow-Origin')]).toEqual([path, Origin]);
        expect(answer.headers.get('Access-Control-Expose-Headers')).toBe('WWW-Authenticate, DPoP-Nonce');
      }
    }
    expect([...empty.headers]).toEqual([]);
  });

  test('keep the CORS answer that a public handler gives itself', async () => {
    const { app } = guarded({}, { cors: { origins: ['https://app.acme.dev'] } });
    const own = new Hono<SallyportEnv>();
    own.use('*', sallyport(acmePolicy(issuer.issuer, { cors: { origins: ['https://app.acme.dev'] } })));
    own.get('/public/open', (c) => c.text('open', 200, { 'Access-Control-Allow-Origin': '*' }));
    const open = await own.request('/public/open', { headers: { Origin: 'https://other.dev' } });
    expect(open.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const filled = await app.request('/public/x', { headers: { Origin: 'https://app.acme.dev' } });
    expect(filled.headers.get('Access-Control-Allow-Origin')).toBe('https://app.acme.dev');
  });
});

test('an issuer whose keys come from a service binding is reached through it alone', async () => {
  const bound = acmeIssuer();
  const asked: string[] = [];
  const KEYS = {
    fetch: (url: string, init?: RequestInit): Promise<Response> => {
      asked.push(url);
      return bound.fetch(new Request(url, init));
    },
  };
  const issuers = {
    machines: { issuer: bound.issuer, audience: 'https://api.acme.dev', keys: { binding: 'KEYS' } },
  };
  const { app } = guarded({ env: { KEYS } }, { issuers });
  const headers = { Authorization: `Bearer ${await bound.mint({}, { subject: 'ann' })}` };
  expect(await (await app.request('/me', { headers })).json()).toMatchObject({ subject: 'ann' });
  expect(asked).toEqual([bound.urls.metadata, bound.urls.jwks]);
  const missing = guarded({ env: { KEYS: 'text' } }, { issuers });
  expect((await missing.app.request('/me', { headers })).status).toBe(503);
});

import type { Decision, Principal } from '@sallyport/core';
import { type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { createFactory, createMiddleware } from 'hono/factory';
import { testClient } from 'hono/testing';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { acmeIssuer, acmePolicy } from './acme.ts';

// The types are checked where the tests are compiled; each test also runs what it types.
const issuer = acmeIssuer();
const guard = sallyport(acmePolicy(issuer.issuer), { fetch: issuer.fetchPort, log: () => {} });
const authorized = async (): Promise<{ headers: Record<string, string> }> => ({
  headers: { Authorization: `Bearer ${await issuer.mint({}, { subject: 'ann' })}` },
});

describe('c.var is typed without a cast', () => {
  test('by SallyportEnv', async () => {
    const app = new Hono<SallyportEnv>();
    app.use('*', guard);
    app.get('/me', (c) => {
      expectTypeOf(c.var.principal).toEqualTypeOf<Principal | null>();
      expectTypeOf(c.var.decision).toEqualTypeOf<Decision>();
      expectTypeOf(c.get('principal')).toEqualTypeOf<Principal | null>();
      // @ts-expect-error: null on public routes.
      expectTypeOf(c.var.principal.subject).toEqualTypeOf<string | null>();
      return c.text(c.var.principal?.subject ?? '');
    });
    expect(await (await app.request('/me', await authorized())).text()).toBe('ann');
  });

  test('in chained style, with and without a path, and after other middleware', async () => {
    const timed = createMiddleware<{ Variables: { startedAt: number } }>(async (c, next) => {
      c.set('startedAt', 1);
      await next();
    });
    const app = new Hono()
      .use('*', timed)
      .use(guard)
      .get('/me', (c) => {
        expectTypeOf(c.var.principal).toEqualTypeOf<Principal | null>();
        expectTypeOf(c.var.startedAt).toEqualTypeOf<number>();
        return c.json({ subject: c.var.principal?.subject ?? null, startedAt: c.var.startedAt });
      });
    const pathed = new Hono().use('*', guard).get('/users/:user', (c) => {
      expectTypeOf(c.var.principal).toEqualTypeOf<Principal | null>();
      expectTypeOf(c.req.param('user')).toEqualTypeOf<string>();
      return c.text(`${c.var.principal?.subject} ${c.req.param('user')}`);
    });
    expect(await (await app.request('/me', await authorized())).json()).toEqual({ subject: 'ann', startedAt: 1 });
    expect(await (await pathed.request('/users/ann', await authorized())).text()).toBe('ann ann');
  });

  test("beside an app's own bindings and variables, and its client keeps the answers' types", async () => {
    type AppEnv = SallyportEnv & { Bindings: { NAME: string }; Variables: { locale: string } };
    const app = new Hono<AppEnv>().use('*', guard).get('/me', (c) => {
      expectTypeOf(c.env.NAME).toEqualTypeOf<string>();
      expectTypeOf(c.var.locale).toEqualTypeOf<string>();
      expectTypeOf(c.var.principal).toEqualTypeOf<Principal | null>();
      return c.json({ subject: c.var.principal?.subject ?? null, name: c.env.NAME });
    });
    const answer = await testClient(app, { NAME: 'here' }).me.$get(undefined, await authorized());
    const body = await answer.json();
    expectTypeOf(body).toEqualTypeOf<{ subject: string | null; name: string }>();
    expect(body).toEqual({ subject: 'ann', name: 'here' });
  });

  test('in handlers and middleware that are written apart from the app', async () => {
    const factory = createFactory<SallyportEnv>();
    const handlers = factory.createHandlers((c) => {
      expectTypeOf(c.var.principal).toEqualTypeOf<Principal | null>();
      return c.text(c.var.decision.route ?? '');
    });
    const app = factory.createApp().use('*', guard);
    app.get('/me', ...handlers);
    app.route(
      '/users',
      new Hono<SallyportEnv>().get('/:user', (c) => c.text(c.var.principal?.issuer ?? '')),
    );
    expect(await (await app.request('/me', await authorized())).text()).toBe('/me');
    expect(await (await app.request('/users/ann', await authorized())).text()).toBe('machines');
  });

  test('and a denial narrows by its effect', async () => {
    const app = new Hono<SallyportEnv>();
    const denied = sallyport(acmePolicy(issuer.issuer), {
      fetch: issuer.fetchPort,
      log: () => {},
      onDeny: (c, decision) => {
        expectTypeOf(decision.effect).toEqualTypeOf<'deny'>();
        expectTypeOf(c.var.decision).toEqualTypeOf<Decision>();
        return c.text(decision.reason);
      },
    });
    app.use('*', denied);
    const answer = await app.request('/me');
    expect([answer.status, await answer.text()]).toEqual([401, 'token_missing']);
  });
});

import { type GuardOptions, type SallyportEnv, sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
import { policy } from '../.sallyport/policy.ts';

/** The whole app, which a test can make without a Worker around it. */
export function createApp(options: GuardOptions): Hono<SallyportEnv> {
  const app = new Hono<SallyportEnv>();

  // First, and at '*': Hono runs handlers in the order in which they are added.
  app.use('*', sallyport(policy, options));

  app.get('/health', (c) => c.json({ ok: true }));

  app.get('/feed', (c) => {
    const { principal } = c.var;
    return c.json({ for: principal === null ? 'everyone' : principal.subject });
  });

  app.get('/me', (c) => {
    const { principal } = c.var;
    // An allow-listed subset: a token's whole content is nobody's to echo.
    return c.json({ subject: principal?.subject, issuer: principal?.issuer, scopes: principal?.scopes });
  });

  app.get('/orders/:id', (c) => c.json({ id: c.req.param('id') }));

  app.post('/orders', (c) => c.json({ createdBy: c.var.principal?.clientId }, 201));

  return app;
}

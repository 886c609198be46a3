import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';
import { HOSTILE_HOSTS, HOSTILE_TARGETS, mightReachAdmin } from './targets.ts';

const routes = {
  '/*': 'public',
  '/admin/*': { roles: ['admin'] },
  'POST /items/*': 'authenticated',
  'POST /items:batchDelete': { roles: ['admin'] },
} as const;

// Handlers that trust the guard in three ways: by Hono's match, and by two readings of the URL.
const APP = `
import { sallyport } from '@sallyport/worker';
import { Hono } from 'hono';
const app = new Hono();
app.use('*', sallyport(policy));
app.all('/admin/*', (c) => c.text('matched /admin'));
app.post('/items:batchDelete', (c) => c.text('matched /admin'));
app.all('*', (c) => c.text(new URL(c.req.url).pathname + '\\n' + c.req.path));
export default app;
`;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ sections: { routes }, source: APP });
});
afterAll(() => stage?.stop());

function expectUnreached(body: string, status: number): void {
  if (status !== 200) return;
  expect(body).not.toContain('matched /admin');
  for (const reading of body.split('\n')) expect(mightReachAdmin(reading), reading).toBe(false);
}

describe('middleware in raw workerd', () => {
  test('lets the role through to the handler', async () => {
    const bearer = await stage.bearer({ roles: ['admin'] });
    const answer = await stage.send({ target: '/%61dmin/secret', headers: [bearer] });
    expect([answer.status, answer.body]).toEqual([200, 'matched /admin']);
  });

  test.each(HOSTILE_TARGETS)('keeps %j from the guarded handler', async (target) => {
    for (const headers of [[], [await stage.bearer()]]) {
      const answer = await stage.send({ target, headers }).catch(() => null);
      expectUnreached(answer?.body ?? '', answer?.status ?? 400);
    }
  });

  test.each(HOSTILE_HOSTS)('keeps the Host %j from the guarded handler', async (host) => {
    for (const target of ['/admin/x', '/secret', '/x']) {
      const answer = await stage.send({ target, headers: [['Host', host]] }).catch(() => null);
      expectUnreached(answer?.body ?? '', answer?.status ?? 400);
    }
  });

  test.each([
    '/items%3AbatchDelete',
    '/items%3abatchDelete',
    '/%69tems:batchDelete',
    '/items:batchdelete',
    '/items:batchDelete',
  ])('a literal spelled %s is decided as itself or refused', async (target) => {
    const answer = await stage.send({ method: 'POST', target, headers: [await stage.bearer()] });
    expect([400, 403]).toContain(answer.status);
  });
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { assertGuarded } from '@sallyport/worker';
import { createApp } from '../src/app.ts';

test('every handler stands behind the guard, and every route of the policy has one', () => {
  assertGuarded(createApp({}), { unserved: 'refuse' });
});

test('a handler that the policy does not list is found', () => {
  const app = createApp({}).get('/reports', (c) => c.text('reports'));
  assert.throws(() => assertGuarded(app), /GET \/reports is always answered 403/);
});

test('a request without a token reaches the public handler alone', async () => {
  const app = createApp({});
  const statuses = await Promise.all(
    ['/health', '/me', '/orders/7'].map(async (path) => (await app.request(path)).status),
  );
  assert.deepEqual(statuses, [200, 401, 401]);
});

/** The binding as the runtime gives it: wrangler's own harness over workerd, with an Analytics Engine dataset bound. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHarness } from 'wrangler';
import { buildPackages } from '../../support/example.ts';

const ROOT = join(import.meta.dirname, '../../..');
let folder: string;
let server: ReturnType<typeof createTestHarness>;

// Hands each row on to the real binding and tells how it took it.
const SOURCE = `
import { createGatewayWorker } from '@sallyport/worker';
const policy = {
  issuers: { machines: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: { '/me': 'authenticated', '/caf\\u00e9/*': 'public' },
};
// A gateway keeps the environment of its first request, here as anywhere.
const recorded = createGatewayWorker(policy, { log: () => {} });
const direct = createGatewayWorker(policy, { log: () => {} });
const ORIGIN = { fetch: async () => new Response('origin') };
let rows = [];
export default {
  async fetch(request, env, ctx) {
    rows = [];
    const SALLYPORT_METRICS = {
      writeDataPoint(point) {
        const took = env.SALLYPORT_METRICS.writeDataPoint(point);
        rows.push({ point, returned: took === undefined });
      },
    };
    const answer = await recorded.fetch(request, { ORIGIN, SALLYPORT_METRICS }, ctx);
    const other = await direct.fetch(request, { ...env, ORIGIN }, ctx);
    return Response.json({ status: answer.status, direct: other.status, rows });
  },
};`;

beforeAll(async () => {
  await buildPackages();
  // Below the root, whose packages it uses.
  folder = await mkdtemp(join(ROOT, 'node_modules/.cache/sallyport-metrics-'));
  await writeFile(join(folder, 'index.ts'), SOURCE);
  const config = {
    ...{ name: 'metrics', main: 'index.ts', compatibility_date: '2026-10-01' },
    analytics_engine_datasets: [{ binding: 'SALLYPORT_METRICS', dataset: 'sallyport' }],
  };
  await writeFile(join(folder, 'wrangler.json'), JSON.stringify(config));
  server = createTestHarness({ workers: [{ configPath: join(folder, 'wrangler.json') }] });
  await server.listen();
}, 120_000);
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['/me', 401, 'deny', 'token_missing', '/me'],
  ['/caf%C3%A9/x', 200, 'allow', '', '/café/*'],
  ['/elsewhere', 403, 'deny', 'route_unmatched', ''],
])('the dataset of the runtime takes the row of %s', async (path, status, effect, reason, route) => {
  const answer = await server.fetch(path);
  const { rows, ...statuses } = JSON.parse(await answer.text());
  expect(statuses).toEqual({ status, direct: status });
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ returned: true, point: { indexes: [route || reason] } });
  const { blobs } = rows[0].point;
  expect([blobs[2], blobs[3], blobs[5]]).toEqual([effect, reason, route]);
});

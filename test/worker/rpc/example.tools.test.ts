import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPackages } from '../../support/example.ts';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../../support/raw-http.ts';
import { startWorkerd, type Workerd } from '../../support/workerd.ts';

const ROOT = join(import.meta.dirname, '../../..');
const EXAMPLE = join(ROOT, 'examples/service-binding');
const run = promisify(execFile);

const staff = createTestIssuer({
  preset: 'okta',
  issuer: 'https://acme.okta.com/oauth2/default',
  audience: 'api://default',
  algorithm: 'RS256',
});

let folder: string;
/** The issuer, by its real host. */
let world: LoopbackServer;
let workerd: Workerd;

/** A command of the workspace, as a user runs it in the example's folder, without an account. */
function execute(command: string, ...parameters: string[]): Promise<{ stdout: string }> {
  const path = [join(ROOT, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...process.env, PATH: path, CI: '1', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
  return run(join(ROOT, 'node_modules/.bin', command), parameters, { cwd: EXAMPLE, env });
}

const toConfig = (worker: string): string => `${worker}/wrangler.jsonc`;

async function bundle(worker: string): Promise<string> {
  const outdir = join(folder, worker);
  const { stdout } = await execute('wrangler', 'deploy', '-c', toConfig(worker), '--dry-run', '--outdir', outdir);
  expect(stdout).toContain('--dry-run: exiting now.');
  return join(outdir, 'index.js');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-service-binding-'));
  await buildPackages();
  world = await listenOnLoopback(async (incoming, outgoing) => {
    const answer = await staff.fetch(new Request(`https://${incoming.headers.host}${incoming.url}`));
    outgoing.writeHead(answer.status).end(await answer.text());
  });
  const [auth, api] = [await bundle('auth'), await bundle('api')];
  workerd = await startWorkerd({
    worker: { bundle: api },
    boundWorkers: { AUTH: { worker: { bundle: auth }, entrypoint: 'Sallyport' } },
    outbound: `127.0.0.1:${world.port}`,
  });
}, 120_000);
afterAll(async () => {
  await workerd?.stop();
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

const send = (request: RawRequest): Promise<RawAnswer> => sendRaw(workerd.port, request);
const bearer = async (...parameters: Parameters<TestIssuer['mint']>): Promise<[string, string]> => [
  'Authorization',
  `Bearer ${await staff.mint(...parameters)}`,
];

test('examples/service-binding has types that fit the code, the binding included', async () => {
  const types = (worker: string, ...others: string[]): Promise<{ stdout: string }> => {
    const configs = [worker, ...others].flatMap((name) => ['-c', toConfig(name)]);
    return execute('wrangler', 'types', `${worker}/worker-configuration.d.ts`, ...configs);
  };
  await types('auth');
  expect((await types('api', 'auth')).stdout).toContain('AUTH: Service<typeof import("../auth/src/index").Sallyport>');
  await execute('tsc', '-p', 'auth');
  await execute('tsc', '-p', 'api');
}, 90_000);

describe('examples/service-binding, deployed', () => {
  test('serves what its auth Worker allows, by the route and principal of the decision', async () => {
    expect(JSON.parse((await send({ target: '/health' })).body)).toEqual({ ok: true });
    const ann = await bearer({ sub: 'ann' }, { scopes: ['read:orders', 'write:orders'] });
    expect(JSON.parse((await send({ target: '/orders/%37', headers: [ann] })).body)).toEqual({
      id: '7',
      readBy: 'ann',
    });
    const body = '{"item":"tea"}';
    const written = await send({ target: '/orders', method: 'POST', headers: [ann], body });
    expect([written.status, JSON.parse(written.body)]).toEqual([201, { order: { item: 'tea' }, writtenBy: 'ann' }]);
  });

  test('returns the denials as they come', async () => {
    const reader = await bearer({ sub: 'ann' }, { scopes: ['read:orders'] });
    const missing = await send({ target: '/orders/1' });
    const statuses = await Promise.all([
      send({ target: '/orders/1', headers: [await bearer()] }),
      send({ target: '/orders', method: 'POST', headers: [reader], body: '{}' }),
      send({ target: '/elsewhere', headers: [reader] }),
      send({ target: '/health/../orders/1', headers: [reader] }),
      send({ target: '/orders/1', headers: [['Authorization', 'Bearer opaque']] }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 400, 401]);
    expect(missing).toMatchObject({ status: 401 });
    expect(JSON.parse(missing.body)).toMatchObject({ status: 401 });
    expect(missing.headers.get('www-authenticate')).toEqual([expect.stringMatching(/^Bearer realm="api"/)]);
  });
});

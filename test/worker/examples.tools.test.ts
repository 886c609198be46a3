import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createTestIssuer, type TestIssuer } from '@sallyport/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../support/loopback.ts';
import { type RawAnswer, type RawRequest, sendRaw } from '../support/raw-http.ts';
import { startWorkerd, type Workerd } from '../support/workerd.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const staff = createTestIssuer({
  preset: 'okta',
  issuer: 'https://acme.okta.com/oauth2/default',
  audience: 'api://default',
  algorithm: 'RS256',
});
const machines = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });

let folder: string;
/** Everything outside the Worker: the issuers by their real hosts, and the origin. */
let world: LoopbackServer;
const origin: Record<string, string | string[] | undefined>[] = [];

/** The gateway example's own origin, an Express application. */
async function createExpressOrigin(): Promise<RequestListener> {
  const { createOrigin } = await import(join(ROOT, 'examples/gateway/origin/server.mjs'));
  return createOrigin();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-examples-'));
  await run(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT, env: environment(ROOT) });
  const express = await createExpressOrigin();
  world = await listenOnLoopback(async (incoming, outgoing) => {
    const { host } = incoming.headers;
    if (host === 'origin.acme.dev') {
      origin.push({ ...incoming.headers, ':path': incoming.url });
      express(incoming, outgoing);
      return;
    }
    const issuer = [staff, machines].find(({ issuer }) => new URL(issuer).host === host);
    const answer = await issuer?.fetch(new Request(`https://${host}${incoming.url}`));
    outgoing.writeHead(answer?.status ?? 502).end(await answer?.text());
  });
}, 120_000);
afterAll(async () => {
  await world?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `wrangler` as a user runs it, with the project's Node and no account. */
function wrangler(example: string, ...parameters: string[]): Promise<{ stdout: string }> {
  const cwd = join(ROOT, 'examples', example);
  return run(join(cwd, 'node_modules/.bin/wrangler'), parameters, { cwd, env: environment(cwd) });
}

function environment(cwd: string): NodeJS.ProcessEnv {
  const path = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, CI: '1', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
}

/** Bundles an example as `wrangler deploy` does, and runs that bundle with the world outside replaced. */
async function deploy(example: string, vars: Record<string, string> = {}): Promise<Workerd> {
  const outdir = join(folder, example);
  const { stdout } = await wrangler(example, 'deploy', '--dry-run', '--outdir', outdir);
  expect(stdout).toContain('--dry-run: exiting now.');
  return startWorkerd({ worker: { bundle: join(outdir, 'index.js') }, vars, outbound: `127.0.0.1:${world.port}` });
}

async function bearer(issuer: TestIssuer, ...parameters: Parameters<TestIssuer['mint']>): Promise<[string, string]> {
  return ['Authorization', `Bearer ${await issuer.mint(...parameters)}`];
}

describe.each([
  ['gateway', 'ORIGIN_URL'],
  ['hono-api', 'interface Env'],
])('examples/%s', (example, expected) => {
  test('has types that fit the code', async () => {
    const { stdout } = await wrangler(example, 'types');
    expect(stdout).toContain(expected);
    const cwd = join(ROOT, 'examples', example);
    await run(join(cwd, 'node_modules/.bin/tsc'), [], { cwd, env: environment(cwd) });
  }, 60_000);
});

describe('examples/gateway, deployed', () => {
  let workerd: Workerd;
  const send = (request: RawRequest): Promise<RawAnswer> => sendRaw(workerd.port, request);
  beforeAll(async () => {
    workerd = await deploy('gateway', { ORIGIN_URL: 'https://origin.acme.dev' });
  }, 60_000);
  afterAll(() => workerd?.stop());

  test('forwards public and granted requests, and says who is calling', async () => {
    expect(JSON.parse((await send({ target: '/health' })).body)).toEqual({ ok: true });
    const headers = [await bearer(staff, { sub: 'ann' }, { scopes: ['read:orders', 'email'] })];
    const answer = await send({ target: '/orders/%31?x=1', headers });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { id: '1', readBy: { issuer: 'staff', id: 'ann', scopes: ['read:orders', 'email'] } },
    ]);
    const seen = origin.at(-1);
    expect(seen).toMatchObject({ ':path': '/orders/1?x=1', 'x-user-id': 'ann', 'x-user-issuer': 'staff' });
    expect(seen).toMatchObject({ 'x-user-scopes': 'read:orders,email', 'x-forwarded-host': 'gate.acme.dev' });
    expect(seen).not.toHaveProperty('authorization');
  });

  test('denies the rest with the status of each reason', async () => {
    const reached = origin.length;
    const writes = await bearer(staff, {}, { scopes: ['write:orders'] });
    const ann = await bearer(staff, { sub: 'ann' });
    const statuses = await Promise.all([
      send({ target: '/orders/1' }),
      send({ target: '/orders/1', headers: [await bearer(staff)] }),
      send({ target: '/orders', method: 'POST', headers: [writes] }),
      send({ target: '/users/bob/x', headers: [ann] }),
      send({ target: '/elsewhere', headers: [ann] }),
      send({ target: '/health/../orders/1', headers: [ann] }),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([401, 403, 403, 403, 403, 400]);
    expect(origin).toHaveLength(reached);
  });

  test('takes machines for writing and people for their own', async () => {
    const machine = await bearer(machines, {}, { scopes: ['write:orders'], kind: 'client' });
    const json = ['Content-Type', 'application/json'] as const;
    const written = await send({ target: '/orders', method: 'POST', headers: [machine, json], body: '{"item":"tea"}' });
    expect([written.status, JSON.parse(written.body)]).toMatchObject([
      201,
      { order: { item: 'tea' }, writtenBy: { issuer: 'machines' } },
    ]);
    const ann = await bearer(staff, { sub: 'ann' });
    const own = await send({ target: '/users/ann', headers: [ann] });
    expect(JSON.parse(own.body)).toMatchObject({ user: 'ann', readBy: { id: 'ann' } });
  });
});

test('examples/hono-api has a test of its wiring, which passes', async () => {
  const cwd = join(ROOT, 'examples/hono-api');
  const options = { cwd, env: { ...environment(cwd), NODE_TEST_CONTEXT: undefined } };
  await run(join(cwd, 'node_modules/.bin/sallyport'), ['build'], options);
  const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap'], options);
  expect(stdout).toMatch(/^# pass 3$/m);
  expect(stdout).toMatch(/^# fail 0$/m);
}, 60_000);

describe('examples/hono-api, deployed', () => {
  let workerd: Workerd;
  const send = (target: string, ...headers: [string, string][]): Promise<RawAnswer> =>
    sendRaw(workerd.port, { target, headers });
  beforeAll(async () => {
    workerd = await deploy('hono-api');
  }, 60_000);
  afterAll(() => workerd?.stop());

  test('guards its own handlers', async () => {
    expect(JSON.parse((await send('/health')).body)).toEqual({ ok: true });
    expect(JSON.parse((await send('/feed')).body)).toEqual({ for: 'everyone' });
    const ann = await bearer(staff, { sub: 'ann' }, { scopes: ['read:orders'] });
    expect(JSON.parse((await send('/feed', ann)).body)).toEqual({ for: 'ann' });
    expect(JSON.parse((await send('/me', ann)).body)).toEqual({
      ...{ subject: 'ann', issuer: 'staff', scopes: ['read:orders'] },
    });
    expect(JSON.parse((await send('/orders/7', ann)).body)).toEqual({ id: '7' });
    expect((await send('/me')).status).toBe(401);
    expect((await send('/orders/7', await bearer(staff))).status).toBe(403);
    expect((await send('/me/../feed')).status).toBe(400);
  });
});

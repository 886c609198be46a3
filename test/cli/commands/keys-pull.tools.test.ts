/** `sallyport keys pull`, and the build that bakes in what it wrote. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createTestIssuer } from '@sallyport/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LoopbackServer, listenOnLoopback } from '../../support/loopback.ts';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/orders/1';
const issuer = createTestIssuer({ issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' });
let folder: Folder;
let server: LoopbackServer;
let answer: () => Promise<{ readonly status: number; readonly body: string }>;
let requests: number;

beforeEach(async () => {
  folder = await createFolder();
  requests = 0;
  answer = async () => ({ status: 200, body: JSON.stringify(await issuer.jwks()) });
  server = await listenOnLoopback(async (_, response) => {
    requests += 1;
    const { status, body } = await answer();
    response.writeHead(status).end(body);
  });
});
afterEach(async () => {
  await server.stop();
  await folder.remove();
});

const place = (keys: object = { jwksUri: `${server.origin}/jwks` }, more: object = {}): Promise<string> =>
  folder.place('sallyport.jsonc', {
    issuers: { staff: { issuer: issuer.issuer, audience: 'https://api.acme.dev', ...keys }, ...more },
    routes: { 'GET /orders/:id': 'authenticated' },
  });
const snapshotPath = (): string => join(folder.path, '.sallyport', 'keys.json');

test('writes the key sets beside the policy, dated, and tells both times', async () => {
  const before = Math.floor(Date.now() / 1000);
  const { exitCode, stdout, stderr } = await runSallyport(['keys', 'pull', await place()]);
  expect([exitCode, stdout]).toEqual([0, '']);
  expect(stderr).toMatch(/staff {2}https:\/\/id\.acme\.dev {2}pulled, 1 key\n/);
  expect(stderr).toMatch(/fetched \S+Z, serves without waiting until \S+Z, through an outage until \S+Z\n/);
  const snapshot = JSON.parse(await readFile(snapshotPath(), 'utf8'));
  const [{ use: _, ...published } = { use: 'none' }] = (await issuer.jwks()).keys;
  expect(snapshot).toEqual({
    version: 1,
    sets: [
      {
        iss: issuer.issuer,
        place: `${server.origin}/jwks`,
        body: { keys: [published] },
        fetchedAt: expect.any(Number),
      },
    ],
  });
  expect(snapshot.sets[0].fetchedAt).toBeGreaterThanOrEqual(before);
  expect(requests).toBe(1);
});

test('reports every issuer as JSON: what stands in the policy, and what only a service binding reaches', async () => {
  const file = await place(undefined, {
    inline: { issuer: 'https://inline.acme.dev', audience: 'https://api.acme.dev', jwks: await issuer.jwks() },
    bound: { issuer: 'https://bound.acme.dev', audience: 'https://api.acme.dev', keys: { binding: 'AUTH' } },
  });
  const { exitCode, stdout, stderr } = await runSallyport(['keys', 'pull', file, '--json']);
  expect([exitCode, stderr]).toEqual([0, '']);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ ok: true, written: { path: snapshotPath(), state: 'written' } });
  expect(report.issuers).toEqual([
    expect.objectContaining({ issuer: 'staff', outcome: 'pulled', pulled: expect.objectContaining({ keyCount: 1 }) }),
    { issuer: 'inline', iss: 'https://inline.acme.dev', outcome: 'in_policy', pulled: null, why: [] },
    { issuer: 'bound', iss: 'https://bound.acme.dev', outcome: 'behind_binding', pulled: null, why: [] },
  ]);
  const { fetchedAt, freshUntilAt, staleUntilAt } = report.issuers[0].pulled;
  expect([freshUntilAt - fetchedAt, staleUntilAt - fetchedAt]).toEqual([3_600, 86_400]);
});

test('exits 3 and leaves the old snapshot alone where an issuer does not answer, and says why', async () => {
  const file = await place();
  expect((await runSallyport(['keys', 'pull', file])).exitCode).toBe(0);
  const old = await readFile(snapshotPath(), 'utf8');
  for (const [body, why] of [
    ['<html>', 'not_json'],
    ['{"keys":[]}', 'no_usable_key'],
  ] as const) {
    answer = async () => ({ status: 200, body });
    const { exitCode, stderr } = await runSallyport(['keys', 'pull', file]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('failed');
    expect(stderr).toContain('keys_unavailable');
    expect(stderr).toContain(why);
    expect(stderr).toContain('nothing was written');
    expect(stderr).toContain('sallyport check --online says which address failed');
    const told = stderr.trimEnd().split('\n');
    expect(told).toEqual([...new Set(told)]);
  }
  expect(await readFile(snapshotPath(), 'utf8')).toBe(old);
});

test('exits 2 on a policy with errors, on a wrong option, and on a command of one word, without any request', async () => {
  const bad = await folder.place('bad.jsonc', { issuers: {}, routes: { 'GET /': 'publik' } });
  expect(await runSallyport(['keys', 'pull', bad])).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await runSallyport(['keys', 'pull', '--outt', 'x'])).toMatchObject({ exitCode: 2 });
  const { exitCode, stderr } = await runSallyport(['keys']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('keys pull');
  expect((await runSallyport(['keys', 'pull', '--help'])).stdout).toContain('sallyport keys pull');
  expect(requests).toBe(0);
});

/** Builds the Lambda gate beside the policy and loads its handler. */
async function buildGate(file: string, flags: readonly string[] = []) {
  const run = await runSallyport(['build', '--gate', 'lambda', ...flags, file]);
  const load = async (): Promise<(event: object, context: object) => Promise<unknown>> => {
    const url = pathToFileURL(join(folder.path, 'authorizer', 'index.mjs')).href;
    return (await import(/* @vite-ignore */ `${url}?${Math.random()}`)).handler;
  };
  return { run, load };
}
const shippable = { jwksUri: 'https://keys.invalid/jwks' };
const baked = async (ageSeconds: number): Promise<object> => ({
  version: 1,
  sets: [
    {
      iss: issuer.issuer,
      place: shippable.jwksUri,
      body: await issuer.jwks(),
      fetchedAt: Math.floor(Date.now() / 1000) - ageSeconds,
    },
  ],
});
const event = async (): Promise<object> => ({
  type: 'TOKEN',
  authorizationToken: `Bearer ${await issuer.mint()}`,
  methodArn: ARN,
});

test.each([
  ['under an hour old', 600],
  ['hours old, after asking the issuer in vain', 20 * 3_600],
])('a built gate decides with a snapshot %s', async (_, ageSeconds) => {
  const file = await place(shippable);
  await folder.place('.sallyport/keys.json', await baked(ageSeconds));
  const { run, load } = await buildGate(file);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.stderr).toMatch(/keys {2}https:\/\/id\.acme\.dev: fetched \S+, serves without waiting until \S+, through/);
  const handler = await load();
  expect(await handler(await event(), {})).toMatchObject({ principalId: expect.any(String) });
});

test('a built gate is a fault with a snapshot past the stale bound, and without one', async () => {
  const file = await place(shippable);
  for (const content of [await baked(24 * 3_600), { version: 1, sets: [] }]) {
    await folder.place('.sallyport/keys.json', content);
    const { run, load } = await buildGate(file);
    expect(run.exitCode).toBe(0);
    await expect((await load())(await event(), {})).rejects.toThrow('keys_unavailable');
  }
});

test('the build takes another snapshot by name, and refuses what is none', async () => {
  const file = await place(shippable);
  const other = await folder.place('other.json', await baked(60));
  const { run } = await buildGate(file, ['--keys', other, '--json']);
  expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, keys: [{ iss: issuer.issuer }] });
  for (const name of ['absent.json', await folder.place('text.json', '{"keys":[]}')]) {
    const refused = await buildGate(file, ['--keys', name]);
    expect(refused.run.exitCode).toBe(2);
  }
});

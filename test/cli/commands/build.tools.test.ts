import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuiltPolicy, hashPolicy, type PolicyDocument } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { build as analyse } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const staff = createTestIssuer({ issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' });
const variable = (name: string) => `$\{${name}}`;

const toPolicy = async (issuer: object = {}, more: object = {}): Promise<object> => ({
  $schema: './schema.json',
  issuers: {
    staff: { issuer: staff.issuer, audience: 'https://api.acme.dev', jwks: await staff.jwks(), ...issuer },
  },
  routes: { 'GET /health': 'public', 'GET /orders/:id': { scopes: ['read:orders'] } },
  tests: [{ request: 'GET /orders/1', expect: 'deny:token_missing' }],
  ...more,
});

let folder: Folder;
beforeEach(async () => {
  folder = await createFolder();
});
afterEach(() => folder.remove());

const importBuilt = async (path: string): Promise<{ policy: BuiltPolicy; default: BuiltPolicy }> =>
  import(/* @vite-ignore */ pathToFileURL(path).href) as Promise<{ policy: BuiltPolicy; default: BuiltPolicy }>;

describe('for the Worker gate', () => {
  test('writes the policy module beside the policy: without tests and hints, with its hash', async () => {
    const file = await folder.place('sallyport.jsonc', await toPolicy());
    const run = await runSallyport(['build', file]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('wrote');
    const path = join(folder.path, '.sallyport', 'policy.ts');
    const { policy, default: same } = await importBuilt(path);
    expect(same).toBe(policy);
    expect(policy.sha256).toBe(await hashPolicy((await toPolicy()) as PolicyDocument));
    expect(policy.plan.routes.map(({ key }) => key)).toEqual(['GET /health', 'GET /orders/:id']);
    expect(policy.plan).not.toHaveProperty('tests');
    const check = await runSallyport(['check', file, '--json']);
    expect(JSON.parse(check.stdout)).toMatchObject({ policy: `sha256:${policy.sha256}` });
    expect(await readdir(folder.path)).toEqual(['.sallyport', 'sallyport.jsonc']);
  });

  test('leaves the module alone where nothing that decides has changed, and rewrites it where it has', async () => {
    const source = `${JSON.stringify(await toPolicy(), null, 2)}\n`;
    const file = await folder.place('sallyport.jsonc', source);
    const path = join(folder.path, '.sallyport', 'policy.ts');
    await runSallyport(['build', file]);
    const first = await stat(path);
    await folder.place('sallyport.jsonc', `// a comment\n${source}`);
    const again = await runSallyport(['build', file, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true, written: [{ path, state: 'unchanged' }] });
    expect((await stat(path)).mtimeMs).toBe(first.mtimeMs);
    await folder.place('sallyport.jsonc', source.replace('read:orders', 'read:all'));
    const changed = await runSallyport(['build', file, '--json']);
    expect(JSON.parse(changed.stdout)).toMatchObject({ written: [{ path, state: 'written' }] });
    expect(await readFile(path, 'utf8')).toContain('read:all');
  });

  test('leaves variables to the gate and writes presets out', async () => {
    const issuers = {
      okta: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: variable('AUDIENCE') },
    };
    const file = await folder.place('sallyport.jsonc', { issuers, routes: { '/*': 'authenticated' } });
    const run = await runSallyport(['build', file, '--out', join(folder.path, 'out')]);
    expect(run.exitCode).toBe(0);
    const { policy } = await importBuilt(join(folder.path, 'out', 'policy.ts'));
    const [okta] = policy.plan.issuers;
    expect(okta?.audience).toEqual({ own: variable('AUDIENCE') });
    expect(okta?.algorithms).toEqual(['RS256']);
    expect(await readdir(folder.path)).toEqual(['out', 'sallyport.jsonc']);
  });

  test('says where it cannot write', async () => {
    const file = await folder.place('sallyport.jsonc', await toPolicy());
    const run = await runSallyport(['build', file, '--out', join(file, 'below')]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/^sallyport: .*policy\.ts cannot be written \(E[A-Z]+\)\n$/);
  });
});

describe('refuses, with the finding and without writing,', () => {
  test.each([
    ['a loopback issuer', { issuer: 'http://localhost:8788' }, {}, '/issuers/staff/issuer'],
    ['an https loopback issuer', { issuer: 'https://127.0.0.1' }, {}, '/issuers/staff/issuer'],
    ['an http key location', { jwks: undefined, jwksUri: 'http://127.0.0.1:1/jwks' }, {}, '/issuers/staff/jwksUri'],
    ['a loopback origin', {}, { worker: { origins: 'http://localhost:3000' } }, '/worker/origins'],
    ['a policy with errors', {}, { routes: { 'GET /a': 'pubic' } }, '/routes/GET ~1a'],
  ])('%s', async (_, issuer, more, pointer) => {
    const file = await folder.place('sallyport.jsonc', await toPolicy(issuer, more));
    for (const gate of ['worker', 'lambda']) {
      const run = await runSallyport(['build', file, '--gate', gate, '--json']);
      expect(run.exitCode).toBe(1);
      const report = JSON.parse(run.stdout) as { findings: { pointer: string; level: string }[] };
      expect(report).toMatchObject({ ok: false, written: [], policy: null });
      expect(report.findings.filter(({ level }) => level === 'error').map((finding) => finding.pointer)).toContain(
        pointer,
      );
    }
    expect(await readdir(folder.path)).toEqual(['sallyport.jsonc']);
  });

  test('what the Lambda gate cannot do, for that gate only', async () => {
    const file = await folder.place('sallyport.jsonc', await toPolicy({}, { routes: { 'GET /feed': 'optional' } }));
    const run = await runSallyport(['build', file, '--gate', 'lambda']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('routes["GET /feed"]');
    expect(run.stderr).toContain('nothing was built');
    expect((await runSallyport(['build', file])).exitCode).toBe(0);
  });
});

test('warnings are told and built', async () => {
  const routes = { '/orders/*': 'public', 'GET /orders/:id': { scopes: ['read:orders'] } };
  const file = await folder.place('sallyport.jsonc', await toPolicy({}, { routes }));
  const run = await runSallyport(['build', file]);
  expect(run.stderr).toContain('warning');
  expect(run.exitCode).toBe(0);
});

describe('for the Lambda gate', () => {
  interface Handler {
    readonly handler: (
      event: object,
      context: object,
    ) => Promise<{ policyDocument: { Statement: { Effect: string }[] } }>;
  }
  const importHandler = (path: string) => import(/* @vite-ignore */ pathToFileURL(path).href) as Promise<Handler>;
  const toEvent = (token: string, path: string) => ({
    ...{ type: 'TOKEN', authorizationToken: `Bearer ${token}` },
    methodArn: `${BASE}/GET${path}`,
  });

  test('writes a bundle that decides, and its zip', async () => {
    const file = await folder.place('sallyport.jsonc', await toPolicy({}, { log: { decisions: 'off' } }));
    const run = await runSallyport(['build', file, '--gate', 'lambda', '--json']);
    expect(run.stderr).toBe('');
    const bundlePath = join(folder.path, 'authorizer', 'index.mjs');
    const report = JSON.parse(run.stdout) as { written: { path: string; bytes: number; gzipBytes: number | null }[] };
    expect(report.written.map(({ path }) => path)).toEqual([
      join(folder.path, '.sallyport', 'policy.ts'),
      bundlePath,
      join(folder.path, 'authorizer.zip'),
    ]);
    expect(report.written[1]?.bytes).toBe((await stat(bundlePath)).size);
    const people = await runSallyport(['build', file, '--gate', 'lambda']);
    expect(people.stderr).toMatch(/authorizer\/index\.mjs {2}[0-9.]+ KB, [0-9.]+ KB gzip/);

    const { handler } = await importHandler(bundlePath);
    const good = await staff.mint({ sub: 'u1', scope: 'read:orders' });
    const { policyDocument } = await handler(toEvent(good, '/orders/1'), {});
    expect(policyDocument.Statement[0]).toMatchObject({ Effect: 'Allow' });
    const forged = createTestIssuer({ issuer: staff.issuer, audience: 'https://api.acme.dev' });
    await expect(handler(toEvent(await forged.mint({ sub: 'u1' }), '/orders/1'), {})).rejects.toThrow(/^Unauthorized$/);
  });

  test('the bundle imports nothing, exports the handler alone, and is the same every time', async () => {
    const file = await folder.place('sallyport.jsonc', await toPolicy());
    const build = (out: string) => runSallyport(['build', file, '--gate', 'lambda', '--out', join(folder.path, out)]);
    await Promise.all([build('one'), build('two')]);
    const read = (out: string, name: string) => readFile(join(folder.path, out, name));
    const bundle = (await read('one', 'authorizer/index.mjs')).toString();
    const { metafile } = await analyse({ stdin: { contents: bundle }, metafile: true, write: false, format: 'esm' });
    const [output] = Object.values(metafile.outputs);
    expect([output?.imports, output?.exports]).toEqual([[], ['handler']]);
    // What is reached for keys in the policy (76 KiB) and a little: the ceiling is for a part that this policy has no use
    // for, the grammar of documents, or a tool of this command line, that slips in.
    expect(bundle.length).toBeLessThan(78 * 1024);
    expect(bundle).not.toContain('did you mean');
    for (const name of ['policy.ts', 'authorizer/index.mjs', 'authorizer.zip']) {
      expect((await read('one', name)).equals(await read('two', name))).toBe(true);
    }
  });

  test('the bundle refuses to start on a local address that a variable brings in', async () => {
    const policy = await toPolicy({ issuer: variable('BUILD_TEST_ISSUER'), jwks: undefined });
    const file = await folder.place('sallyport.jsonc', policy);
    const run = await runSallyport(['build', file, '--gate', 'lambda']);
    expect(run.exitCode).toBe(0);
    const path = join(folder.path, 'authorizer', 'index.mjs');
    process.env.BUILD_TEST_ISSUER = 'http://127.0.0.1:8788';
    await expect(importHandler(path)).rejects.toThrow(/\/issuers\/staff\/issuer/);
    delete process.env.BUILD_TEST_ISSUER;
  });
});

/** The folder that the Deploy to Cloudflare button takes: complete, of this release, and without anything local. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Policy } from '@sallyport/core';
import { createTestIssuer } from '@sallyport/core/testing';
import { createGatewayWorker } from '@sallyport/worker';
import { parse } from 'jsonc-parser';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runSallyport } from '../../cli/commands/sallyport.ts';
import { parseConfig, ROOT, readConfigText } from './wrangler-config.ts';

const TEMPLATE = 'templates/cloudflare-gateway';
const FOLDER = join(ROOT, TEMPLATE);
const run = promisify(execFile);

const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' });
const GOOD = {
  ORIGIN_URL: 'https://origin.acme.dev',
  ISSUER: issuer.issuer,
  AUDIENCE: 'https://api.acme.dev',
} as const;

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'sallyport-template-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

const build = (env: Readonly<Record<string, string>>, folder = 'refused') =>
  runSallyport(['build', '--out', join(out, folder)], { cwd: FOLDER, env: { ISSUER: '', AUDIENCE: '', ...env } });
const readManifest = async (path: string) => JSON.parse(await readFile(join(ROOT, path, 'package.json'), 'utf8'));

test('is what examples/gateway says', async () => {
  const script = join(ROOT, 'scripts/write-deploy-template.mjs');
  await expect(run(process.execPath, [script, '--check'])).resolves.toMatchObject({ stdout: '' });
});

test('installs this release from the registry, and needs nothing outside of its folder', async () => {
  const { dependencies, devDependencies, scripts } = await readManifest(TEMPLATE);
  const asked: [string, string][] = Object.entries({ ...dependencies, ...devDependencies });
  for (const [name, version] of asked) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    if (!/^@?sallyport\b/.test(name)) continue;
    const folder = name === 'sallyport' ? 'cli' : name.replace('@sallyport/', '');
    expect([name, version]).toEqual([name, (await readManifest(`packages/${folder}`)).version]);
  }
  expect(Object.keys({ ...dependencies, ...devDependencies })).toEqual(
    expect.arrayContaining(['@sallyport/core', '@sallyport/worker', 'hono', 'sallyport', 'wrangler']),
  );
  expect(scripts).toMatchObject({ build: 'sallyport build', deploy: 'wrangler deploy' });
  expect(JSON.stringify(scripts)).not.toContain('..');
});

test('asks for every variable by name, with an explanation and without a value', async () => {
  const { vars = {} } = parseConfig(readConfigText(TEMPLATE));
  const policy = await readFile(join(FOLDER, 'sallyport.jsonc'), 'utf8');
  const named = [...policy.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  expect(Object.keys(vars).sort()).toEqual([...named, 'ORIGIN_URL'].sort());
  expect(Object.values(vars)).toEqual(['', '', '']);
  const { bindings } = (await readManifest(TEMPLATE)).cloudflare;
  expect(Object.keys(bindings).sort()).toEqual(Object.keys(vars).sort());
  for (const { description } of Object.values<{ description: string }>(bindings)) expect(description).toMatch(/.{40}/);
});

describe('ships no development setting', () => {
  test('in any file: no file of secrets or variables, no local address, no settings for development', async () => {
    const { stdout } = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '.'], {
      cwd: FOLDER,
    });
    const files = stdout.trim().split('\n');
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'sallyport.jsonc', 'src/index.ts', 'wrangler.jsonc']),
    );
    // Whatever stands in such a file becomes a secret of the deployed Worker, example values included.
    expect(files.filter((file) => /(^|\/)\.(dev\.vars|env)/.test(file))).toEqual([]);
    for (const file of files) {
      if (file === 'README.md') continue;
      expect(await readFile(join(FOLDER, file), 'utf8'), file).not.toMatch(/localhost|127\.0\.0\.1|\[::1\]|http:\/\//);
    }
    const config = parseConfig(readConfigText(TEMPLATE));
    for (const key of ['dev', 'env', 'keep_vars', 'secrets', 'compatibility_flags', 'no_bundle'])
      expect(config).not.toHaveProperty(key);
    expect(config).toMatchObject({
      preview_urls: false,
      observability: { enabled: true, redact_query_string: true },
      exports: { default: { cache: { enabled: false } } },
    });
    expect(parse(await readFile(join(FOLDER, 'sallyport.jsonc'), 'utf8')).log?.subject).not.toBe('plain');
    expect(await readFile(join(FOLDER, 'sallyport.jsonc'), 'utf8')).not.toContain('unsafe');
  });

  test.each(['http://127.0.0.1:8788', 'http://tokens.acme.dev', 'https://localhost', 'https://[::1]:8443'])(
    'the build refuses the issuer %s, and writes nothing',
    async (ISSUER) => {
      const { exitCode, stderr } = await build({ ...GOOD, ISSUER });
      expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/issuers\.users\.issuer[\s\S]*nothing was built/)]);
      expect(await readdir(out)).not.toContain('refused');
    },
  );

  test('the deployed Worker answers 500 to everything while a variable is empty, local or no https', async () => {
    expect(await build({}, 'built')).toMatchObject({ exitCode: 0 });
    const { policy }: { policy: Policy } = await import(pathToFileURL(join(out, 'built/policy.ts')).href);
    const statusOf = async (env: Readonly<Record<string, string>>, headers: HeadersInit = {}): Promise<number> => {
      const worker = createGatewayWorker(policy, { fetch: issuer.fetchPort, log: () => {} });
      return (await worker.fetch(new Request('https://gate.acme.dev/orders/1', { headers }), env)).status;
    };
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    for (const [name, wrong] of [
      ...Object.keys(GOOD).map((name) => [name, ''] as const),
      ...['http://127.0.0.1:8788', 'http://tokens.acme.dev', 'https://localhost'].flatMap((address) => [
        ['ISSUER', address] as const,
        ['ORIGIN_URL', address] as const,
      ]),
    ]) {
      expect([name, wrong, await statusOf({ ...GOOD, [name]: wrong })]).toEqual([name, wrong, 500]);
      expect(problems.mock.lastCall?.[0]).toMatchObject({ kind: 'sallyport.defect', error: 'PolicyError' });
    }
    problems.mockRestore();
    expect(await statusOf(GOOD)).toBe(401);
    const foreign = `Bearer ${await issuer.mint({}, { audience: 'https://other.acme.dev' })}`;
    expect(await statusOf(GOOD, { Authorization: foreign })).toBe(401);
  });
});

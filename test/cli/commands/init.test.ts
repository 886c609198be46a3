/** `sallyport init` as people run it. */
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

const ROOT = new URL('../../../', import.meta.url);
const ACME = ['--issuer', 'https://acme.okta.com/oauth2/default', '--audience', 'api://default'];
let folder: Folder;
beforeEach(async () => {
  folder = await createFolder();
});
afterEach(() => folder.remove());

const read = (name: string): Promise<string> => readFile(join(folder.path, name), 'utf8');
// Whom these name is not asked: `ask-issuer.test.ts` has an issuer of its own.
const init = (...args: string[]) => runSallyport(['init', ...args, '--offline'], { cwd: folder.path });
const list = async (): Promise<readonly string[]> =>
  (await readdir(folder.path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.path.length + 1))
    .sort();

const BASE = ['.gitignore', 'README.md', 'package.json', 'sallyport.jsonc'];
const WORKER = ['src/index.ts', 'tsconfig.json', 'wrangler.jsonc'];

test("corrects an Okta console's address to an issuer that is not refused next, and nothing is written", async () => {
  const { exitCode, stderr } = await init('--issuer', 'https://acme-admin.okta.com', '--audience', 'api://default');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('write "https://acme.okta.com/oauth2/default"');
  expect(stderr).not.toContain('write "https://acme.okta.com"');
  expect(await list()).toEqual([]);
});

describe('what it writes', () => {
  test.each([
    ['worker', [...BASE, ...WORKER]],
    ['lambda', [...BASE, 'template.yaml']],
    ['both', [...BASE, ...WORKER, 'template.yaml']],
  ])('for %s passes check and test at once', async (gate, files) => {
    const made = await init(...ACME, '--gate', gate, '--json');
    expect([made.exitCode, made.stderr]).toEqual([0, '']);
    const report = JSON.parse(made.stdout);
    expect(report).toMatchObject({ ok: true, gate, preset: 'okta', issuerKind: 'given' });
    expect([...report.files].sort()).toEqual([...files].sort());
    expect(await list()).toEqual([...files].sort());
    const check = await runSallyport(['check', ...(gate === 'worker' ? [] : ['--gate', 'lambda'])], {
      cwd: folder.path,
    });
    expect([check.exitCode, check.stderr]).toEqual([0, expect.stringContaining('no findings')]);
    const tested = await runSallyport(['test', '--min-routes', '100', '--json'], { cwd: folder.path });
    expect([tested.exitCode, JSON.parse(tested.stdout)]).toEqual([0, expect.objectContaining({ failed: 0 })]);
  });

  test("are the examples' files, byte by byte save the Worker's name and origin", async () => {
    await init(...ACME, '--gate', 'both', '--origin', 'https://api.internal-acme.dev', '--yes');
    const example = (path: string): Promise<string> => readFile(new URL(`examples/${path}`, ROOT), 'utf8');
    for (const [own, source] of [
      ['src/index.ts', 'gateway/src/index.ts'],
      ['tsconfig.json', 'gateway/tsconfig.json'],
      ['template.yaml', 'api-gateway/template.yaml'],
    ] as const) {
      expect(await read(own)).toBe(await example(source));
    }
    const filled = parse(await read('wrangler.jsonc'));
    const expected = parse(await example('gateway/wrangler.jsonc'));
    expect(filled.name).toMatch(/^sallyport-cli-[a-z0-9-]+$/);
    expect(filled).toEqual({
      ...expected,
      name: filled.name,
      vars: { ORIGIN_URL: 'https://api.internal-acme.dev' },
      env: {
        staging: { ...expected.env.staging, vars: { ORIGIN_URL: '' } },
        production: { ...expected.env.production, vars: { ORIGIN_URL: 'https://api.internal-acme.dev' } },
      },
    });
  });

  test('gives every method of the template a route of the policy', async () => {
    await init(...ACME, '--gate', 'lambda');
    const paths = [...(await read('template.yaml')).matchAll(/Path: "?([^",\s]+)"?, Method: (\w+)/g)];
    expect(paths.length).toBeGreaterThanOrEqual(5);
    const routes = Object.keys(parse(await read('sallyport.jsonc')).routes);
    const toKey = (path: string, method: string): string => {
      const pattern = path.replace('{proxy+}', '*').replaceAll(/\{(\w+)\}/g, ':$1');
      return method === 'any' ? pattern : `${method.toUpperCase()} ${pattern}`;
    };
    expect(paths.map(([, path = '', method = '']) => toKey(path, method)).sort()).toEqual(routes.sort());
  });

  test('asks npm for the versions of this release, and for nothing of the workspace', async () => {
    await init(...ACME, '--gate', 'both');
    const { version } = JSON.parse(await readFile(new URL('packages/cli/package.json', ROOT), 'utf8'));
    const manifest = JSON.parse(await read('package.json'));
    expect(JSON.stringify(manifest)).not.toMatch(/workspace:|@sallyport\/example/);
    expect(manifest.dependencies).toMatchObject({ '@sallyport/core': version, '@sallyport/worker': version });
    expect(manifest.devDependencies).toMatchObject({ sallyport: version, '@sallyport/dev': version });
    expect(manifest.scripts).toMatchObject({ test: 'sallyport test', start: 'sallyport dev' });
  });

  test("names no origin that is not the user's: an empty one keeps the Worker from starting", async () => {
    const { stderr } = await init(...ACME);
    const { vars, env } = parse(await read('wrangler.jsonc'));
    expect([vars, env.staging.vars, env.production.vars]).toEqual(Array(3).fill({ ORIGIN_URL: '' }));
    expect(stderr).toContain('ORIGIN_URL');
  });

  test('--yes needs nothing, and says what to change before it ships', async () => {
    const { exitCode, stdout, stderr } = await init('new/one', '--yes');
    expect([exitCode, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(
      /Next:\n {2}cd new\/one && npm install\n {2}npm test && npm start\n {2}npx wrangler deploy {3}# first write your issuer/,
    );
    expect(await read('new/one/README.md')).toContain('1. Write your issuer and audience into sallyport.jsonc.');
    expect((await runSallyport(['check'], { cwd: join(folder.path, 'new/one') })).exitCode).toBe(0);
  });
});

describe('what it refuses', () => {
  test('overwriting: every file that is there is named, and none is touched', async () => {
    await folder.place('README.md', 'mine');
    await symlink('nowhere', join(folder.path, 'template.yaml'));
    const { exitCode, stderr } = await init(...ACME, '--gate', 'lambda');
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('nothing is overwritten: template.yaml, README.md;'),
    ]);
    expect(await read('README.md')).toBe('mine');
    expect(await list()).toEqual(['README.md']);
  });

  test('a folder that is a file', async () => {
    await folder.place('file', 'mine');
    expect(await init('file', ...ACME)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('file is a file, not a folder'),
    });
  });

  test.each([
    [['--issuer', 'https://acme.okta.com', '--audience', 'a'], 'write "https://acme.okta.com/oauth2/default"'],
    [['--preset', 'cognito', '--issuer', 'https://id.acme.dev', '--audience', 'a'], 'preset "cognito"'],
    [['--preset', 'oktta', ...ACME], 'there is no preset oktta: did you mean okta?'],
    [['--preset', 'google-iap', '--audience', 'a', '--gate', 'lambda'], 'tokenFrom'],
    [['--gate', 'edge', ...ACME], '--gate takes worker or lambda or both'],
    [['--isuer', 'x'], 'did you mean --issuer?'],
    [['--audience', 'a'], 'nobody can be asked here: add --issuer, or --yes'],
    [['--json'], 'add --issuer and --audience'],
  ])('%j, with one sentence and before anything is written', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await init(...args);
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringContaining(sentence)]);
    expect(await list()).toEqual([]);
  });

  test('an origin that the Worker would refuse', async () => {
    await mkdir(join(folder.path, 'x'));
    for (const origin of ['ftp://api.acme.dev', 'api.acme.dev', 'https://api.acme.dev/v1', 'http://localhost:3000']) {
      const { exitCode, stderr } = await init(...ACME, '--origin', origin);
      expect([origin, exitCode, stderr]).toEqual([origin, 2, expect.stringContaining('--origin')]);
    }
    expect(await list()).toEqual([]);
  });
});

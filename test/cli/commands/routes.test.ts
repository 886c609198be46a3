import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RoutesReport } from '../../../packages/cli/src/route-matrix/report.ts';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const POLICY = {
  issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
  routes: {
    '/admin/*': 'deny',
    'GET|PUT /orders/*': { scopes: ['read:orders'] },
    'GET /orders/:id': 'authenticated',
    '/users/:user': { claims: { sub: { param: 'user' } } },
    'GET /health': 'public',
  },
  tests: [{ request: 'GET /users/1', token: { issuer: 'acme', claims: { sub: 'a person' } }, expect: 'deny' }],
};
const OPENED = { ...POLICY, routes: { ...POLICY.routes, '/admin/*': 'public', 'GET /health': 'optional' } };

describe('the matrix', () => {
  test('has the most specific routes first, and a cell for each persona', async () => {
    const run = await runSallyport(['routes', await folder.place('policy.jsonc', POLICY), '--json']);
    const report = JSON.parse(run.stdout) as RoutesReport;
    expect(report).toMatchObject({ ok: true, findings: [], diff: null });
    expect(report.personas).toEqual(['no token', 'acme', 'acme scopes=read:orders', 'acme claims=sub']);
    expect(report.routes.map(({ route }) => route)).toEqual([
      '/admin/*',
      'GET /health',
      'GET /orders/:id',
      'GET|PUT /orders/*',
      '/users/:user',
    ]);
    const answers = report.routes.map(({ cells }) =>
      cells?.map(({ status, reason, own }) => reason ?? [status, ...own]),
    );
    expect(answers).toEqual([
      ['route_denied', 'route_denied', 'route_denied', 'route_denied'],
      [[200], [200], [200], [200]],
      ['token_missing', [200], [200], [200]],
      ['token_missing', 'scope_insufficient', [200], 'scope_insufficient'],
      ['token_missing', [200, 'user'], [200, 'user'], [200, 'user']],
    ]);
    expect(run.stdout).not.toContain('a person');
    expect(run.exitCode).toBe(0);
  });

  test('is a table for people on standard error, and Markdown on standard output', async () => {
    const file = await folder.place('policy.jsonc', POLICY);
    const people = await runSallyport(['routes', file]);
    expect(people.stderr).toContain('GET|PUT /orders/*  401     403     allow   403\n');
    expect(people.stderr).toContain('/users/:user       401     allow*  allow*  allow*\n');
    expect(people.stderr).toContain('[2]  acme scopes=read:orders\n');
    expect(people.stderr).not.toContain('\u001b');
    expect(people.stdout).toBe('');
    const markdown = await runSallyport(['routes', file, '--markdown']);
    expect(markdown.stdout).toContain('| `GET\\|PUT /orders/*` | 401 | 403 | allow | 403 |\n');
    expect(markdown.stderr).toBe('');
    const both = await runSallyport(['routes', file, '--markdown', '--json']);
    expect(both.exitCode).toBe(2);
  });
});

describe('the paths that the gate answers itself', () => {
  const worker = { publicOrigin: 'https://gate.acme.dev', assertion: { key: `$\{KEY}` }, health: true };
  const resource = 'https://api.acme.dev/mcp';

  test('are listed in every form, without the variables of the gate', async () => {
    const file = await folder.place('own.jsonc', { ...POLICY, resource, worker });
    const report = JSON.parse((await runSallyport(['routes', file, '--json'])).stdout) as RoutesReport;
    expect(report.ownPaths).toEqual([
      { path: '/.well-known/oauth-protected-resource/mcp', kind: 'resource-metadata' },
      { path: '/.well-known/sallyport/jwks', kind: 'assertion-keys' },
      { path: '/.well-known/sallyport/health', kind: 'health' },
    ]);
    const people = await runSallyport(['routes', file]);
    expect(people.stderr).toContain('answered by the Worker gate itself:\n');
    expect(people.stderr).toContain('GET|HEAD /.well-known/sallyport/health  state of the keys\n');
    const markdown = await runSallyport(['routes', file, '--markdown']);
    expect(markdown.stdout).toContain(
      '| `GET\\|HEAD /.well-known/oauth-protected-resource/mcp` | protected resource metadata (RFC 9728) |\n',
    );
  });

  test('are not mentioned where there are none', async () => {
    const file = await folder.place('policy.jsonc', POLICY);
    expect(JSON.parse((await runSallyport(['routes', file, '--json'])).stdout)).toMatchObject({ ownPaths: [] });
    expect((await runSallyport(['routes', file])).stderr).not.toContain('answered by');
    expect((await runSallyport(['routes', file, '--markdown'])).stdout).not.toContain('answered by');
  });
});

describe('--diff', () => {
  test('exits 1 with a file whose access was narrower, and 0 the other way round', async () => {
    const before = await folder.place('before.jsonc', POLICY);
    const after = await folder.place('after.jsonc', OPENED);
    const wider = await runSallyport(['routes', after, '--diff', before]);
    expect(wider.stderr).toContain(
      'public    GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS  "/admin/*" deny -> "/admin/*" public\n',
    );
    expect(wider.stderr).toContain('stricter  GET|HEAD  "GET /health" public -> "GET /health" optional\n');
    expect(wider.exitCode).toBe(1);
    const narrower = await runSallyport(['routes', before, '--diff', after, '--markdown']);
    expect(narrower.stdout).toMatch(
      /\| stricter \| GET HEAD POST .* \| `\/admin\/\*` public \| `\/admin\/\*` deny \|\n/,
    );
    expect(narrower.stdout).toContain('| **public** | GET HEAD | `GET /health` optional | `GET /health` public |\n');
    expect(narrower.exitCode).toBe(1);
    expect((await runSallyport(['routes', before, '--diff', before])).exitCode).toBe(0);
  });

  test('lists settings and what changed of an issuer in every form, with both values', async () => {
    const before = await folder.place('before.jsonc', { ...POLICY, worker: { originTimeoutSeconds: 9 } });
    const acme = { ...POLICY.issuers.acme, algorithms: ['ES256'] };
    const worker = { lookAlikes: 'ignore' };
    const after = await folder.place('after.jsonc', { ...POLICY, worker, issuers: { acme } });
    const people = await runSallyport(['routes', after, '--diff', before]);
    expect(people.stderr).toContain('changed   issuer acme (algorithms)\n');
    expect(people.stderr).toContain('wider     setting worker.lookAlikes  "refuse" -> "ignore"\n');
    expect(people.stderr).toContain('other     setting worker.originTimeoutSeconds  9 -> 100\n');
    expect(people.stderr).toContain('routes, issuers or settings let in what was refused\n');
    const { stdout, exitCode } = await runSallyport(['routes', after, '--diff', before, '--markdown']);
    expect(stdout).toContain('| **changed** |  | issuer `acme` | issuer `acme`, `algorithms` |\n');
    expect(stdout).toContain('| **wider** |  | setting `worker.lookAlikes`: `"refuse"` | `"ignore"` |\n');
    expect(stdout).toContain('| other |  | setting `worker.originTimeoutSeconds`: `9` | `100` |\n');
    const { diff } = JSON.parse((await runSallyport(['routes', after, '--diff', before, '--json'])).stdout);
    expect(diff.settings).toEqual([
      { setting: 'worker.lookAlikes', change: 'wider', widens: true, before: 'refuse', after: 'ignore' },
      { setting: 'worker.originTimeoutSeconds', change: 'other', widens: false, before: 9, after: 100 },
    ]);
    expect([exitCode, diff.widens]).toEqual([1, true]);
  });

  test('reads the same file at a revision of git', async () => {
    const repository = await createFolder();
    const git = (...args: string[]) => execFileSync('git', args, { cwd: repository.path, stdio: 'ignore' });
    const file = await repository.place('api/policy.jsonc', POLICY);
    git('init');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@acme.dev', '-c', 'commit.gpgsign=false', 'commit', '-m', 'first');
    await repository.place('api/policy.jsonc', OPENED);
    const run = await runSallyport(['routes', file, '--diff', 'HEAD', '--json'], {
      env: { PATH: process.env.PATH ?? '' },
    });
    const { diff, ok } = JSON.parse(run.stdout) as RoutesReport;
    expect(diff).toMatchObject({ against: `HEAD:${file}`, widens: true, issuers: [] });
    expect(diff?.routes.map(({ change }) => change)).toEqual(['public', 'stricter']);
    expect(ok).toBe(false);
    expect(run.exitCode).toBe(1);
    await repository.remove();
  });

  test('exits 2 for what is neither file nor revision, options of git included', async () => {
    const file = await folder.place('policy.jsonc', POLICY);
    for (const name of ['nowhere', '--diff=--output=x', '--diff=HEAD:other']) {
      const words = name.startsWith('--') ? [name] : ['--diff', name];
      const run = await runSallyport(['routes', file, ...words], { env: { PATH: process.env.PATH ?? '' } });
      expect(run.stderr).toContain('and git knows no such revision');
      expect(run.exitCode).toBe(2);
    }
  });

  test('exits 2 where the policy compared with has errors, at their place', async () => {
    const file = await folder.place('policy.jsonc', POLICY);
    const broken = await folder.place('broken.jsonc', '{ "issuers": {}, "routes": { "GET /x": "pubic" } }');
    const run = await runSallyport(['routes', file, '--diff', broken]);
    expect(run.stderr).toContain(`${broken}:1:`);
    expect(run.exitCode).toBe(2);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestReport } from '../../../packages/cli/src/policy-tests/report.ts';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const HEAD = `{
  "issuers": { "acme": { "issuer": "$\{ACME_ISSUER}", "preset": "okta", "audience": "https://api.acme.dev" } },
  "routes": {
    "GET /health": "public",
    "GET /orders/:id": { "scopes": ["read:orders"] },
    "/admin/*": { "anyOf": [{ "roles": ["admin"] }, { "claims": { "team": "ops" } }] }
  },
  "tests": [`;
const policy = (...tests: string[]) => `${HEAD}\n    ${tests.join(',\n    ')}\n  ]\n}\n`;
const token = (more: string) => `"token": { "issuer": "acme"${more} }`;

const PASSING = policy(
  '{ "request": "GET /health", "expect": "allow" }',
  '{ "request": "GET /orders/1", "expect": "deny:token_missing" }',
  `{ "request": "GET /orders/1", ${token('')}, "expect": "deny:scope_insufficient" }`,
  `{ "request": "GET /orders/1?page=2", ${token(', "scopes": ["read:orders"]')}, "expect": "allow" }`,
  `{ "request": "GET /admin/x", ${token(', "claims": { "team": "a person" }')}, "expect": "deny" }`,
);
const FAILING = policy(
  `{ "request": "GET /orders/1", ${token(', "scopes": ["read:orders"]')}, "expect": "deny:scope_insufficient" }`,
  `{ "request": "GET /orders/1?code=abc", ${token(', "claims": { "team": "a person" }')}, "expect": "allow" }`,
  '{ "request": "GET /elsewhere", "expect": "deny:token_missing" }',
);

describe('a policy whose tests pass', () => {
  test('exits 0 with every part reached and proved, and needs neither a network nor its variables', async () => {
    const run = await runSallyport([
      'test',
      await folder.place('good.jsonc', PASSING),
      '--json',
      '--min-routes',
      '100',
    ]);
    const report = JSON.parse(run.stdout) as TestReport;
    expect(report).toMatchObject({ ok: true, passed: 5, failed: 0, findings: [], minRoutes: 100 });
    expect(report.coverage).toEqual({
      routes: { total: 3, reached: 3, percent: 100, missing: [] },
      requirements: { total: 3, reached: 3, percent: 100, missing: [] },
    });
    expect(report.policy).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(report.tests[3]).toMatchObject({
      request: 'GET /orders/1?…',
      route: 'GET /orders/:id',
      line: 12,
      column: 5,
    });
    expect(run.stdout).not.toContain('a person');
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
  });
});

describe('a policy whose tests fail', () => {
  test('exits 1 with the place, what was expected, what came out and by which route', async () => {
    const file = await folder.place('bad.jsonc', FAILING);
    const { exitCode, stdout, stderr } = await runSallyport(['test', file]);
    expect(stderr).toContain(`${file}:9:5  failed  GET /orders/1  acme scopes=read:orders\n`);
    expect(stderr).toContain('    expected  deny:scope_insufficient\n    came out  allow, route "GET /orders/:id"\n');
    expect(stderr).toContain(`${file}:10:5  failed  GET /orders/1?…  acme claims=team\n    expected  allow\n`);
    expect(stderr).toContain('    came out  deny 403 scope_insufficient (scopes), route "GET /orders/:id"\n');
    expect(stderr).toContain('    came out  deny 403 route_unmatched, no route\n');
    expect(stderr).toMatch(/\n {4}more: \/\S+\/docs\/reasons\.md#route_unmatched\n/);
    expect(stderr.match(/^ {4}more: /gm)).toHaveLength(2);
    expect(stderr).toContain(`${file}:4:5  not tested  routes["GET /health"]`);
    expect(stderr).toContain(`${file}:6:31  not proved  routes["/admin/*"].anyOf[0].roles`);
    expect(stderr).toContain(`${file}: 0 passed, 3 failed, routes 1 of 3 (33%), requirements 0 of 3 (0%)\n`);
    expect(stderr).not.toMatch(/abc|a person|\u001b/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  });
});

describe('--min-routes', () => {
  test('exits 1 below the share, without any test too', async () => {
    const file = await folder.place('one.jsonc', policy('{ "request": "GET /health", "expect": "allow" }'));
    const below = await runSallyport(['test', file, '--min-routes', '34']);
    expect(below.stderr).toContain('tests reach 33% of the routes, --min-routes asks for 34%');
    expect(below.exitCode).toBe(1);
    expect((await runSallyport(['test', file, '--min-routes', '33.3%'])).exitCode).toBe(0);
    const none = await folder.place('none.jsonc', policy());
    const untested = await runSallyport(['test', none]);
    expect(untested.stderr).toBe(`${none}: no tests\n`);
    expect(untested.exitCode).toBe(0);
    expect((await runSallyport(['test', none, '--min-routes', '1'])).exitCode).toBe(1);
  });

  test('takes a percentage and nothing else', async () => {
    const file = await folder.place('one.jsonc', policy());
    const run = await runSallyport(['test', file, '--min-routes', '101']);
    expect(run.stderr).toContain('--min-routes takes a percentage');
    expect(run.exitCode).toBe(2);
  });
});

test('a policy with errors exits 2 with its findings, for machines in one object', async () => {
  const file = await folder.place('broken.jsonc', policy('{ "request": "GET /health", "expect": "alow" }'));
  const run = await runSallyport(['test', file, '--json']);
  const report = JSON.parse(run.stdout) as TestReport;
  expect(report).toMatchObject({ ok: false, policy: null, tests: [], coverage: null });
  expect(report.findings).toMatchObject([{ code: 'test-expectation', line: 9, level: 'error' }]);
  expect(run.exitCode).toBe(2);
});

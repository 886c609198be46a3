import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplainReport } from '../../../packages/cli/src/explain/report.ts';
import { createFolder, type Folder, type Run, runSallyport } from '../commands/sallyport.ts';
import { runExplain } from './run.ts';

const POLICY = {
  issuers: { staff: { preset: 'okta', issuer: 'https://acme.okta.com/oauth2/default', audience: 'api://default' } },
  routes: { 'GET /health': 'public', 'GET /orders/:id': { scopes: ['read:orders'] } },
};
const RECORD = {
  ...{ kind: 'sallyport.decision', v: 1, ts: '2026-11-22T08:00:00Z', decisionId: 'd-1', effect: 'deny', status: 403 },
  ...{ reason: 'scope_insufficient', about: 'scopes', method: 'GET', route: 'GET /orders/:id' },
  ...{ policy: 'sha256:00', issuer: 'staff', subject: 'hash:0011', client: 'app' },
};

let folder: Folder;
let server: Server;
let served: unknown = {};
beforeAll(async () => {
  folder = await createFolder();
  await folder.place('sallyport.jsonc', POLICY);
  server = createServer((_request, response) => response.end(JSON.stringify(served)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await folder.place('node_modules/.cache/sallyport/dev.json', { issuer: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  server.close();
  await folder.remove();
});

const explain = (args: readonly string[], stdin = ''): Promise<Run> =>
  runSallyport(['explain', ...args, '--json'], { cwd: folder.path, stdin });
const read = (run: Run): ExplainReport => JSON.parse(run.stdout) as ExplainReport;

describe('a logged decision', () => {
  test.each([
    ['as the Worker gate writes it', JSON.stringify(RECORD)],
    ['as the Lambda gate writes it', JSON.stringify({ level: 'WARN', message: 'deny', service: 's', ...RECORD })],
    ['behind the prefix of a log', `2026-11-22T08:00:00Z\tabc\tINFO\t${JSON.stringify(RECORD)}\n`],
  ])('%s is explained by its reason, provider and route', async (_form, line) => {
    const run = await explain(['--decision', '-'], line);
    expect([run.exitCode, run.stderr]).toEqual([1, '']);
    const report = read(run);
    expect(report).toMatchObject({
      ...{ from: 'record', effect: 'deny', reason: 'scope_insufficient', about: 'scopes', decisionId: 'd-1' },
      ...{ status: 403, samePolicy: false, gates: null, iam: null, claims: null },
      rule: { route: 'GET /orders/:id', access: 'requirement', file: 'sallyport.jsonc' },
    });
    expect(report.rule?.line).toBeGreaterThan(1);
    expect(report.presetHint).toContain('Okta grants only scopes');
    expect(report.phases.map(({ status }) => status)).toEqual([...Array<string>(9).fill('passed'), 'failed']);
  });

  test('of a route that the policy no longer has says so', async () => {
    const report = read(await explain(['--decision', '-'], JSON.stringify({ ...RECORD, route: 'GET /gone' })));
    expect(report.rule).toEqual({
      route: 'GET /gone',
      access: null,
      file: 'sallyport.jsonc',
      line: null,
      column: null,
    });
  });

  test('is told to people with its place', async () => {
    const run = await runSallyport(['explain', '--decision', '-'], { cwd: folder.path, stdin: JSON.stringify(RECORD) });
    expect(run.stderr).toMatch(/^DENY 403 scope_insufficient \(scopes\) {2}GET at "GET \/orders\/:id"\n/);
    expect(run.stderr).toMatch(/sallyport\.jsonc:\d+:\d+/);
    expect(run.stderr).toContain('try: Okta grants only scopes');
  });

  test.each(['', 'no record', '{"kind":"other"}', '{"kind":"sallyport.decision"}', '{broken'])(
    'is not found in %j: exit 2, not quoted',
    async (text) => {
      const run = await explain(['--decision', '-'], text);
      expect([run.exitCode, run.stdout]).toEqual([2, '']);
      expect(run.stderr).toContain('holds no decision');
    },
  );
});

describe('a running sallyport dev', () => {
  test('is asked for its newest decision, and for one by its id', async () => {
    const newest = { ...RECORD, decisionId: 'd-2', effect: 'allow', status: 200, reason: null, about: null };
    served = {
      decisions: [
        { gate: 'edge', record: RECORD },
        { gate: 'edge', record: newest },
      ],
    };
    const last = await explain(['--last']);
    expect([last.exitCode, read(last).decisionId, read(last).effect]).toEqual([0, 'd-2', 'allow']);
    const first = await explain(['--decision', 'd-1']);
    expect([first.exitCode, read(first).decisionId]).toEqual([1, 'd-1']);
    const none = await explain(['--decision', 'd-9']);
    expect([none.exitCode, none.stdout]).toEqual([2, '']);
    expect(none.stderr).toContain('no decision of that id among its last 2');
  });

  test('without a decision is exit 2, of another release exit 3', async () => {
    served = { decisions: [] };
    expect(await explain(['--last'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/a result that API Gateway kept is no new decision; explain --request/),
    });
    served = { error: 'not_found' };
    expect(await explain(['--last'])).toMatchObject({ exitCode: 3 });
  });

  test('that is not there is exit 3', async () => {
    const run = await runExplain(['--last']);
    expect([run.exitCode, run.stdout]).toEqual([3, '']);
    expect(run.stderr).toMatch(/no sallyport dev runs in this folder.*; start it with: sallyport dev$/);
  });
});

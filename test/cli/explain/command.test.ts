import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENVIRONMENT, MAIN, type Run } from '../commands/sallyport.ts';
import { type Bench, createBench, GET, NOW, own } from './bench.ts';

const BUILT = fileURLToPath(new URL('../../../packages/cli/dist/commands/explain.js', import.meta.url));
const BIN = fileURLToPath(new URL('../../../packages/cli/bin/sallyport.mjs', import.meta.url));

let bench: Bench;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.folder.remove());

/** The built command where there is a build of it, else its sources: the same words and streams either way. */
const run = (args: readonly string[], stdin = ''): Promise<Run> =>
  new Promise((resolve, reject) => {
    const program = existsSync(BUILT) ? [BIN] : ['--conditions=source', MAIN];
    const child = spawn(process.execPath, [...program, 'explain', bench.policy, ...args, '--at', String(NOW)], {
      env: { ...ENVIRONMENT },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
    child.stdin.end(stdin);
  });

test('the command reads a token from standard input and tells people why it is denied, exit 1', async () => {
  const token = await own({ aud: 'https://api.acme.dev/' });
  const { exitCode, stdout, stderr } = await run(['--request', GET, '--token', '-'], `${token}\n`);
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^DENY 401 audience_mismatch \(aud\) {2}GET \/orders\/1\n {2}rule {6}"GET \/orders\/:id" {2}\S+:\d+:\d+\n/,
  );
  expect(stderr).toMatch(/✘ claims {6}audience_mismatch \(aud\);/);
  expect(stderr).toMatch(/likely causes:\n {2}1\. The token's audience .* differs from .* only in the trailing slash/);
  expect(stderr).toContain('try: Write "https://api.acme.dev/" in "audience"');
  expect(stderr).toContain('WWW-Authenticate: Bearer realm="api", error="invalid_token"');
  expect(stderr).toContain('API Gateway  401 (rest-token), the authorizer throws "Unauthorized"');
  expect(stderr).not.toContain(token.slice(0, 30));
});

test('the command takes copied header lines, and allows with exit 0 and one JSON object', async () => {
  const lines = `authorization: Bearer ${await own({ scope: 'read:orders' })}\r\naccept: */*\r\n`;
  const { exitCode, stdout, stderr } = await run(['--request', GET, '--token', '-', '--json'], lines);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ v: 1, effect: 'allow', reason: null, from: 'request' });
});

test('the command refuses an empty standard input, exit 2', async () => {
  const { exitCode, stderr } = await run(['--request', GET, '--token', '-'], '\n');
  expect([exitCode, stderr]).toEqual([2, 'sallyport: there is no token to read: what was given is empty\n']);
});

test('the command says of a path that can be read in two ways that it is ambiguous, and names a cause by its code', async () => {
  const { exitCode, stderr } = await run(['--request', 'GET /orders//1']);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^DENY 400 path_ambiguous \(an empty segment\) {2}GET \(ambiguous path\)\n/);
  expect(stderr).toMatch(/\n {2}1\. The path is refused for .* \(path_form\)\n/);
});

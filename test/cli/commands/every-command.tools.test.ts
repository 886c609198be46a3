/** What holds for every command: exit codes, suggestions, help, and that none waits for an answer that nobody can give. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../../packages/cli/src/commands/registry.ts';
import { createFolder, type Folder, runSallyport } from './sallyport.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
  await folder.place('good.jsonc', {
    issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /health': 'public' },
    tests: [{ request: 'GET /health', expect: 'allow' }],
  });
  await folder.place('failing.jsonc', {
    issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /health': 'public' },
    tests: [{ request: 'GET /health', expect: 'deny' }],
  });
  await folder.place('broken.jsonc', { issuers: {}, routes: { 'GET /health': 'pubic' } });
  await folder.place('far.jsonc', {
    issuers: { acme: { issuer: 'http://127.0.0.1:1', audience: 'https://api.acme.dev' } },
    routes: { 'GET /health': 'authenticated' },
  });
});
afterAll(() => folder.remove());

// Standard input is empty and no terminal: a command that asked would wait for ever, or end without its files.
const run = (...args: string[]) => runSallyport(args, { cwd: folder.path, stdin: '' });
const words = (name: string): string[] => name.split(' ');

describe.each([...COMMANDS.keys()])('%s', (name) => {
  test('prints its usage on standard output when asked', async () => {
    const { exitCode, stdout, stderr } = await run(...words(name), '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`sallyport ${name}`);
  });

  test('suggests the option that was meant, in one sentence, exit 2', async () => {
    const option = (await run(...words(name), '--help')).stdout.match(/^ +(--[a-z][a-z-]{2,})/m)?.[1] ?? '';
    const { exitCode, stdout, stderr } = await run(...words(name), `${option}x`);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`unknown option ${option}x, did you mean ${option}?`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('is what a slip of a letter means', async () => {
    const [first = '', ...rest] = words(name);
    const { exitCode, stderr } = await run(`${first}${first.at(-1)}`, ...rest);
    expect(exitCode).toBe(2);
    // The first word of a pair is told by the pair.
    if (rest.length === 0) expect(stderr).toContain(`did you mean ${name}?`);
    else expect((await run(first)).stderr).toContain(`did you mean ${name}?`);
  });
});

test.each<[code: number, args: readonly string[]]>([
  [0, ['check', 'good.jsonc']],
  [1, ['check', 'broken.jsonc']],
  [2, ['check', 'none.jsonc']],
  [2, ['check', 'good.jsonc', '--gate', 'edge']],
  [2, ['check', 'good.jsonc', '--openapi', 'none.yaml']],
  [3, ['check', 'far.jsonc', '--online']],
  [0, ['test', 'good.jsonc', '--min-routes', '100', '--min-requirements', '100']],
  [1, ['test', 'failing.jsonc']],
  [2, ['test', 'broken.jsonc']],
  [2, ['test', 'good.jsonc', '--min-requirements', 'most']],
  [0, ['routes', 'good.jsonc']],
  [0, ['routes', 'good.jsonc', '--diff', 'failing.jsonc']],
  [1, ['routes', 'good.jsonc', '--diff', 'far.jsonc']],
  [2, ['routes', 'broken.jsonc']],
  [2, ['routes', 'good.jsonc', '--diff', 'nowhere']],
  [0, ['explain', 'good.jsonc', '--request', 'GET /health', '--offline']],
  [1, ['explain', 'good.jsonc', '--request', 'GET /other', '--offline']],
  [2, ['explain', 'good.jsonc']],
  [3, ['explain', '--last']],
  [0, ['decide', '--policy', 'good.jsonc']],
  [2, ['decide', '--policy', 'broken.jsonc']],
  [1, ['build', 'broken.jsonc']],
  [2, ['build', 'none.jsonc']],
  [3, ['keys', 'pull', 'far.jsonc']],
  [2, ['keys', 'pull', 'broken.jsonc']],
  [2, ['dev', 'broken.jsonc']],
  [2, ['dev', 'none.jsonc']],
  [2, ['init', '--issuer', 'https://id.acme.dev']],
  [3, ['token']],
  [2, ['token', '--expires', 'soon']],
])('exits %i: %j', async (code, args) => {
  const { exitCode, stderr } = await run(...args);
  expect(stderr).not.toContain('defect');
  expect(exitCode).toBe(code);
});

test('--json is one object a line on standard output for every command that reports', async () => {
  for (const args of [['check'], ['test'], ['routes'], ['explain', '--request', 'GET /health', '--offline']]) {
    const { stdout, exitCode } = await run(...args, 'good.jsonc', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  }
});

/** `sallyport test --watch` as people run it: saves of every kind, and its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFolder, ENVIRONMENT, type Folder, MAIN, runSallyport } from './sallyport.ts';

let folder: Folder;
let child: ChildProcess | null = null;
beforeEach(async () => {
  folder = await createFolder();
});
afterEach(async () => {
  if (child?.exitCode === null && child.kill('SIGKILL')) await once(child, 'close');
  await folder.remove();
});

const policy = (expected: string): string =>
  JSON.stringify({
    issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'GET /health': 'public' },
    tests: [{ request: 'GET /health', expect: expected }],
  });

/** Starts a watch; `seen` resolves once standard error holds that many runs. */
function watch(file: string) {
  const started = spawn(process.execPath, ['--conditions=source', MAIN, 'test', file, '--watch'], { env: ENVIRONMENT });
  child = started;
  let printed = '';
  const waiting: (() => void)[] = [];
  started.stderr.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    for (const wake of waiting.splice(0)) wake();
  });
  const runs = (): readonly string[] => printed.split(/^--- .* ---$/m).slice(1);
  const seen = async (count: number): Promise<string> => {
    while (printed.split('watching for changes').length <= count) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    return runs()[count - 1] ?? '';
  };
  const end = async (): Promise<number | null> => {
    started.kill('SIGINT');
    const [exitCode] = await once(started, 'close');
    return exitCode;
  };
  return { seen, end, runs };
}

test('runs again after a save in place, a save by rename, and half a file; ends with the last result', async () => {
  const file = await folder.place('sallyport.jsonc', policy('allow'));
  const { seen, end, runs } = watch(file);
  expect(await seen(1)).toContain('1 passed');
  await writeFile(file, policy('deny'));
  expect(await seen(2)).toContain('1 failed');
  await writeFile(join(folder.path, '.sallyport.swp'), policy('allow'));
  await rename(join(folder.path, '.sallyport.swp'), file);
  expect(await seen(3)).toContain('1 passed');
  await writeFile(file, policy('allow').slice(0, 60));
  expect(await seen(4)).toContain('error');
  await rm(file);
  await writeFile(file, policy('allow'));
  expect(await seen(5)).toContain('1 passed');
  expect(await end()).toBe(0);
  expect(runs()).toHaveLength(5);
}, 30_000);

test('exits 1 where the last run failed, and another file of the folder causes none', async () => {
  const file = await folder.place('sallyport.jsonc', policy('deny'));
  const { seen, end, runs } = watch(file);
  await seen(1);
  await folder.place('other.jsonc', '{}');
  await writeFile(file, policy('deny:route_denied'));
  expect(await seen(2)).toContain('deny:route_denied');
  expect(await end()).toBe(1);
  expect(runs()).toHaveLength(2);
}, 30_000);

test('exits 2 at once where there is no file', async () => {
  const run = await runSallyport(['test', join(folder.path, 'none.jsonc'), '--watch']);
  expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('there is no file')]);
});

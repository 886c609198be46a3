import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../packages/cli/src/commands/registry.ts';
import { ENVIRONMENT, MAIN } from '../cli/commands/sallyport.ts';
import { DOCUMENTS, findCommandTexts, ROOT } from './markdown.ts';

const GUIDES = DOCUMENTS.filter(({ path }) => path.startsWith('docs/'));
/** Commands that end by themselves, need no network, no other process and no file of the reader's. */
const RUNS =
  /^npx sallyport (?:check|test|routes|explain)\b(?!.*(?:--online|--watch|--last|--diff|--decision|openapi))/;

const lines = GUIDES.flatMap(({ path, blocks }) =>
  blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n').map((line) => [path, line.replace(/\s+#.*$/, '').trim()] as const)),
);
const runnable = [...new Map(lines.filter(([, line]) => RUNS.test(line)).map(([path, line]) => [line, path]))];

const folder = mkdtempSync(join(tmpdir(), 'sallyport-guides-'));
copyFileSync(join(ROOT, 'examples/express-to-edge/sallyport.jsonc'), join(folder, 'sallyport.jsonc'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('commands of the guides', { timeout: 60_000 }, () => {
  test.each(runnable)('%s runs by the policy of express-to-edge', (line) => {
    const program = `"$NODE" --conditions=source "$MAIN"`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line.replaceAll('npx sallyport', program)], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...ENVIRONMENT, NODE: process.execPath, MAIN },
    });
    // Denied is an answer, and the other gate's limits are findings.
    const expected = /explain|--gate lambda/.test(line) ? [0, 1] : [0];
    expect(expected, `${stdout}${stderr}`).toContain(status);
    expect(`${stdout}${stderr}`).not.toBe('');
  });

  test('use options that their command has', async () => {
    const calls = GUIDES.flatMap(({ path, ...document }) =>
      findCommandTexts({ path, ...document }).flatMap((text) =>
        [...text.matchAll(/sallyport (keys pull|[a-z]+)\b([^|)#`]*)/g)].map(([, name = '', rest = '']) => ({
          path,
          name,
          rest,
        })),
      ),
    );
    const unknown: string[] = [];
    for (const { path, name, rest } of calls) {
      const usage = (await COMMANDS.get(name)?.load())?.renderUsage();
      const known = new Set([...((await usage) ?? '').matchAll(/--([a-z-]+)/g)].map(([, option = '']) => option));
      for (const [, option = ''] of rest.matchAll(/\s--([a-z-]+)/g)) {
        if (!known.has(option)) unknown.push(`${path}: ${name} --${option}`);
      }
    }
    expect(calls.length).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });

  test('are enough to be worth running', () => {
    expect(runnable.length).toBeGreaterThan(6);
  });
});

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../packages/cli/src/commands/registry.ts';
import { ENVIRONMENT, MAIN } from '../cli/commands/sallyport.ts';
import { GUIDE_LINES, NOT_RUN, RUN_AS_READER, RUNS_ALONE } from './guide-lines.ts';
import { RUN_IN_WORLD } from './guide-runs.ts';
import { DOCUMENTS, findCommandTexts, ROOT } from './markdown.ts';

const GUIDES = DOCUMENTS.filter(({ path }) => path.startsWith('docs/'));
const runnable = GUIDE_LINES.map(({ text }) => text).filter((text) => RUNS_ALONE.test(text));

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

  test('are each run by somebody, or listed with the reason why not', () => {
    const known = new Set([...runnable, ...Object.keys(RUN_IN_WORLD), ...RUN_AS_READER, ...Object.keys(NOT_RUN)]);
    const lines = GUIDE_LINES.map(({ text }) => text);
    expect(lines.filter((line) => !known.has(line))).toEqual([]);
    expect([...known].filter((line) => !lines.includes(line))).toEqual([]);
    expect(runnable.length).toBeGreaterThan(6);
  });

  test('that are not run are so for a reason, and are nowhere run', () => {
    for (const [line, reason] of Object.entries(NOT_RUN)) {
      expect(reason.length, line).toBeGreaterThan(15);
      expect([...runnable, ...Object.keys(RUN_IN_WORLD), ...RUN_AS_READER]).not.toContain(line);
    }
  });
});

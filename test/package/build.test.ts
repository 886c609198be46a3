/** `node scripts/build.mjs` in a workspace that stands for this one, without a package manager around it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
let folder: string;

function place(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-build-'));
  for (const name of ['build.mjs', 'run.mjs']) cpSync(join(ROOT, 'scripts', name), join(folder, 'scripts', name));
  place('packages/core/schema.json', '{}');
  place('docs/reasons.md', '# Reasons\n');
  place('packages/cli/dist/init/templates.js', 'export const TEMPLATES = [];\n');
  place('package.json', '{ "type": "module" }');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function build() {
  // From elsewhere, with a PATH that has no tsc.
  const options = { cwd: tmpdir(), encoding: 'utf8', env: { PATH: '/nowhere' } } as const;
  return spawnSync(process.execPath, [join(folder, 'scripts/build.mjs')], options);
}

test("finds the workspace's own tsc, and packs schema and reference with the command line", () => {
  const marker = join(folder, 'compiled');
  chmodSync(place('node_modules/.bin/tsc', `#!/bin/sh\necho "$PWD $1" > '${marker}'\n`), 0o755);
  const { status, stdout, stderr } = build();
  expect([status, stdout, stderr]).toEqual([0, '', '']);
  expect(readFileSync(marker, 'utf8')).toMatch(/sallyport-build-\S+ -b\n$/);
  expect(existsSync(join(folder, 'packages/cli/schema.json'))).toBe(true);
  expect(readFileSync(join(folder, 'packages/cli/docs/reasons.md'), 'utf8')).toBe('# Reasons\n');
});

test('says why it ends where there is no tsc, and ends with 1', () => {
  const { status, stderr } = build();
  expect(status).toBe(1);
  expect(stderr).toMatch(/^tsc did not run \(.*ENOENT.*\): are the packages installed\?\n$/);
});

test('ends with what tsc ends with', () => {
  chmodSync(place('node_modules/.bin/tsc', '#!/bin/sh\nexit 2\n'), 0o755);
  expect(build().status).toBe(2);
});

/**
 * Checks the packages as they would be published: packed, linted, installed in an empty folder, imported, type-checked.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReference, checkTypes, importExport, install, listSpecifiers } from './package/consumer.mjs';
import { checkContents, checkFolders, FOLDERS, pack } from './package/pack.mjs';
import { run } from './run.mjs';
import { runSteps } from './steps.mjs';

// Outside the workspace, whose node_modules would otherwise lend what a package forgot to depend on.
const folder = mkdtempSync(join(tmpdir(), 'sallyport-package-'));
try {
  run(process.execPath, ['scripts/build.mjs']);
  const packages = FOLDERS.map((name) => pack(name, folder));
  const consumer = join(folder, 'consumer');
  await runSteps([
    ['every public package is checked', checkFolders],
    ...packages.map((packed) => /** @type {const} */ ([`contents of ${packed.name}`, () => checkContents(packed)])),
    ...packages.map((packed) => /** @type {const} */ ([`publint ${packed.name}`, () => lint(packed)])),
    ...packages.map((packed) => /** @type {const} */ ([`attw ${packed.name}`, () => judgeTypes(packed)])),
    ['install in an empty folder', () => install(consumer, packages)],
    ...listSpecifiers(packages).map(
      (specifier) => /** @type {const} */ ([`import ${specifier}`, () => importExport(consumer, specifier)]),
    ),
    [
      'run the command',
      () => run(join(consumer, 'node_modules/.bin/sallyport'), ['--version'], { cwd: consumer }).trim(),
    ],
    ['the reference of the reasons', () => checkReference(consumer)],
    ['types, as Node resolves them', () => checkTypes(consumer, 'nodenext')],
    ['types, as bundlers resolve them', () => checkTypes(consumer, 'bundler')],
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {import('./package/pack.mjs').Packed} packed */
function lint({ tarball }) {
  run('publint', ['run', tarball, '--strict']);
  return '';
}

/** @param {import('./package/pack.mjs').Packed} packed */
function judgeTypes({ tarball }) {
  run('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji']);
  return '';
}

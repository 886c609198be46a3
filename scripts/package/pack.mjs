/**
 * Packs the public packages as they would be published, and judges what is in the tarballs.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT, run } from '../run.mjs';

/** The folders of the public packages, dependencies first. */
export const FOLDERS = ['core', 'worker', 'lambda', 'local-api-gateway', 'dev', 'cli'];

/** @typedef {{ folder: string, name: string, version: string, tarball: string, manifest: any, files: string[] }} Packed */

/**
 * Packs one package.
 *
 * @param {string} folder - Below `packages`.
 * @param {string} into - The folder for the tarball.
 * @returns {Packed}
 */
export function pack(folder, into) {
  const cwd = join(ROOT, 'packages', folder);
  const { name, version } = readJson(join(cwd, 'package.json'));
  run('npx', ['-y', 'pnpm@12', 'pack', '--pack-destination', into], { cwd });
  const tarball = join(into, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  const files = run('tar', ['-tzf', tarball])
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  const manifest = JSON.parse(run('tar', ['-xzOf', tarball, 'package/package.json']));
  return { folder, name, version, tarball, manifest, files };
}

/**
 * Judges a packed package: what it says it holds, it holds, and nothing else.
 *
 * @param {Packed} packed
 * @returns {string} A remark.
 */
export function checkContents({ folder, manifest, files }) {
  const wrong = [];
  const source = readJson(join(ROOT, 'packages', folder, 'package.json'));
  if (!isDeepStrictEqual(manifest.exports, withoutSource(source.exports))) {
    wrong.push('publishConfig.exports differs from exports without the source condition');
  }
  const targets = [...listTargets(manifest.exports), ...Object.values(manifest.bin ?? {})];
  for (const target of targets) {
    const path = target.replace(/^\.\//, '');
    if (!files.includes(path)) wrong.push(`${target} is exported and not packed`);
  }
  for (const path of ['package.json', 'LICENSE']) if (!files.includes(path)) wrong.push(`${path} is not packed`);
  for (const path of files) {
    if (/(^|\/)(src|test|node_modules)\/|\.tsbuildinfo$|\.env/.test(path)) wrong.push(`${path} must not be packed`);
    const built = /^dist\/(.*)\.(?:d\.ts|js)$/.exec(path);
    if (built !== null && !existsSync(join(ROOT, 'packages', folder, 'src', `${built[1]}.ts`))) {
      wrong.push(`${path} has no source: remove dist and build again`);
    }
  }
  const ranges = { ...manifest.dependencies, ...manifest.peerDependencies };
  for (const [name, range] of Object.entries(ranges)) {
    if (/workspace:|link:|file:/.test(range)) wrong.push(`${name}: ${range} cannot be installed`);
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return `${files.length} files, ${targets.length} targets`;
}

/** @param {any} exported */
function withoutSource(exported) {
  return Object.fromEntries(
    Object.entries(exported).map(([subpath, target]) => {
      if (typeof target === 'string') return [subpath, target];
      const { source: _source, ...rest } = target;
      return [subpath, rest];
    }),
  );
}

/** @param {any} exported @returns {string[]} */
function listTargets(exported) {
  return Object.values(exported).flatMap((target) => (typeof target === 'string' ? [target] : Object.values(target)));
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** @throws {Error} Where a package is missing from the list, so that a new one is not forgotten. */
export function checkFolders() {
  const found = readdirSync(join(ROOT, 'packages')).filter((folder) => {
    const manifest = join(ROOT, 'packages', folder, 'package.json');
    return existsSync(manifest) && readJson(manifest).private !== true;
  });
  const missing = found.filter((folder) => !FOLDERS.includes(folder));
  if (missing.length > 0) throw new Error(`Not checked: ${missing.join(', ')}`);
  return `${found.length} public packages`;
}

/**
 * A stranger's project: the tarballs installed in an empty folder, every export imported, types checked from outside.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from '../run.mjs';

/**
 * Installs the tarballs, and what they need from the registry.
 *
 * @param {string} folder - Empty, outside the workspace.
 * @param {readonly import('./pack.mjs').Packed[]} packages
 */
export function install(folder, packages) {
  mkdirSync(folder, { recursive: true });
  const tarballs = Object.fromEntries(packages.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const { hono } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies;
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies: { ...tarballs, hono } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], { cwd: folder });
  return '';
}

/**
 * Imports one export in a Node of its own.
 *
 * @param {string} folder
 * @param {string} specifier
 */
export function importExport(folder, specifier) {
  const attributes = specifier.endsWith('.json') ? ", { with: { type: 'json' } }" : '';
  const script = `const found = await import(${JSON.stringify(specifier)}${attributes}); console.log(Object.keys(found).sort().join(' '))`;
  const names = run(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder }).trim();
  if (names === '') throw new Error('exports nothing');
  return specifier.endsWith('.json') ? '' : `${names.split(' ').length} names`;
}

/**
 * Lets the installed command deny a request: the reference that it names must exist for who stands in the project.
 *
 * @param {string} folder
 * @returns {string} What it names.
 */
export function checkReference(folder) {
  const policy = { issuers: {}, routes: { 'GET /': 'public' } };
  writeFileSync(join(folder, 'sallyport.jsonc'), JSON.stringify(policy));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/sallyport/bin/sallyport.mjs', 'explain', '--request', 'GET /elsewhere', '--json'],
    { cwd: folder, encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  const { documentation } = JSON.parse(stdout);
  const [path, reason] = String(documentation).split('#');
  const text = path === 'node_modules/sallyport/docs/reasons.md' ? readFileSync(join(folder, path), 'utf8') : '';
  if (!text.includes(`\n### ${reason}\n`)) throw new Error(`${documentation} is not in the package`);
  return documentation;
}

/**
 * Every specifier of the packages' exports.
 *
 * @param {readonly import('./pack.mjs').Packed[]} packages
 */
export function listSpecifiers(packages) {
  return packages.flatMap(({ name, manifest }) =>
    Object.keys(manifest.exports).map((subpath) => `${name}${subpath.slice(1)}`),
  );
}

const RESOLUTIONS = {
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
};

/**
 * Compiles what must compile, and what must not: there, each line that ends in `// refused` has an error, no other.
 *
 * @param {string} folder
 * @param {'nodenext' | 'bundler'} resolution
 */
export function checkTypes(folder, resolution) {
  cpSync(join(ROOT, 'test/package/consumer'), join(folder, 'src'), { recursive: true });
  const compile = (/** @type {string} */ file) => {
    const config = join(folder, 'tsconfig.json');
    const compilerOptions = {
      ...RESOLUTIONS[resolution],
      target: 'ES2023',
      lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      // The declarations of the packages are judged too, not only what is written against them.
      skipLibCheck: false,
    };
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [`src/${file}`] }));
    try {
      return run('tsc', ['-p', config, '--pretty', 'false'], { cwd: folder });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const accepted = compile('accepted.ts');
  if (accepted !== '') throw new Error(accepted);

  const text = readFileSync(join(folder, 'src/refused.ts'), 'utf8');
  const expected = text.split('\n').flatMap((line, at) => (line.endsWith('// refused') ? [at + 1] : []));
  const found = [...compile('refused.ts').matchAll(/^(\S+?)\((\d+),\d+\): error/gm)];
  const lines = [...new Set(found.map(([, , line]) => Number(line)))].sort((a, b) => a - b);
  const elsewhere = found.filter(([, file]) => !file.endsWith('refused.ts'));
  if (expected.length === 0 || elsewhere.length > 0 || lines.join() !== expected.join()) {
    throw new Error(`errors were expected on lines ${expected.join(', ')} and found on ${lines.join(', ')}`);
  }
  return `${expected.length} mistakes refused`;
}

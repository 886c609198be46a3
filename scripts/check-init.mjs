/**
 * Checks what `sallyport init` writes as a stranger has it: made by the packed command, installed from the packed
 * packages, checked, tested, type-checked, built, and deployed dry at both gates.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDERS, pack } from './package/pack.mjs';
import { run } from './run.mjs';
import { runSteps } from './steps.mjs';

const MAX_SECONDS = 90;

/** No account and no metrics. */
const OFFLINE = { WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_API_TOKEN: '', CI: 'true' };

const began = Date.now();
// Outside the workspace, whose node_modules would otherwise lend what a project forgot to depend on.
const folder = mkdtempSync(join(tmpdir(), 'sallyport-init-'));
try {
  run(process.execPath, ['scripts/build.mjs']);
  const packages = FOLDERS.map((name) => pack(name, folder));
  const maker = join(folder, 'maker');
  const made = join(folder, 'orders');
  const sallyport = (/** @type {string[]} */ ...args) =>
    run(join(made, 'node_modules/.bin/sallyport'), args, { cwd: made });
  const wrangler = (/** @type {string[]} */ ...args) =>
    run(join(made, 'node_modules/.bin/wrangler'), args, { cwd: made, env: OFFLINE });
  await runSteps([
    ['the packed command is installed', () => installMaker(maker, packages)],
    ['init writes both gates', () => init(join(maker, 'node_modules/.bin/sallyport'), made)],
    ['the project installs the packed packages', () => installProject(made, packages)],
    ['sallyport check', () => sallyport('check')],
    ['sallyport check --gate lambda', () => sallyport('check', '--gate', 'lambda')],
    ['sallyport test', () => sallyport('test', '--min-routes', '100')],
    ['sallyport build', () => sallyport('build')],
    ['wrangler deploy --dry-run', () => dryDeploy(made, wrangler)],
    ['the Worker type-checks', () => checkTypes(made, wrangler)],
    ['sallyport build --gate lambda', () => buildLambda(made, sallyport)],
    [`all of it in under ${MAX_SECONDS} s`, checkPace],
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * The command alone, in a folder of its own, as `npx sallyport init` would have it.
 *
 * @param {string} cwd
 * @param {readonly import('./package/pack.mjs').Packed[]} packages
 */
function installMaker(cwd, packages) {
  mkdirSync(cwd);
  const manifest = { name: 'maker', private: true, dependencies: { sallyport: packages.find(isCommand)?.version } };
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  return installFrom(cwd, packages);
}

/** @param {string} command @param {string} made */
function init(command, made) {
  const report = run(command, ['init', made, '--yes', '--gate', 'both', '--origin', 'https://origin.test', '--json']);
  const { files } = JSON.parse(report);
  const missing = files.filter((/** @type {string} */ path) => !existsSync(join(made, path)));
  if (missing.length > 0) throw new Error(`not written: ${missing.join(', ')}`);
  return `${files.length} files`;
}

/** @param {string} made @param {readonly import('./package/pack.mjs').Packed[]} packages */
function installProject(made, packages) {
  const manifest = readFileSync(join(made, 'package.json'), 'utf8');
  if (/workspace:|link:|file:/.test(manifest)) throw new Error('package.json names what only the workspace has');
  return installFrom(made, packages);
}

/**
 * Installs a folder whose manifest stays as it is: the overrides alone lead the release's names to the tarballs.
 *
 * @param {string} cwd
 * @param {readonly import('./package/pack.mjs').Packed[]} packages
 */
function installFrom(cwd, packages) {
  const overrides = packages.map(({ name, tarball }) => `  '${name}': file:${tarball}`);
  const builds = ['esbuild', 'workerd', 'sharp'].map((name) => `  ${name}: true`);
  const settings = ['packages: []', 'overrides:', ...overrides, 'allowBuilds:', ...builds, ''].join('\n');
  writeFileSync(join(cwd, 'pnpm-workspace.yaml'), settings);
  run('npx', ['-y', 'pnpm@12', 'install', '--no-frozen-lockfile', '--prefer-offline', '--reporter=silent'], { cwd });
  return '';
}

/** @param {string} made @param {(...args: string[]) => string} wrangler */
function dryDeploy(made, wrangler) {
  rmSync(join(made, '.sallyport'), { recursive: true, force: true });
  wrangler('deploy', '--dry-run', '--outdir', 'dist');
  if (!existsSync(join(made, '.sallyport/policy.ts'))) throw new Error('the build command did not build the policy');
  return `${Math.ceil(statSync(join(made, 'dist/index.js')).size / 1024)} KiB`;
}

/** @param {string} made @param {(...args: string[]) => string} wrangler */
function checkTypes(made, wrangler) {
  wrangler('types');
  run(join(made, 'node_modules/.bin/tsc'), [], { cwd: made });
  return '';
}

/** @param {string} made @param {(...args: string[]) => string} sallyport */
function buildLambda(made, sallyport) {
  sallyport('build', '--gate', 'lambda');
  const handler = `const { handler } = await import('./authorizer/index.mjs'); console.log(typeof handler)`;
  const kind = run(process.execPath, ['--input-type=module', '--eval', handler], { cwd: made }).trim();
  if (kind !== 'function') throw new Error(`the handler is ${kind}`);
  return `${Math.ceil(statSync(join(made, 'authorizer.zip')).size / 1024)} KiB zipped`;
}

function checkPace() {
  const seconds = Math.round((Date.now() - began) / 1000);
  if (seconds >= MAX_SECONDS) throw new Error(`took ${seconds} s`);
  return `${seconds} s`;
}

/** @param {import('./package/pack.mjs').Packed} packed */
function isCommand({ name }) {
  return name === 'sallyport';
}

/**
 * Installs AWS's own runtime client from its lockfile and compiles its native part, once for each lockfile and Node.
 *
 * Does not: run any other package's scripts, nor ask anywhere but the registry. The part is bound to Node-API, so one
 * build serves every Node.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runBeside } from '../authorizer/program.mjs';
import { ROOT } from '../run.mjs';
import { provideHeaders } from './headers.mjs';
import { runNpm } from './npm.mjs';

const SOURCE = join(ROOT, 'test/runtime-client');
const FOLDER = join(ROOT, 'node_modules/.cache/sallyport/runtime-client');
const PACKAGE = join(FOLDER, 'node_modules/aws-lambda-ric');
const BUILT_FROM = join(FOLDER, 'built-from.json');

/** The runtime client's module. */
export const RUNTIME_CLIENT = join(PACKAGE, 'index.mjs');

/** Programs that the build calls, and the Debian package of each. */
const PROGRAMS = { cmake: 'cmake', 'g++': 'g++', make: 'make', python3: 'python3', tar: 'tar', xz: 'xz-utils' };

/**
 * Installs what of the programs is missing.
 *
 * @returns {string} What was installed.
 * @throws {Error} That names the Debian packages, where something is missing and we are not root, or apt-get has none.
 */
export function providePrograms() {
  const missing = findMissing();
  if (missing.length === 0) return 'nothing to install';
  const names = missing.join(' ');
  if (process.getuid?.() !== 0) throw new Error(`install first, as root: apt-get install -y ${names}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { stdio: ['ignore', 2, 2], env });
  // A fresh container has no package lists.
  if (install().status !== 0) {
    spawnSync('apt-get', ['update'], { stdio: ['ignore', 2, 2], env });
    install();
  }
  const left = findMissing();
  if (left.length > 0) throw new Error(`apt-get could not install ${left.join(' ')}`);
  return `installed ${names}`;
}

function findMissing() {
  const path = (process.env.PATH ?? '').split(':');
  return Object.entries(PROGRAMS)
    .filter(([program]) => !path.some((folder) => existsSync(join(folder, program))))
    .map(([, name]) => name);
}

/**
 * Installs and compiles the client where it has not been from this lockfile by this Node.
 *
 * @returns {Promise<string>}
 */
export async function installClient() {
  const lockfile = readFileSync(join(SOURCE, 'package-lock.json'), 'utf8');
  if (/"resolved"/.test(lockfile)) throw new Error('the lockfile holds the addresses of a registry');
  if (isBuiltFrom(lockfile)) return `${readVersion()}, compiled before`;
  const began = performance.now();
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(SOURCE, name), join(FOLDER, name));
  await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], FOLDER);
  const headers = await provideHeaders();
  const installed = performance.now();
  // The second name holds where an npm drops settings that it does not know.
  const env = { npm_config_nodedir: headers, npm_package_config_node_gyp_nodedir: headers };
  for (const script of ['preinstall', 'postinstall']) {
    await runBeside('sh', [join(PACKAGE, 'scripts', `${script}.sh`)], { cwd: PACKAGE, env });
  }
  if (!existsSync(join(PACKAGE, 'rapid-client.node'))) throw new Error('the native part was not built');
  writeFileSync(BUILT_FROM, JSON.stringify({ lockfile, node: process.version }));
  const toSeconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
  return `${readVersion()}, installed in ${toSeconds(installed - began)}, compiled in ${toSeconds(performance.now() - installed)}`;
}

/** @param {string} lockfile */
function isBuiltFrom(lockfile) {
  if (!existsSync(BUILT_FROM) || !existsSync(join(PACKAGE, 'rapid-client.node'))) return false;
  const from = JSON.parse(readFileSync(BUILT_FROM, 'utf8'));
  return from.lockfile === lockfile && from.node === process.version;
}

function readVersion() {
  return `aws-lambda-ric ${JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version}`;
}

/**
 * Installs AWS's own runtime client from its lockfile and compiles its native part, once for each lockfile and Node, in
 * the user's cache: it takes minutes, and every clone can use it.
 *
 * Does not: run any other package's scripts, nor ask anywhere but the registry. The part is bound to Node-API, so one
 * build serves every Node.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import { runBeside } from '../authorizer/program.mjs';
import { ROOT } from '../run.mjs';
import { provideHeaders } from './headers.mjs';
import { runNpm } from './npm.mjs';

const SOURCE = join(ROOT, 'test/runtime-client');
const LOCKFILE = readFileSync(join(SOURCE, 'package-lock.json'), 'utf8');
const BUILD = createHash('sha256').update(`${LOCKFILE} ${process.version} ${process.platform}-${process.arch}`);
const FOLDER = join(
  process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
  `sallyport/runtime-client-${BUILD.digest('hex').slice(0, 16)}`,
);
const CLIENT = 'node_modules/aws-lambda-ric';

/** The runtime client's module. */
export const RUNTIME_CLIENT = join(FOLDER, CLIENT, 'index.mjs');

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
  if (/"resolved"/.test(LOCKFILE)) throw new Error('the lockfile holds the addresses of a registry');
  if (existsSync(RUNTIME_CLIENT)) return `${readVersion()}, compiled before`;
  const began = performance.now();
  // Under another name until it is whole: a build that was cut short, or runs beside this one, is never used.
  const partial = `${FOLDER}.${process.pid}`;
  try {
    mkdirSync(partial, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(SOURCE, name), join(partial, name));
    await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], partial);
    const installed = performance.now();
    await compile(join(partial, CLIENT));
    if (!existsSync(FOLDER)) renameSync(partial, FOLDER);
    const toSeconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;
    return `${readVersion()}, installed in ${toSeconds(installed - began)}, compiled in ${toSeconds(performance.now() - installed)}`;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function compile(folder) {
  const headers = await provideHeaders();
  const env = {
    npm_config_nodedir: headers,
    // The second name holds where an npm drops settings that it does not know.
    npm_package_config_node_gyp_nodedir: headers,
    MAKEFLAGS: `-j${availableParallelism()}`,
  };
  for (const script of ['preinstall', 'postinstall']) {
    await runBeside('sh', [join(folder, 'scripts', `${script}.sh`)], { cwd: folder, env });
  }
  if (!existsSync(join(folder, 'rapid-client.node'))) throw new Error('the native part was not built');
}

function readVersion() {
  return `aws-lambda-ric ${JSON.parse(readFileSync(join(FOLDER, CLIENT, 'package.json'), 'utf8')).version}`;
}

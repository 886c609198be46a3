/**
 * Runs `wrangler deploy --dry-run` for every Worker of examples/ and templates/, in each of its environments.
 *
 * A warning of wrangler's fails, and so does a deploy template that is not what its example says.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'jsonc-parser';
import { ROOT, run } from './run.mjs';
import { runSteps } from './steps.mjs';

/** @typedef {{ folder: string, env: string }} Deploy */

const PATH = [dirname(process.execPath), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
const ENV = { ...process.env, PATH, CI: 'true', NO_COLOR: '1', WRANGLER_SEND_METRICS: 'false' };
const execute = promisify(execFile);

const folders = ['examples', 'templates'].flatMap(findWorkers).toSorted();
if (folders.length === 0) throw new Error('there is no Worker to deploy');
run(process.execPath, ['scripts/build.mjs']);
const out = mkdtempSync(join(tmpdir(), 'sallyport-deploys-'));
try {
  // Most of a run is waiting: Workers side by side, the environments of one after another, which build the same policy.
  const outcomes = new Map(folders.map((folder) => [folder, deployAll(folder)]));
  await runSteps([
    ...folders.flatMap((folder) =>
      listEnvironments(folder).map(
        (env) =>
          /** @type {const} */ ([
            `${folder}${env === '' ? '' : ` --env ${env}`}`,
            async () => readOutcome((await outcomes.get(folder))?.get(env)),
          ]),
      ),
    ),
    [
      'templates/cloudflare-gateway is what examples/gateway says',
      () => run(process.execPath, ['scripts/write-deploy-template.mjs', '--check']),
    ],
  ]);
} finally {
  rmSync(out, { recursive: true, force: true });
}

/**
 * @param {string} below
 * @returns {string[]} The folders with a configuration of wrangler's, from the root.
 */
function findWorkers(below) {
  const entries = readdirSync(join(ROOT, below), { withFileTypes: true });
  if (entries.some(({ name }) => name === 'wrangler.jsonc')) return [below];
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .flatMap(({ name }) => findWorkers(join(below, name)));
}

/**
 * @param {string} folder
 * @returns {string[]} The top level, which is named '', and every environment.
 */
function listEnvironments(folder) {
  const { env = {} } = parse(readFileSync(join(ROOT, folder, 'wrangler.jsonc'), 'utf8'));
  return ['', ...Object.keys(env)];
}

/**
 * @param {string} folder
 * @returns {Promise<Map<string, string | Error>>} What each environment's run printed, or how it failed.
 */
async function deployAll(folder) {
  const printed = new Map();
  for (const env of listEnvironments(folder)) {
    const failed = (/** @type {unknown} */ error) => (error instanceof Error ? error : new Error(String(error)));
    printed.set(env, await deploy({ folder, env }).catch(failed));
  }
  return printed;
}

/** @param {Deploy} deploy */
async function deploy({ folder, env }) {
  const outdir = join(out, folder, env === '' ? 'top-level' : env);
  const place = findPackage(folder);
  const config = join(relative(place, folder), 'wrangler.jsonc');
  const args = ['deploy', '--dry-run', '-c', config, '--env', env, '--outdir', outdir];
  const { stdout, stderr } = await execute('wrangler', args, { cwd: join(ROOT, place), env: ENV });
  return `${stdout}${stderr}`;
}

/**
 * The folder that a user runs wrangler in: that of the package, which can hold several Workers.
 *
 * @param {string} folder
 * @returns {string}
 */
function findPackage(folder) {
  for (let place = folder; place !== '.'; place = dirname(place)) {
    if (existsSync(join(ROOT, place, 'package.json'))) return place;
  }
  return folder;
}

/** @param {string | Error | undefined} printed */
function readOutcome(printed) {
  if (typeof printed !== 'string') throw printed ?? new Error('it did not run');
  const size = /Total Upload: (.*)/.exec(printed)?.[1];
  if (size === undefined || !printed.includes('--dry-run: exiting now.')) throw new Error(printed.trim());
  if (/\[WARNING\]|\bwarning\b/i.test(printed)) throw new Error(`wrangler warns:\n${printed.trim()}`);
  return size;
}

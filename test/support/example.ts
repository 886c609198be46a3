/**
 * An example as its user has it: its commands with the project's Node and no account, its bundle in workerd.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startWorkerd, type Workerd, type WorkerdOptions } from './workerd.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Builds the packages, of which examples use the built code alone. Incremental: nothing is written where nothing changed. */
export async function buildPackages(): Promise<void> {
  await run(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT, env: toEnvironment(ROOT) });
}

/** Runs a command of an example's own, and resolves to what it printed. */
export async function runInExample(example: string, command: string, ...parameters: string[]): Promise<string> {
  const cwd = join(ROOT, 'examples', example);
  const { stdout } = await run(join(cwd, 'node_modules/.bin', command), parameters, { cwd, env: toEnvironment(cwd) });
  return stdout;
}

/** Bundles an example as `wrangler deploy` does, and runs the bundle. */
export async function deployExample(example: string, options: Omit<WorkerdOptions, 'worker'> = {}): Promise<Workerd> {
  const outdir = await mkdtemp(join(tmpdir(), 'sallyport-example-'));
  try {
    const printed = await runInExample(example, 'wrangler', 'deploy', '--dry-run', '--outdir', outdir);
    if (!printed.includes('--dry-run: exiting now.')) throw new Error(`no dry run:\n${printed}`);
    return await startWorkerd({ worker: { bundle: join(outdir, 'index.js') }, ...options });
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

function toEnvironment(cwd: string): NodeJS.ProcessEnv {
  const path = [join(cwd, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, CI: '1', WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' };
}

/**
 * Starts a program for a check and hands back what it printed.
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

/** The root of the workspace. */
export const ROOT = join(import.meta.dirname, '..');

/** This Node before any other: the machine's own may be too old for the tools. Then the workspace's own tools. */
export const PATH = [dirname(process.execPath), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, input?: string, env?: Record<string, string> }} [options]
 * @returns {string} Its standard output.
 * @throws {Error} With all it printed, where it ends otherwise than with 0.
 */
export function run(program, args, { cwd = ROOT, input = '', env = {} } = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    input,
    encoding: 'utf8',
    env: { ...process.env, PATH, NO_COLOR: '1', ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`.trim());
  return stdout;
}

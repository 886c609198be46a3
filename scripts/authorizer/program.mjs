/**
 * Starts a program beside this one: a check that serves what the program asks for must not wait inside `spawnSync`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from '../run.mjs';

// This Node before any other: the machine's own may be too old for the tools.
const PATH = [dirname(process.execPath), join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);

/**
 * @typedef {object} Program
 * @property {import('node:child_process').ChildProcess} child
 * @property {() => string} printed - All it wrote so far, both streams in the order of their arrival.
 * @property {() => string} answered - What it wrote to its standard output.
 * @property {Promise<number | string>} ended - Its exit code, or the name of the signal that ended it.
 */

/**
 * Starts a program.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options] - `env` is set over this process's own.
 * @returns {Program}
 */
export function startProgram(program, args, { cwd = ROOT, env = {} } = {}) {
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH, NO_COLOR: '1', ...env },
  });
  let printed = '';
  let answered = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
    answered += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  // Awaited by whoever cares; a program that cannot be started must not end this one for those who do not.
  ended.catch(() => {});
  return { child, printed: () => printed, answered: () => answered, ended };
}

/**
 * Runs a program to its end while this process goes on.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string> }} [options]
 * @returns {Promise<string>} Its standard output.
 * @throws {Error} With all it printed, where it ends otherwise than with 0.
 */
export async function runBeside(program, args, options) {
  const started = startProgram(program, args, options);
  const end = await started.ended;
  if (end !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${end}\n${started.printed()}`.trim());
  return started.answered();
}

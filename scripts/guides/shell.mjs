/**
 * Runs a line of a guide as a shell does, to its end or beside others.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname } from 'node:path';

const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);

/** How long a line may take, in milliseconds. */
const LIMIT_MS = 240_000;

/**
 * @param {string} line
 * @param {string} cwd
 * @param {Record<string, string>} env
 */
function start(line, cwd, env) {
  // A group of its own: what the line starts ends with it.
  const child = spawn('sh', ['-c', line], {
    ...{ cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, PATH, NO_COLOR: '1', CI: 'true', WRANGLER_SEND_METRICS: 'false', ...env },
  });
  const printed = { text: '' };
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      printed.text += String(chunk);
    });
  return { child, printed };
}

/**
 * Runs a line to its end.
 *
 * @param {string} line
 * @param {string} cwd
 * @param {Record<string, string>} [env]
 * @param {readonly number[]} [expected] - Exit codes.
 * @returns {Promise<string>} What it printed, both ways.
 */
export async function runLine(line, cwd, env = {}, expected = [0]) {
  const { child, printed } = start(line, cwd, env);
  const timer = setTimeout(() => kill(child), LIMIT_MS);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  if (!expected.includes(code)) throw new Error(`${line} ended with ${code}\n${printed.text}`);
  return printed.text;
}

/**
 * Starts a line that goes on, and waits for what it prints when it is ready.
 *
 * @param {string} line
 * @param {string} cwd
 * @param {RegExp} ready
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ printed: () => string, stop: () => Promise<void> }>}
 */
export async function startLine(line, cwd, ready, env = {}) {
  const { child, printed } = start(line, cwd, env);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    kill(child);
    await once(child, 'close');
  };
  for (let waited = 0; !ready.test(printed.text); waited += 200) {
    if (child.exitCode !== null || waited > LIMIT_MS) {
      await stop();
      throw new Error(`${line} did not become ready\n${printed.text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { printed: () => printed.text, stop };
}

/** @param {import('node:child_process').ChildProcess} child */
function kill({ pid }) {
  if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

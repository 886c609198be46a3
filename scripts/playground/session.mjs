/**
 * A `sallyport dev` of the quickstart on ports of its own, for a check that looks at its playground.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ROOT } from '../run.mjs';

const PORTS = ['worker', 'issuer', 'api-gateway', 'playground'].flatMap((name) => [`--${name}-port`, '0']);

/**
 * Starts it and waits until everything runs.
 *
 * @returns {Promise<{ playground: string, worker: string, issuer: string, stop: () => Promise<void> }>}
 */
export async function startSession() {
  const args = ['--conditions=source', 'packages/cli/src/main.ts', 'dev', 'examples/quickstart/sallyport.jsonc'];
  const child = spawn(process.execPath, [...args, ...PORTS], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let printed = '';
  for await (const line of createInterface({ input: child.stderr })) {
    printed += `${line}\n`;
    if (line.includes('Ctrl-C')) break;
  }
  // What is printed later is nobody's concern, but has to go somewhere.
  child.stderr.resume();
  /** @param {string} name */
  const find = (name) => {
    const address = new RegExp(`^ +${name} +(http://127\\.0\\.0\\.1:\\d+)`, 'm').exec(printed)?.[1];
    if (address === undefined) throw new Error(`sallyport dev names no ${name}:\n${printed}`);
    return address;
  };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await once(child, 'close');
  };
  try {
    return { playground: find('playground'), worker: find('worker'), issuer: find('issuer'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

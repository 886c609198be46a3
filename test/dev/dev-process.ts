/** `sallyport dev` in a process of its own, as people run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export const ROOT: string = new URL('../../', import.meta.url).pathname;
const running: ChildProcess[] = [];

function start(args: readonly string[], cwd: string): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=source', `${ROOT}packages/cli/src/main.ts`, 'dev', ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  running.push(child);
  return child;
}

/** Ends what still runs. Asked to end, not killed: a killed parent would leave workerd behind. */
export async function endDevs(): Promise<void> {
  for (const child of running.splice(0)) {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')) await once(child, 'close');
  }
}

/** Runs to its end. */
export async function runIn(cwd: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const child = start(args, cwd);
  const [out, err] = ['', ''].map(() => [] as string[]);
  child.stdout?.on('data', (text) => out?.push(String(text)));
  child.stderr?.on('data', (text) => err?.push(String(text)));
  const [code] = await once(child, 'close');
  return { code, out: out?.join('') ?? '', err: err?.join('') ?? '' };
}

/** The same in the folder of the repository. */
export const run = (...args: string[]): ReturnType<typeof runIn> => runIn(ROOT, ...args);

/** Starts and waits for the line that says that everything runs; gives what was printed till then. */
export async function startIn(cwd: string, ...args: string[]): Promise<{ child: ChildProcess; printed: string }> {
  const child = start(args, cwd);
  let printed = '';
  if (child.stderr === null) throw new Error('no stderr');
  for await (const line of createInterface({ input: child.stderr })) {
    printed += `${line}\n`;
    if (line.includes('Ctrl-C')) return { child, printed };
  }
  throw new Error(`dev ended early:\n${printed}`);
}

/** The same in the folder of the repository. */
export const startAndWait = (...args: string[]): ReturnType<typeof startIn> => startIn(ROOT, ...args);

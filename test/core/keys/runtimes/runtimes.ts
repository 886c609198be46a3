/**
 * The key gate on every runtime that a test can have here: in this process on Node, and in the real workerd with promises
 * shared between requests as they are today and as they were before.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { serveHandler } from '../../../support/loopback.ts';
import { startWorkerd } from '../../../support/workerd.ts';
import type { Case } from './cases.ts';
import { createKeyGate } from './key-gate.ts';

/** A running key gate. */
export interface KeyGate {
  readonly port: number;
  readonly origin: string;
  /** What the runtime has printed. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** How to start a key gate over cases whose issuers are under an origin. */
export type StartKeyGate = (cases: readonly Case[], issuers: string) => Promise<KeyGate>;

/** On Node, where a request that ends takes nothing with it. */
export const startOnNode: StartKeyGate = async (cases, issuers) => {
  const gate = createKeyGate(cases, issuers);
  const served = await serveHandler(() => (request) => gate(request, () => undefined));
  return { ...served, output: () => '' };
};

/** In workerd, with compatibility flags. */
export function startOnWorkerd(...compatibilityFlags: readonly string[]): StartKeyGate {
  return (cases, issuers) => startWorkerd({ worker: { source: toWorker(cases, issuers) }, compatibilityFlags });
}

/** The Worker's source. */
export function toWorker(cases: readonly Case[], issuers: string): string {
  return `
import { createKeyGate } from './test/core/keys/runtimes/key-gate.ts';
const gate = createKeyGate(${JSON.stringify(cases)}, ${JSON.stringify(issuers)});
export default { fetch: (request, _env, ctx) => gate(request, (work) => ctx.waitUntil(work)) };
`;
}

/** A key gate whose whole process can be stopped and let go on. */
export interface FreezableKeyGate extends KeyGate {
  readonly freeze: () => void;
  readonly thaw: () => void;
}

/** In workerd, to be frozen. */
export function startFreezableOnWorkerd(...compatibilityFlags: readonly string[]) {
  return (cases: readonly Case[], issuers: string): Promise<FreezableKeyGate> =>
    startWorkerd({ worker: { source: toWorker(cases, issuers) }, compatibilityFlags });
}

/** On Node in a process of its own, to be frozen. */
export async function startInNodeProcess(cases: readonly Case[], issuers: string): Promise<FreezableKeyGate> {
  const child = fork(join(import.meta.dirname, 'node-process.ts'), [JSON.stringify(cases), issuers], {
    execArgv: ['--conditions=source'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
  }
  const [port] = await once(child, 'message');
  return {
    ...{ port, origin: `http://127.0.0.1:${port}`, output: () => printed },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Every runtime by name. */
export const RUNTIMES: readonly (readonly [name: string, start: StartKeyGate])[] = [
  ['on Node', startOnNode],
  ['on workerd, as promises are shared today', startOnWorkerd()],
  ['on workerd, as they were shared before', startOnWorkerd('no_handle_cross_request_promise_resolution')],
];

/**
 * The built authorizer in a process of its own, invoked like a Lambda function.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type OnDecision, parseDecisionLine } from './decision-lines.ts';

/** A running authorizer function. */
export interface LambdaGate {
  /** Invokes the handler; rejects with the error that it reported. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly errorMessage?: string;
}

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts the child and waits until its bundle is loaded; rejects where it cannot be. */
export async function startLambdaGate(options: {
  /** The built bundle's path. */
  readonly bundlePath: string;
  /** Where the child's outbound requests are handed over. */
  readonly outboundUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly onDecision: OnDecision;
}): Promise<LambdaGate> {
  const child = fork(toChildPath(), [options.bundlePath, options.outboundUrl], {
    env: { ...options.variables, PATH: process.env.PATH ?? '' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const record = parseDecisionLine(line);
      if (record) options.onDecision(record);
    });
  }
  const waiting = receiveAnswers(child);
  await new Promise((resolve, reject) => waiting.set(0, { resolve, reject }));
  let lastId = 0;
  return {
    invoke: (event) => {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, event }, (error) => {
          if (error) settle(waiting, { id, errorMessage: 'the function is not running' });
        });
      });
    },
    close: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

function receiveAnswers(child: ChildProcess): Map<number, Waiter> {
  const waiting = new Map<number, Waiter>();
  child.on('message', (message) => {
    if (isAnswer(message)) settle(waiting, message);
  });
  child.once('exit', () => {
    for (const id of [...waiting.keys()]) settle(waiting, { id, errorMessage: 'the function has exited' });
  });
  return waiting;
}

function settle(waiting: Map<number, Waiter>, answer: Answer): void {
  const waiter = waiting.get(answer.id);
  waiting.delete(answer.id);
  if (answer.errorMessage === undefined) waiter?.resolve(answer.result);
  else waiter?.reject(new Error(answer.errorMessage));
}

function isAnswer(message: unknown): message is Answer {
  return typeof message === 'object' && message !== null && 'id' in message && typeof message.id === 'number';
}

/** The child's own module, beside this one: TypeScript in the source tree, JavaScript in the package. */
function toChildPath(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./lambda-child.${extension}`, import.meta.url));
}

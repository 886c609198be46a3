/**
 * Watches where text leaves: the console, the standard streams, errors, and what child processes print.
 *
 * Does not: hold anything back. Replaces globals for the rest of the process, which runs one test file.
 */
import { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { LeakCapture } from './leak-capture.ts';

const CONSOLE_METHODS = ['debug', 'dir', 'error', 'info', 'log', 'trace', 'warn'] as const;
const ERRORS = ['Error', 'RangeError', 'SyntaxError', 'TypeError'] as const;

/** Watches the console and the standard streams. */
export function watchOutput({ take }: LeakCapture): void {
  for (const name of CONSOLE_METHODS) {
    const write = console[name];
    console[name] = (...said: readonly unknown[]) => {
      take('the console', ...said);
      write.apply(console, said as unknown[]);
    };
  }
  for (const [name, stream] of [
    ['standard output', process.stdout],
    ['standard error', process.stderr],
  ] as const) {
    const write: (...parameters: readonly unknown[]) => boolean = stream.write.bind(stream) as never;
    stream.write = (...parameters: readonly unknown[]) => {
      take(name, parameters[0]);
      return write(...parameters);
    };
  }
}

/** Watches the construction of errors, those of subclasses included. */
export function watchErrors({ takeError }: LeakCapture): void {
  for (const name of ERRORS) {
    const real: ErrorConstructor = globalThis[name];
    const take = (error: Error, from: Made): Error => {
      // Without the frames of this file, which no reader of a stack wants to see.
      Error.captureStackTrace(error, from);
      takeError(error);
      return error;
    };
    const construct = (_real: unknown, parameters: unknown[], target: Made): Error =>
      take(Reflect.construct(real, parameters, target), construct);
    const apply = (_real: unknown, _self: unknown, parameters: [string?, ErrorOptions?]): Error =>
      take(new real(...parameters), apply);
    const watched = new Proxy(real, { construct, apply });
    // So that `error.constructor === Error` stays true.
    Object.defineProperty(real.prototype, 'constructor', { value: watched, writable: true, configurable: true });
    Object.defineProperty(globalThis, name, { value: watched, writable: true, configurable: true });
  }
}

type Made = (...parameters: never) => unknown;

/** Watches what child processes print, whoever starts and reads them. */
export function watchChildren({ take }: LeakCapture): () => void {
  const printed: { readonly chunks: Buffer[] }[] = [];
  // Node documents no place where every child passes; `spawn`, `fork` and `execFile` all come through this method.
  const prototype = ChildProcess.prototype as unknown as { spawn: (...parameters: unknown[]) => unknown };
  const { spawn } = prototype;
  prototype.spawn = function (this: ChildProcess, ...parameters: unknown[]) {
    const result = spawn.apply(this, parameters);
    for (const stream of [this.stdout, this.stderr]) if (stream) printed.push({ chunks: watchStream(stream) });
    return result;
  };
  // A token may lie across two chunks: they are put together first.
  return () => {
    for (const { chunks } of printed) take('a child process', Buffer.concat(chunks));
  };
}

/** What a stream reads, without making it flow: a reader that comes later still gets everything. */
function watchStream(stream: Readable): Buffer[] {
  const chunks: Buffer[] = [];
  const push = stream.push.bind(stream);
  stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    return push(chunk, encoding);
  };
  return chunks;
}

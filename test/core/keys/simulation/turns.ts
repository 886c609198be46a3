/**
 * Lets everything run that waits for other code or for the threads of WebCrypto, and nothing that waits for time.
 *
 * Imports and digests run on threads that no simulated clock moves. They are counted, so that a simulated instant ends
 * only when none is under way: the same seed gives the same run on a fast machine and on a busy one. Each distinct
 * operation runs once in reality and is remembered: days of refreshes import the same few keys again and again.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

type Operation = (...args: unknown[]) => Promise<unknown>;

let underWay = 0;
let isCounting = false;

/**
 * Counts and remembers the operations of WebCrypto until the returned function is called. Stack traces are off so long:
 * an aborted request makes an error that nobody reads, thousands of times.
 */
export function countCryptoWork(): () => void {
  const prototype = Object.getPrototypeOf(crypto.subtle);
  const { importKey, digest } = prototype;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  isCounting = true;
  const counted = (operation: Operation): Operation => {
    const known = new Map<string, Promise<unknown>>();
    const run = async (args: readonly unknown[]): Promise<unknown> => {
      underWay += 1;
      try {
        return await operation.apply(crypto.subtle, [...args]);
      } finally {
        underWay -= 1;
      }
    };
    return (...args) => {
      const name = JSON.stringify(args, (_, value) => (value instanceof Uint8Array ? [...value].join() : value));
      const result = known.get(name) ?? run(args);
      known.set(name, result);
      return result;
    };
  };
  prototype.importKey = counted(importKey);
  prototype.digest = counted(digest);
  return () => {
    prototype.importKey = importKey;
    prototype.digest = digest;
    Error.stackTraceLimit = stackTraceLimit;
    isCounting = false;
  };
}

/** Resolves when nothing is left to run at this instant. */
export async function settle(): Promise<void> {
  if (!isCounting) throw new Error('threads are not counted: an instant would end before its imports');
  do await nextTurn();
  while (underWay > 0);
}

/**
 * Waits for work at most so long, and never lets its late failure become an unhandled rejection.
 */
import { startTimer } from '../platform.ts';

/** How the wait ended; what the work does after a timeout or an abort is ignored. */
export type Waited<Value> =
  | { readonly end: 'returned'; readonly value: Value }
  | { readonly end: 'threw'; readonly thrown: unknown }
  | { readonly end: 'timedOut' };

/** Starts `work` and waits up to `timeoutMs`; an aborted `signal` counts as a timeout. Never rejects. */
export function waitAtMost<Value>(
  work: () => Value | PromiseLike<Value>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Waited<Value>> {
  return new Promise((resolve) => {
    const finish = (waited: Waited<Value>): void => {
      stopTimer();
      signal?.removeEventListener('abort', giveUp);
      resolve(waited);
    };
    const giveUp = (): void => finish({ end: 'timedOut' });
    const stopTimer = startTimer(timeoutMs, giveUp);
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp);
    // An async function, so that what is thrown at once and what is rejected later arrive alike.
    const run = async (): Promise<Value> => await work();
    run().then(
      (value) => finish({ end: 'returned', value }),
      (thrown: unknown) => finish({ end: 'threw', thrown }),
    );
  });
}

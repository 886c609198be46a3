/**
 * A clock whose wall time and timers a test moves apart: steps, jumps, freezes, and requests that end with their timers.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ports } from '@sallyport/core';

/** One request of a runtime that ends a request's I/O with it, as workerd does. */
export interface FakeRequest {
  /** Runs code as this request. */
  readonly run: <T>(work: () => T) => T;
  /** Ends the request: its timers never fire and its fetches never settle. */
  readonly end: () => void;
  readonly hasEnded: () => boolean;
}

export interface FakeClock {
  /** Epoch milliseconds of the wall clock. */
  readonly now: () => number;
  readonly sleep: Ports['sleep'];
  /** Lets timers fire one after the other, each at its own instant, with everything they cause in between. */
  readonly advance: (ms: number) => Promise<void>;
  /** Advances to the next timer; nothing happens where none runs. */
  readonly step: () => Promise<void>;
  /** Sets the wall clock forward or back; timers know nothing of it. */
  readonly jump: (ms: number) => void;
  /** Stops everything for that long: timers that came due fire late, when the clock advances again. */
  readonly freeze: (ms: number) => void;
  /** Timers that are running. */
  readonly timers: () => number;
  readonly request: () => FakeRequest;
}

interface Timer {
  readonly dueMs: number;
  readonly owner: FakeRequest | undefined;
  readonly fire: () => void;
}

const currentRequest = new AsyncLocalStorage<FakeRequest>();

/** Never settles once the request that it belongs to has ended. */
export function boundToRequest<T>(work: Promise<T>): Promise<T> {
  const owner = currentRequest.getStore();
  return new Promise((resolve, reject) => {
    work.then(
      (value) => owner?.hasEnded() || resolve(value),
      (error: unknown) => owner?.hasEnded() || reject(error),
    );
  });
}

/** Lets everything run that waits for nothing but other code. */
export async function flush(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn();
}

export function createFakeClock(startMs = 1_900_000_000_000): FakeClock {
  let timerMs = 0;
  let wallOffsetMs = startMs;
  let timers: readonly Timer[] = [];

  const fireDue = async (targetMs: number): Promise<void> => {
    for (;;) {
      await flush();
      const [next] = timers
        .filter((timer) => timer.dueMs <= targetMs && !timer.owner?.hasEnded())
        .toSorted((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) return;
      timers = timers.filter((timer) => timer !== next);
      timerMs = Math.max(timerMs, next.dueMs);
      next.fire();
    }
  };

  const running = (): readonly Timer[] => timers.filter((timer) => !timer.owner?.hasEnded());

  const advance = async (ms: number): Promise<void> => {
    const targetMs = timerMs + ms;
    await fireDue(targetMs);
    timerMs = targetMs;
    await flush();
  };

  return {
    now: () => timerMs + wallOffsetMs,
    sleep: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const timer: Timer = { dueMs: timerMs + timeoutMs, owner: currentRequest.getStore(), fire: resolve };
        timers = [...timers, timer];
        signal?.addEventListener('abort', () => {
          timers = timers.filter((other) => other !== timer);
          resolve();
        });
      }),
    advance,
    step: async () => {
      const dueMs = Math.min(...running().map((timer) => timer.dueMs));
      if (dueMs < Number.POSITIVE_INFINITY) await advance(Math.max(0, dueMs - timerMs));
    },
    jump: (ms) => {
      wallOffsetMs += ms;
    },
    freeze: (ms) => {
      timerMs += ms;
    },
    timers: () => running().length,
    request: () => {
      let ended = false;
      const request: FakeRequest = {
        run: (work) => currentRequest.run(request, work),
        end: () => {
          ended = true;
        },
        hasEnded: () => ended,
      };
      return request;
    },
  };
}

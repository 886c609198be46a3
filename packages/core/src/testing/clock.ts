/**
 * A clock that moves only when a test says so, and a sleep that wakes by it.
 */

/** A clock and a sleep for `Ports`, moved by hand. */
export interface TestClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The same as `now`, under the name that reads well as `clock: clock.port`. */
  readonly port: () => number;
  /** Resolves once the clock has moved that many milliseconds; at once for 0 or less. */
  readonly sleep: (timeoutMs: number) => Promise<void>;
  /** Moves forward, waking sleepers in the order in which they are due, each at its own instant. */
  readonly advance: (seconds: number) => void;
  /** Moves to an instant in epoch seconds. Going back wakes nobody. */
  readonly set: (seconds: number) => void;
  /** How many sleeps are waiting, so that a test can wait until the code under test has gone to sleep. */
  readonly sleepers: () => number;
}

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/**
 * Creates a clock that stands still.
 *
 * Code woken by `advance` runs after the caller's next `await`, and by then the clock stands at its final instant.
 *
 * @param startSeconds - Epoch seconds; default 1,800,000,000 (15 January 2027).
 * @throws RangeError where seconds are not finite, or `advance` is given a negative number.
 * @example
 * const clock = createTestClock(1_800_000_000);
 * clock.advance(30);
 * clock.now(); // 1_800_000_030_000
 */
export function createTestClock(startSeconds = 1_800_000_000): TestClock {
  let nowMs = toMs(startSeconds);
  let waiting: readonly Sleeper[] = [];

  const moveTo = (targetMs: number): void => {
    const due = waiting.filter((sleeper) => sleeper.dueMs <= targetMs).sort((a, b) => a.dueMs - b.dueMs);
    waiting = waiting.filter((sleeper) => sleeper.dueMs > targetMs);
    for (const sleeper of due) {
      nowMs = sleeper.dueMs;
      sleeper.wake();
    }
    nowMs = targetMs;
  };

  return {
    now: () => nowMs,
    port: () => nowMs,
    sleep: (timeoutMs) =>
      new Promise((resolve) => {
        if (timeoutMs <= 0) resolve();
        else waiting = [...waiting, { dueMs: nowMs + timeoutMs, wake: resolve }];
      }),
    advance: (seconds) => {
      if (seconds < 0) throw new RangeError('advance() goes forward; use set() to go back.');
      moveTo(nowMs + toMs(seconds));
    },
    set: (seconds) => moveTo(toMs(seconds)),
    sleepers: () => waiting.length,
  };
}

function toMs(seconds: number): number {
  if (!Number.isFinite(seconds)) throw new RangeError('The test clock takes a finite number of seconds.');
  return seconds * 1000;
}

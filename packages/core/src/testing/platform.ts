/**
 * The real clock and timer of the test issuer, used where a test gives none.
 *
 * Does not: serve the core, whose own is `../platform.ts`; nothing here is reachable from the index.
 */

/** Epoch milliseconds. */
export const realClock: () => number = () => Date.now();

/** Resolves after that many milliseconds. */
export const realSleep: (timeoutMs: number) => Promise<void> = (timeoutMs) =>
  new Promise((resolve) => setTimeout(resolve, timeoutMs));

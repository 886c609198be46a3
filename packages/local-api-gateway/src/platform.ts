/**
 * The only place that reads the system clock, makes random ids and starts timers.
 *
 * Does not: decide anything; the gateway takes its clock from its options and falls back to this one.
 */

/** The system clock in epoch milliseconds. */
export function systemClock(): number {
  return Date.now();
}

/** A fresh request id, in the form that API Gateway and Lambda use. */
export function createRequestId(): string {
  return globalThis.crypto.randomUUID();
}

/** Runs `task` once after `delayMs`; the returned function cancels it. */
export function startTimer(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

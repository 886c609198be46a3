/**
 * The part of workerd's execution context that the gate uses.
 */

/** Keeps work alive past the answer. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** What workerd hands to a Worker beside the request. */
export interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
  /** The Worker's own exports, where the runtime tells them. */
  readonly exports?: object;
}

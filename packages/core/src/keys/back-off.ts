/**
 * How long a key source leaves a failing issuer alone.
 *
 * Exponential with jitter, so that a fleet does not come back at once; the first retry is quick, the longest 30 s.
 */
import { FIRST_BACK_OFF_MS, MAX_BACK_OFF_MS, toElapsedMs } from './bounds.ts';

/** Which step of a refresh failed; also the reason of the fault. */
export type FaultReason = 'keys_unavailable' | 'discovery_unavailable';

/** The failures since the latest success. */
export interface Failure {
  readonly count: number;
  readonly reason: FaultReason;
  /** Epoch milliseconds. */
  readonly failedAtMs: number;
  readonly backOffMs: number;
}

/** The state after one more failure: between a half and the whole of 1, 2, 4 ... 30 s. */
export function toFailure(previous: Failure | null, reason: FaultReason, nowMs: number, random: number): Failure {
  const count = (previous?.count ?? 0) + 1;
  const greatestMs = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (count - 1));
  return { count, reason, failedAtMs: nowMs, backOffMs: (greatestMs * (1 + random)) / 2 };
}

/** Milliseconds for which no request may start; 0 where one may. */
export function toBackOffLeftMs(failure: Failure | null, nowMs: number): number {
  if (failure === null) return 0;
  return Math.max(0, failure.backOffMs - toElapsedMs(failure.failedAtMs, nowMs));
}

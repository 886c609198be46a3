/**
 * The adopted set of a key source and what may be done with it at an instant: fresh -> stale -> expired.
 */
import { BACKGROUND_WINDOW_MS, STALE_BOUND_MS, toElapsedMs } from './bounds.ts';
import type { KeySet } from './key-set.ts';

/** A set and when it was true. */
export interface HeldSet {
  readonly set: KeySet;
  /** The flight that brought it. */
  readonly sequence: number;
  readonly from: 'issuer' | 'tier';
  /** Whether it was a shared copy past its freshness when it was adopted: its refresh goes to the issuer. */
  readonly isOldCopy: boolean;
  /**
   * When the request for it started, epoch milliseconds. Not when it ended: a slow answer may predate a key published
   * meanwhile, and must not count as news of it.
   */
  readonly fetchedAtMs: number;
  readonly freshForMs: number;
}

/**
 * `fresh`: serve. `passing`: stale for at most 60 s, served at once where the refresh can outlive the answer. `stale`: the
 * request waits a little for a refresh. `expired`: never used again.
 */
export type Standing = 'fresh' | 'passing' | 'stale' | 'expired';

/** The standing of a set; the stale bound is finite whatever the issuer's headers say. */
export function toStanding(held: HeldSet, nowMs: number): Standing {
  const ageMs = toElapsedMs(held.fetchedAtMs, nowMs);
  if (ageMs < held.freshForMs) return 'fresh';
  if (ageMs < held.freshForMs + BACKGROUND_WINDOW_MS) return 'passing';
  return ageMs < STALE_BOUND_MS ? 'stale' : 'expired';
}

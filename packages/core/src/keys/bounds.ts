/**
 * Every number of the key sources in one place, and how an age is told from two readings of a clock.
 *
 * Durations are milliseconds. None of them is configurable yet; each is a bound that a test pins.
 */

/** One request, body included. */
export const FETCH_DEADLINE_MS: number = 3_000;
/** How long a shared tier is waited for, unless it says otherwise, and the most that it can say: a fetch and a little. */
export const TIER_DEADLINE_MS: number = 500;
export const MAX_TIER_DEADLINE_MS: number = 3_400;
/** How long a flight is trusted to be alive after its latest step. Longer than the deadline of that step. */
export const LEASE_MS: number = 3_500;
/** The longest a request waits where it has no keys at all: two requests for metadata, one for keys, one dead leader. */
export const REQUIRED_WAIT_MS: number = 15_000;
/** The longest a request waits for a refresh while it holds a stale set that would do. */
export const REFRESH_PATIENCE_MS: number = 500;
/** The least distance between two starts of a fetch forced by an unknown `kid`: at most ten a minute. */
export const FORCED_SPACING_MS: number = 6_000;

/** The least and greatest freshness that an issuer's `Cache-Control` can ask for, and the freshness without one. */
export const MIN_FRESH_MS: number = 60_000;
export const MAX_FRESH_MS: number = 3_600_000;
export const DEFAULT_FRESH_MS: number = 600_000;
/** How long past freshness a stale set is served without waiting, where work can outlive the answer. */
export const BACKGROUND_WINDOW_MS: number = 60_000;
/** The age at which a set, or a metadata document, is never used again. */
export const STALE_BOUND_MS: number = 86_400_000;

/** Back-off after the first failure, doubled by each further one up to the greatest. */
export const FIRST_BACK_OFF_MS: number = 1_000;
export const MAX_BACK_OFF_MS: number = 30_000;

/** Bytes of one answer, counted while streaming. */
export const MAX_BODY_BYTES: number = 262_144;
/** Members of one key set. */
export const MAX_KEYS: number = 100;
/** Keys tried for one token. */
export const MAX_CANDIDATES: number = 4;
/** Characters of a key's `kid`. */
export const MAX_KID_LENGTH: number = 1_024;

/**
 * The time between two clock readings, never negative.
 *
 * A clock that went back makes a set neither young nor eternal: the distance counts as age, so freshness, back-off and
 * spacing last at most twice as long as they should, and no longer than the jump undone.
 */
export function toElapsedMs(sinceMs: number, nowMs: number): number {
  return Math.abs(nowMs - sinceMs);
}

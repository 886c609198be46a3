/**
 * The report of a key source whose keys stand in the policy: nothing is fetched, nothing ages.
 */
import type { KeySourceReport } from './source.ts';

/** The report, with the keys that are used and those that were left out. */
export function toPolicyReport(iss: string, keyCount: number, refusedKeyCount: number): KeySourceReport {
  return {
    iss,
    state: 'inline',
    from: 'policy',
    keyCount,
    refusedKeyCount,
    ageSeconds: null,
    fetchedAt: null,
    lastSuccessAt: null,
    lastFailureAt: null,
    fetches: 0,
    failures: 0,
  };
}

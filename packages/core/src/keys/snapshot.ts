/**
 * A snapshot of key sets that is deployed with a gate, as a tier: read-only, dated by its fetch.
 *
 * It serves without waiting while under 1 h old, as a stale set up to the stale bound of 24 h, then not at all.
 * Trust: that of the deployed code around it; it is judged like any other copy all the same.
 */
import { isJsonObject } from '../token/json.ts';
import { MAX_FRESH_MS, STALE_BOUND_MS } from './bounds.ts';
import type { KeyTier, KeyTierScope } from './source.ts';

/** One issuer's key set as it was fetched. */
export interface SnapshotSet extends KeyTierScope {
  /** A JWK set of public keys. */
  readonly body: unknown;
  /** Epoch seconds of the fetch. */
  readonly fetchedAt: number;
}

/** What `sallyport keys pull` writes. */
export interface KeySnapshot {
  readonly version: 1;
  readonly sets: readonly SnapshotSet[];
}

/** Until when a snapshot's set serves: without waiting, and where the issuer does not answer. Epoch seconds. */
export function toSnapshotLife({ fetchedAt }: SnapshotSet): {
  readonly freshUntilAt: number;
  readonly staleUntilAt: number;
} {
  return { freshUntilAt: fetchedAt + MAX_FRESH_MS / 1000, staleUntilAt: fetchedAt + STALE_BOUND_MS / 1000 };
}

/** A snapshot read from JSON, or null for anything else. The sets themselves are judged where they are used. */
export function parseKeySnapshot(value: unknown): KeySnapshot | null {
  if (!isJsonObject(value) || value.version !== 1 || !Array.isArray(value.sets)) return null;
  const sets: readonly unknown[] = value.sets;
  return sets.every(isSnapshotSet) ? { version: 1, sets } : null;
}

function isSnapshotSet(value: unknown): value is SnapshotSet {
  if (!isJsonObject(value)) return false;
  return typeof value.iss === 'string' && typeof value.place === 'string' && Number.isFinite(value.fetchedAt);
}

/** The tier over a snapshot. Nothing is kept in it. */
export function createSnapshotTier(snapshot: KeySnapshot): KeyTier {
  return {
    get: ({ iss, place }) => {
      const held = snapshot.sets.find((set) => set.iss === iss && set.place === place);
      return held ? { body: held.body, fetchedAtMs: held.fetchedAt * 1000, freshForMs: MAX_FRESH_MS } : null;
    },
    put: async () => undefined,
  };
}

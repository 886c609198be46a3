/**
 * A bench with one tier that answers whatever copy the test holds, and keeps nothing.
 */
import type { KeyTier, StoredKeySet } from '@sallyport/core';
import { type Bench, createBench } from '../../support/key-source-bench.ts';

/** The bench, and its tier's copy. */
export interface HeldTierBench extends Bench {
  readonly held: {
    stored: StoredKeySet | null;
    /** How often the tier was asked. */
    gets: number;
  };
}

/** The bench, with no copy yet. */
export function createHeldTierBench(): HeldTierBench {
  const held: HeldTierBench['held'] = { stored: null, gets: 0 };
  const keyTier: KeyTier = {
    get: async () => {
      held.gets += 1;
      return held.stored;
    },
    put: async () => undefined,
  };
  return { ...createBench({ ports: { keyTiers: [keyTier] } }), held };
}

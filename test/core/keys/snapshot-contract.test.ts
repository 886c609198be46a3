/** A snapshot against the contract of read-only tiers. */
import { test } from 'vitest';
import { createSnapshotTier } from '../../../packages/core/src/keys/snapshot.ts';
import { type HeldSets, READ_ONLY_TIER } from '../../support/key-tier-contract.ts';
import { keySet } from '../../support/public-jwks.ts';

const SCOPES = [
  { iss: 'https://a.test', place: 'discovery' },
  { iss: 'https://a.test', place: 'https://a.test/keys' },
  { iss: 'https://a.test/b', place: 'discovery' },
];

async function hold(): Promise<HeldSets> {
  const held = SCOPES.map((scope, index) => ({ scope, kids: [`k${index}`, 'shared'] }));
  const sets = held.map(async ({ scope, kids }) => ({
    ...scope,
    body: await keySet(...kids),
    fetchedAt: 1_900_000_000,
  }));
  return { tier: createSnapshotTier({ version: 1, sets: await Promise.all(sets) }), sets: held };
}

test.each(READ_ONLY_TIER)('$name', async (promise) => promise.hold(await hold()));

/** What copies are stored under, and sources that have nowhere to store any. */
import type { KeyTier, KeyTierScope } from '@sallyport/core';
import { expect, test } from 'vitest';
import { readTiers, writeTiers } from '../../../packages/core/src/keys/tier.ts';
import { compiledIssuer } from '../../support/compiled-issuer.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createBench, ISS, JWKS_URI } from '../../support/key-source-bench.ts';

test('a source that goes by discovery keeps its copies apart from one that names its URL', async () => {
  const gets: KeyTierScope[] = [];
  const keyTier: KeyTier = {
    get: async (scope) => {
      gets.push(scope);
      return null;
    },
    put: async () => {},
  };
  const bench = createBench({ issuer: { keys: { kind: 'discovery', binding: null } }, ports: { keyTiers: [keyTier] } });
  await bench.ask('a');
  expect(gets).toEqual([{ iss: ISS, place: 'discovery' }]);
});

test('without tiers there is no copy to read, and none is kept', async () => {
  const { now, sleep } = createFakeClock();
  const location = { kind: 'jwksUri', uri: JWKS_URI, binding: null } as const;
  const access = { issuer: compiledIssuer(), location, ports: { clock: now, sleep }, tell: () => undefined };
  expect(await readTiers(access, 0, () => undefined)).toBeNull();
  const set = { keys: [], refusedCount: 0, refusedKids: new Set<string>(), found: new Map() };
  await expect(writeTiers(access, { set, fetchedAtMs: 1, freshForMs: 1 })).resolves.toBeUndefined();
});

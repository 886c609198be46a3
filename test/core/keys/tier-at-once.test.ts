/** Tiers that have their copy at hand, as a snapshot in a bundle: a cold start waits for nothing. */
import type { StoredKeySet } from '@sallyport/core';
import { expect, test } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createBench, JWKS_URI } from '../../support/key-source-bench.ts';
import { keySet } from '../../support/public-jwks.ts';
import { json } from '../../support/scripted-fetch.ts';

test.each([
  ['a copy', 0],
  ['text', 1],
  ['nothing', 1],
])('a tier that answers at once with %s costs %i requests to the issuer', async (what, requests) => {
  const clock = createFakeClock();
  const fresh = { body: await keySet('a'), fetchedAtMs: clock.now() - 600_000, freshForMs: 3_600_000 };
  const answers: Readonly<Record<string, unknown>> = { 'a copy': fresh, text: 'poison', nothing: null };
  const { ask, keyFetches, script } = createBench({
    clock,
    ports: { keyTiers: [{ get: () => answers[what] as StoredKeySet | null, put: async () => undefined }] },
  });
  script.on(JWKS_URI, json(await keySet('a')));
  expect(await ask('a')).toMatchObject({ kind: 'found' });
  expect(keyFetches()).toBe(requests);
});

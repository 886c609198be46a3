/** What documents without NotResource hold beside the patterns of each part of the routes. */
import type { AccessEntry } from '@sallyport/core';
import { compileIam, findLargestDocument } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { createRefusedWeight } from '../../../../packages/lambda/src/iam/search/refused-weight.ts';
import { BASE, createScene, NOW } from '../scene.ts';

const SILENT = { denyShape: 'resource' } as const;
const COUNT = 30;
const ADMIN: AccessEntry = { roles: ['admin'] };

/** Each route a part of its own: one opens a method that is closed in all others. */
const PARTS: Readonly<Record<string, AccessEntry>> = {
  'GET /open': 'authenticated',
  ...Object.fromEntries(Array.from({ length: COUNT }, (_, at) => [`GET /refused-${at}`, 'deny' as const])),
};

const measure = async (routes: Readonly<Record<string, AccessEntry>>, unknownPaths: 'possible' | 'never') => {
  const { rehearsal, principal } = await createScene(routes, {}, { ...SILENT, unknownPaths });
  const { bytes } = compileIam(rehearsal.policy, principal, { base: BASE, nowSeconds: NOW });
  return { policy: rehearsal.policy, bytes, largest: findLargestDocument(rehearsal.policy, { base: BASE }) };
};

describe('the largest document without NotResource', () => {
  test('counts the refused routes of a method that is closed in their part and open in another', async () => {
    const { bytes, largest, policy } = await measure(PARTS, 'possible');
    expect(bytes).toBeGreaterThan(COUNT * 2 * `${BASE}/GET/refused-1`.length);
    expect(largest.shortestBytes).toBeGreaterThanOrEqual(bytes);
    expect(largest.bytes).toBeLessThan(bytes * 1.7);
    const loud = { ...policy, apiGateway: { ...policy.apiGateway, denyShape: 'notResource' as const } };
    expect(findLargestDocument(loud, { base: BASE }).shortestBytes).toBeLessThan(largest.shortestBytes);
  });

  test('counts in its plainest form what other methods have, whichever part that is in', async () => {
    const others = Object.fromEntries(Array.from({ length: COUNT }, (_, at) => [`POST /other-${at}`, ADMIN]));
    const { bytes, largest } = await measure({ 'GET /open': 'authenticated', ...others }, 'never');
    expect(largest.bytes).toBeGreaterThanOrEqual(bytes);
    expect(largest.shortestBytes).toBeLessThan(largest.bytes);
  });

  test('counts no route of a method that is closed for everyone: that is one pattern', async () => {
    const closed = Object.fromEntries(
      Array.from({ length: COUNT }, (_, at) => [`DELETE /closed-${at}`, 'deny' as const]),
    );
    const { bytes, largest } = await measure({ 'GET /open': 'authenticated', ...closed }, 'possible');
    expect(largest.shortestBytes).toBeGreaterThanOrEqual(bytes);
    expect(largest.shortestBytes).toBeLessThan(bytes + 2000);
  });
});

test('the whole methods are counted once', async () => {
  const { rehearsal } = await createScene(PARTS, {}, SILENT);
  const patterns = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].map((one) => `${BASE}/${one}/*`);
  const weight = createRefusedWeight(rehearsal.policy, BASE);
  expect([...weight.methods].sort()).toEqual(patterns.sort());
  expect(weight.foreign).toBe(0);
});

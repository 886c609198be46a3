/** Snapshots of key sets as a tier: found by issuer and place, dated by their fetch, read-only. */
import { describe, expect, test } from 'vitest';
import {
  createSnapshotTier,
  type KeySnapshot,
  parseKeySnapshot,
  toSnapshotLife,
} from '../../../packages/core/src/keys/snapshot.ts';

const set = (overrides: object = {}) => ({
  iss: 'https://issuer.test',
  place: 'discovery',
  body: { keys: [] },
  fetchedAt: 1_900_000_000,
  ...overrides,
});

describe('parseKeySnapshot', () => {
  test('reads what was written', () => {
    const sets = [set(), set({ iss: 'https://other.test' })];
    expect(parseKeySnapshot({ version: 1, sets })).toEqual({ version: 1, sets });
    expect(parseKeySnapshot({ version: 1, sets: [] })).toEqual({ version: 1, sets: [] });
  });

  test.each([
    ['nothing', null],
    ['text', 'snapshot'],
    ['a list', [set()]],
    ['another version', { version: 2, sets: [set()] }],
    ['a version in words', { version: '1', sets: [set()] }],
    ['no sets', { version: 1 }],
    ['sets by name', { version: 1, sets: { staff: set() } }],
    ['a set that is null', { version: 1, sets: [null] }],
    ['a set that is a list', { version: 1, sets: [[]] }],
    ['a set without an issuer', { version: 1, sets: [set({ iss: undefined })] }],
    ['a set without a place', { version: 1, sets: [set({ place: 7 })] }],
    ['a set without a date', { version: 1, sets: [set({ fetchedAt: undefined })] }],
    ['a set dated in words', { version: 1, sets: [set({ fetchedAt: '1900000000' })] }],
    ['a set that was fetched at no time', { version: 1, sets: [set({ fetchedAt: Number.POSITIVE_INFINITY })] }],
    ['one bad set among good ones', { version: 1, sets: [set(), set({ iss: 1 }), set()] }],
  ])('refuses %s', (_what, value) => {
    expect(parseKeySnapshot(value)).toBeNull();
  });
});

test('a set serves for one hour without waiting and for 24 hours as a stale one', () => {
  expect(toSnapshotLife(set())).toEqual({ freshUntilAt: 1_900_003_600, staleUntilAt: 1_900_086_400 });
});

describe('the tier over a snapshot', () => {
  const snapshot: KeySnapshot = {
    version: 1,
    sets: [
      set({ place: 'https://issuer.test/jwks', body: 'by its URL' }),
      set({ iss: 'https://other.test', body: 'of another issuer' }),
      set({ body: 'by discovery' }),
    ],
  };
  const get = (iss: string, place: string) => createSnapshotTier(snapshot).get({ iss, place });

  test('holds a set for its issuer and its place alone, dated by its fetch', async () => {
    expect(await get('https://issuer.test', 'discovery')).toEqual({
      body: 'by discovery',
      fetchedAtMs: 1_900_000_000_000,
      freshForMs: 3_600_000,
    });
    expect(await get('https://issuer.test', 'https://issuer.test/jwks')).toMatchObject({ body: 'by its URL' });
    expect(await get('https://other.test', 'discovery')).toMatchObject({ body: 'of another issuer' });
  });

  test('holds nothing else', async () => {
    expect(await get('https://other.test', 'https://issuer.test/jwks')).toBeNull();
    expect(await get('https://third.test', 'discovery')).toBeNull();
  });

  test('keeps nothing', async () => {
    const tier = createSnapshotTier(snapshot);
    const scope = { iss: 'https://third.test', place: 'discovery' };
    await tier.put(scope, { body: 'new', fetchedAtMs: 1, freshForMs: 1 });
    expect(await tier.get(scope)).toBeNull();
  });
});

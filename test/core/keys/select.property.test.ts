import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PublicKey } from '../../../packages/core/src/keys/jwk.ts';
import { createKeySet } from '../../../packages/core/src/keys/key-set.ts';
import { type Selection, selectKeys } from '../../../packages/core/src/keys/select.ts';
import {
  type AlgorithmEntry,
  ASYMMETRIC_ALGORITHMS,
  toAlgorithm,
} from '../../../packages/core/src/token/algorithms.ts';

const toEntry = (name: string): AlgorithmEntry => {
  const entry = toAlgorithm(name);
  if (entry === null) throw new Error(name);
  return entry;
};
const entries = ASYMMETRIC_ALGORITHMS.map(toEntry);
const KIDS = ['a', 'b', 'A', '', '__proto__'];

const key: fc.Arbitrary<PublicKey> = fc
  .tuple(fc.constantFrom(...entries), fc.constantFrom(null, ...KIDS), fc.boolean(), fc.integer({ min: 0, max: 7 }))
  .map(([{ name, kty, crv }, kid, isDeclared, number]) => ({
    kid,
    algorithm: isDeclared ? name : null,
    material: { kty: kty === 'oct' ? 'EC' : kty, crv, jwk: {}, text: `${kty} ${crv} ${number}` },
    imported: new Map(),
  }));
// Few algorithms, so that sets hold more keys of one name than are tried.
const someKeys = fc
  .tuple(fc.array(key, { maxLength: 12 }), fc.constantFrom('all', 'ES256', 'RS256'))
  .map(([keys, only]) => keys.filter(({ material }) => only === 'all' || material.kty === toEntry(only).kty));
const query = fc.tuple(fc.constantFrom(null, ...KIDS, 'unknown'), fc.constantFrom(...entries));

const toTexts = (selection: Selection): readonly string[] =>
  selection.kind === 'keys' ? selection.keys.map(({ material }) => material.text).sort() : [];

test('gives one to four different keys, each of the name and the algorithm that were asked for', () => {
  const seen = { keys: 0, ambiguous: 0, none: 0 };
  fc.assert(
    fc.property(someKeys, query, (keys, [kid, entry]) => {
      const selection = selectKeys(createKeySet(keys, 0), kid, entry);
      seen[selection.kind] += 1;
      if (selection.kind !== 'keys') return;
      expect(selection.keys.length).toBeGreaterThan(0);
      expect(selection.keys.length).toBeLessThanOrEqual(4);
      expect(new Set(toTexts(selection)).size).toBe(selection.keys.length);
      for (const found of selection.keys) {
        expect(keys).toContain(found);
        if (kid !== null) expect(found.kid).toBe(kid);
        expect([found.material.kty, found.material.crv]).toEqual([entry.kty, entry.crv]);
        expect([null, entry.name]).toContain(found.algorithm);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.keys, seen.none)).toBeGreaterThan(50);
});

test('leaves out no key that could have signed, unless there are more than four', () => {
  fc.assert(
    fc.property(someKeys, query, (keys, [kid, entry]) => {
      const selection = selectKeys(createKeySet(keys, 0), kid, entry);
      const could = keys.filter(
        ({ kid: own, algorithm, material }) =>
          (kid === null || own === kid) &&
          material.text.startsWith(`${entry.kty} ${entry.crv} `) &&
          (algorithm ?? entry.name) === entry.name,
      );
      const texts = [...new Set(could.map(({ material }) => material.text))].sort();
      if (texts.length > 4) expect(selection.kind).toBe(kid === null ? 'none' : 'ambiguous');
      else expect(toTexts(selection)).toEqual(texts);
    }),
    { numRuns: 2_000 },
  );
});

test('does not depend on the order of the set, nor on keys of other names', () => {
  fc.assert(
    fc.property(someKeys, fc.array(key, { maxLength: 4 }), query, fc.nat(), (keys, more, [kid, entry], turn) => {
      const select = (listed: readonly PublicKey[]): Selection => selectKeys(createKeySet(listed, 0), kid, entry);
      const first = select(keys);
      const cut = turn % (keys.length + 1);
      for (const other of [keys.toReversed(), [...keys.slice(cut), ...keys.slice(0, cut)]]) {
        expect([select(other).kind, toTexts(select(other))]).toEqual([first.kind, toTexts(first)]);
      }
      if (kid === null) return;
      const mixed = select([...more.filter((stranger) => stranger.kid !== kid), ...keys]);
      expect([mixed.kind, toTexts(mixed)]).toEqual([first.kind, toTexts(first)]);
    }),
    { numRuns: 1_000 },
  );
});

import { describe, expect, it } from 'vitest';
import type { KeyRules } from '../../../packages/core/src/keys/jwk.ts';
import { type ParsedKeySet, parseKeySet } from '../../../packages/core/src/keys/key-set.ts';
import { keyFixture, keySet } from '../../support/public-jwks.ts';

const RULES: KeyRules = { iss: 'https://issuer.test', tenant: null, blockedKeys: new Set() };

const why = (parsed: ParsedKeySet): string => (parsed.kind === 'set' ? 'set' : parsed.why);

describe('a key set', () => {
  it('is an object with an array of keys', async () => {
    const { keys } = await keySet('a', 'b');
    const parsed = parseKeySet({ keys, other: 1 }, RULES);
    expect(parsed.kind === 'set' && parsed.set.keys.map(({ kid }) => kid)).toEqual(['a', 'b']);
    for (const value of [null, [], keys, 'keys', 1, {}, { keys: null }, { keys: {} }, { keys: 'a' }, { Keys: keys }]) {
      expect(parseKeySet(value, RULES)).toEqual({ kind: 'unusable', why: 'not_a_key_set', refusals: [] });
    }
    expect(why(parseKeySet(Object.create({ keys }), RULES))).toBe('not_a_key_set');
  });

  it('loses nothing to bad members, whatever they are', async () => {
    const good = (await keyFixture('good')).jwk;
    const bad = [null, 7, 'x', [], {}, { kty: 'oct', k: 'AA', kid: 'h' }, { ...good, kid: 'leak', d: 'AA' }];
    const parsed = parseKeySet({ keys: [...bad, good, ...bad] }, RULES);
    if (parsed.kind !== 'set') throw new Error(parsed.why);
    expect(parsed.set.keys.map(({ kid }) => kid)).toEqual(['good']);
    expect(parsed.refusals).toHaveLength(2 * bad.length);
    expect(parsed.set.refusedCount).toBe(2 * bad.length);
  });

  it('is unusable where it is empty or none of its members can verify, and tells why each was refused', async () => {
    const { jwk } = await keyFixture('a');
    expect(parseKeySet({ keys: [] }, RULES)).toEqual({ kind: 'unusable', why: 'no_usable_key', refusals: [] });
    expect(parseKeySet({ keys: [{ ...jwk, use: 'enc' }, null] }, RULES)).toEqual({
      kind: 'unusable',
      why: 'no_usable_key',
      refusals: ['use_not_sig', 'not_an_object'],
    });
  });

  it('holds at most 100 members', async () => {
    const { jwk } = await keyFixture('a');
    expect(why(parseKeySet({ keys: Array(100).fill(jwk) }, RULES))).toBe('set');
    const tooMany = { kind: 'unusable', why: 'too_many_keys', refusals: [] };
    expect(parseKeySet({ keys: Array(101).fill(jwk) }, RULES)).toEqual(tooMany);
  });
});

import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { findInSet, recallAnswer } from '../../../packages/core/src/keys/find-in-set.ts';
import type { PublicKey } from '../../../packages/core/src/keys/jwk.ts';
import { createKeySet, type KeySet, parseKeySet } from '../../../packages/core/src/keys/key-set.ts';
import type { KeyQuery } from '../../../packages/core/src/keys/source.ts';
import { outcome } from '../../support/key-source-bench.ts';
import { keyFixture, keySet } from '../../support/public-jwks.ts';

const RULES = { iss: 'https://issuer.test', tenant: null, blockedKeys: new Set<string>() };

function toSet(keys: readonly unknown[]): KeySet {
  const parsed = parseKeySet({ keys }, RULES);
  if (parsed.kind !== 'set') throw new Error(parsed.why);
  return parsed.set;
}

async function ask(
  keys: readonly unknown[] | KeySet,
  kid: string | null,
  algorithm: KeyQuery['algorithm'] = 'ES256',
  rules = RULES,
  refused: (string | undefined)[] = [],
): Promise<string> {
  const set = 'refusedCount' in keys ? keys : toSet(keys);
  const answer = await findInSet(set, { kid, algorithm }, rules, (_, why) => refused.push(why));
  return answer === null ? 'unknown' : outcome(answer);
}

describe('a kid', () => {
  it('is compared by code point: no case, prefix, path or prototype name finds a key', async () => {
    const { keys } = await keySet('key-1');
    expect(await ask(keys, 'key-1')).toBe('found key-1');
    for (const kid of ['KEY-1', 'key-', 'key-1 ', '', './key-1', '__proto__', 'constructor', "key-1' or '1", 'kéy-1']) {
      expect(await ask(keys, kid)).toBe('unknown');
    }
  });

  it('that only keys of another algorithm have is unknown: a newer set may have replaced them under their name', async () => {
    const { keys } = await keySet('a');
    expect(await ask(keys, 'a', 'ES384')).toBe('unknown');
    expect(await ask(keys, 'a', 'RS256')).toBe('unknown');
  });

  it('that only a refused member has is unknown: a newer set may have repaired it', async () => {
    const [a, b] = [(await keyFixture('a')).jwk, (await keyFixture('b')).jwk];
    expect(await ask([{ ...a, use: 'enc' }, b], 'a')).toBe('unknown');
  });

  it('that up to four keys share gives them all; five are ambiguous', async () => {
    const jwks = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(async (kid) => (await keyFixture(kid)).jwk));
    const same = jwks.map((jwk) => ({ ...jwk, kid: 'same' }));
    expect(await ask(same.slice(0, 4), 'same')).toBe('found same same same same');
    const query = { kid: 'same', algorithm: 'ES256' } as const;
    const denied = { kind: 'denied', reason: 'key_ambiguous' };
    expect(await findInSet(toSet(same), query, RULES, () => undefined)).toEqual(denied);
    expect(await ask([...same.slice(0, 2), { ...(await keyFixture('r', 'RS256')).jwk, kid: 'same' }], 'same')).toBe(
      'found same same',
    );
  });
});

describe('a token without kid', () => {
  it('gets every key that fits its algorithm, with or without a kid of their own', async () => {
    const { kid: _, ...nameless } = (await keyFixture('b')).jwk;
    const keys = [
      (await keyFixture('a')).jwk,
      nameless,
      (await keyFixture('r', 'RS256')).jwk,
      (await keyFixture('s', 'ES384')).jwk,
    ];
    expect(await ask(keys, null)).toBe('found a ');
    expect(await ask(keys, null, 'PS256')).toBe('found r');
    expect(await ask(keys, null, 'EdDSA')).toBe('unknown');
  });

  it('is not found over more than four different keys, however often each is listed', async () => {
    const { keys } = await keySet('a', 'b', 'c', 'd');
    const twice = [...keys, ...keys.map((key) => ({ ...key, kid: `${key.kid}2` }))];
    expect(await ask(twice, null)).toBe('found a b c d');
    expect(await ask([...twice, ...(await keySet('e')).keys], null)).toBe('unknown');
  });
});

describe('an import', () => {
  it('gives a key that verifies under the algorithm asked for, and cannot be exported', async () => {
    const { jwk, privateKey } = await keyFixture('r', 'RS256');
    const set = toSet([jwk]);
    const data = new TextEncoder().encode('signed');
    const parameters: [KeyQuery['algorithm'], AlgorithmIdentifier | RsaPssParams, string][] = [
      ['RS256', { name: 'RSASSA-PKCS1-v1_5' }, 'SHA-256'],
      ['PS384', { name: 'RSA-PSS', saltLength: 48 }, 'SHA-384'],
    ];
    for (const [algorithm, parameter, hash] of parameters) {
      const answer = await findInSet(set, { kid: 'r', algorithm }, RULES, () => undefined);
      if (answer?.kind !== 'found') throw new Error('not found');
      const [candidate] = answer.candidates;
      if (candidate === undefined) throw new Error('no candidate');
      expect(candidate.key.extractable).toBe(false);
      expect(candidate.key.usages).toEqual(['verify']);
      expect(candidate.key.algorithm).toMatchObject({ hash: { name: hash } });
      expect(candidate.thumbprint).toBe(await calculateJwkThumbprint(jwk));
      if (algorithm === 'RS256') {
        const signature = await crypto.subtle.sign(parameter, privateKey, data);
        expect(await crypto.subtle.verify(parameter, candidate.key, signature, data)).toBe(true);
      }
    }
  });

  it('happens once for each key and algorithm, also where queries run side by side', async () => {
    const set = toSet((await keySet('a')).keys);
    const query: KeyQuery = { kid: 'a', algorithm: 'ES256' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => findInSet(set, query, RULES, () => undefined)));
    const later = await findInSet(set, query, RULES, () => undefined);
    const keys = new Set([...answers, later].map((answer) => answer?.kind === 'found' && answer.candidates[0]?.key));
    expect(keys.size).toBe(1);
  });

  it('is not repeated for a query that names the key in another way', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey');
    const set = toSet((await keySet('a')).keys);
    expect(await ask(set, 'a')).toBe('found a');
    expect(await ask(set, null)).toBe('found a');
    expect(importKey).toHaveBeenCalledTimes(1);
    importKey.mockRestore();
  });

  it('that the runtime refuses drops the key, told of once, and never throws', async () => {
    const { jwk } = await keyFixture('a');
    // Right length, not on the curve.
    const offCurve = { ...jwk, x: jwk.y, y: jwk.x, kid: 'off' };
    const refused: (string | undefined)[] = [];
    const set = toSet([offCurve, jwk]);
    expect(await ask(set, 'off', 'ES256', RULES, refused)).toBe('unknown');
    expect(await ask(set, 'off', 'ES256', RULES, refused)).toBe('unknown');
    expect(refused).toEqual(['import_failed']);
    expect(await ask(set, null, 'ES256', RULES, refused)).toBe('found a');
    expect(await ask(toSet([offCurve]), null)).toBe('unknown');
  });

  it('whatever it throws is told of once by queries side by side', async () => {
    const { jwk } = await keyFixture('a');
    const set = toSet([{ ...jwk, x: jwk.y, y: jwk.x }]);
    const refused: (string | undefined)[] = [];
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(set, 'a', 'ES256', RULES, refused)));
    expect(new Set(answers)).toEqual(new Set(['unknown']));
    expect(refused).toEqual(['import_failed']);
  });

  it('refuses material that is no public key, whatever made it', async () => {
    const refused: (string | undefined)[] = [];
    const jwk = { kty: 'oct', k: 'A'.repeat(43) };
    const key: PublicKey = {
      kid: 'h',
      algorithm: null,
      material: { kty: 'EC', crv: 'P-256', jwk, text: '' },
      imported: new Map(),
    };
    expect(await ask(createKeySet([key], 0), 'h', 'ES256', RULES, refused)).toBe('unknown');
    expect(refused).toEqual(['import_failed']);
  });

  it('refuses a key blocked by thumbprint, under any kid', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const rules = { ...RULES, blockedKeys: new Set([await calculateJwkThumbprint(jwk)]) };
    const refused: (string | undefined)[] = [];
    expect(await ask([{ ...jwk, kid: 'renamed' }], 'renamed', 'ES256', rules, refused)).toBe('unknown');
    expect(refused).toEqual(['blocked']);
  });
});

describe('an answer that found keys', () => {
  it('is recalled for the same kid and algorithm, and for no other', async () => {
    const set = toSet((await keySet('a', 'b')).keys);
    const query: KeyQuery = { kid: 'a', algorithm: 'ES256' };
    expect(recallAnswer(set, query)).toBeNull();
    const answer = await findInSet(set, query, RULES, () => undefined);
    expect(recallAnswer(set, { ...query })).toBe(answer);
    await ask(set, null);
    expect(recallAnswer(set, { kid: null, algorithm: 'ES256' })).toMatchObject({ candidates: [{}, {}] });
    for (const other of [{ kid: 'b' }, { kid: 'A' }, { algorithm: 'ES384' as const }]) {
      expect(recallAnswer(set, { ...query, ...other })).toBeNull();
    }
  });

  it('is the only one kept: bogus kids leave nothing behind', async () => {
    const set = toSet((await keySet('a')).keys);
    await ask(set, 'a');
    for (let index = 0; index < 1000; index += 1) await ask(set, `bogus-${index}`);
    await ask(set, 'a', 'ES384');
    expect([...set.found.values()].map((byKid) => [...byKid.keys()])).toEqual([['a']]);
  });
});

it('an algorithm that is no algorithm finds nothing', async () => {
  const { keys } = await keySet('a');
  // @ts-expect-error a query that no caller of ours can make
  const answer = await findInSet(toSet(keys), { kid: 'a', algorithm: 'none' }, RULES, () => undefined);
  expect(answer).toEqual({ kind: 'denied', reason: 'key_not_found' });
  expect(await ask(keys, 'a', 'HS256')).toBe('unknown');
});

/**
 * RFC 7517 section 5: the answer as a whole.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { expectOutcomes, openGate, pairOf, type Row, signToken } from '../support-gate.ts';

/** Past the ten minutes for which an answer without `Cache-Control` is fresh. */
const STALE_MS = 700_000;

export const SETS: readonly Requirement[] = [
  {
    section: '5',
    level: 'MUST',
    demands: 'a set is an object whose keys is an array; any other answer is no answer, and the last good set stays',
    test: async () => {
      const token = await signToken();
      const { publicJwk } = await pairOf('ES256');
      const key = JSON.stringify(publicJwk);
      const bodies = [
        '{}',
        '[]',
        `[${key}]`,
        'null',
        '"text"',
        '',
        'not JSON',
        key,
        '{"keys":null}',
        `{"keys":${key}}`,
        `{"keys":{"0":${key},"length":1}}`,
        `{"Keys":[${key}]}`,
        `{"keys":[${key}]} x`,
        `{"__proto__":{"keys":[${key}]}}`,
      ];
      for (const body of bodies) {
        const cold = await openGate({ body });
        expect(`${body} ${await cold.outcome(token)}`).toBe(`${body} keys_unavailable`);
        const warm = await openGate();
        expect(await warm.outcome(token)).toBe('allow');
        warm.serve(body);
        warm.clock.jump(STALE_MS);
        const fresh = await signToken({ payload: { exp: 1_900_003_000 } });
        expect(`${body} ${await warm.outcome(fresh)}`).toBe(`${body} allow`);
        expect(warm.requests()).toHaveLength(2);
      }
    },
  },
  {
    section: '5',
    level: 'choice',
    demands: "a set without a usable key, or of more than 100, is no answer either: an issuer's slip locks nobody out",
    test: async () => {
      const { publicJwk } = await pairOf('ES256');
      const many = (count: number): readonly unknown[] => Array.from({ length: count }, () => ({ kty: 'x' }));
      const token = await signToken({ payload: { exp: 1_900_003_000 } });
      for (const keys of [[], [null], many(3), [...many(100), publicJwk]]) {
        expect(await (await openGate({ keys })).outcome(token)).toBe('keys_unavailable');
        const warm = await openGate();
        expect(await warm.outcome(token)).toBe('allow');
        warm.serve({ keys });
        warm.clock.jump(STALE_MS);
        expect(await warm.outcome(token)).toBe('allow');
        expect(warm.requests()).toHaveLength(2);
      }
      await expectOutcomes(await openGate({ keys: [...many(99), publicJwk] }), [['one of 100', token, 'allow']]);
    },
  },
  {
    section: '5',
    level: 'MUST',
    demands: 'members of a set that are not understood are ignored, and of keys that stand twice the last count',
    test: async () => {
      const keys = [(await pairOf('ES256')).publicJwk];
      const token = await signToken();
      const text = JSON.stringify(keys);
      await expectOutcomes(await openGate({ body: { 'urn:acme:x': [1], revoked: true, keys } }), [
        ['x', token, 'allow'],
      ]);
      await expectOutcomes(await openGate({ body: `{"keys":null,"keys":${text}}` }), [['last', token, 'allow']]);
    },
  },
  {
    section: '5',
    level: 'SHOULD',
    demands:
      'a member of unknown kty, without what its kty requires, or out of range is ignored, and costs no other key',
    test: async () => {
      const ec = await pairOf('ES256');
      const rsa = await pairOf('RS256');
      const as = (kid: string, changes: object): object => ({ ...ec.publicJwk, kid, ...changes });
      const bad = [
        as('kty', { kty: 'UNKNOWN' }),
        as('no-x', { x: undefined }),
        as('short-x', { x: 'AAAA' }),
        as('crv', { crv: 'secp256k1', alg: 'ES256K' }),
        { ...rsa.publicJwk, kid: 'no-e', e: undefined },
        { ...rsa.publicJwk, kid: 'e-number', e: 65537 },
        { ...rsa.publicJwk, kid: 'n-small', n: 'AQAB' },
      ];
      const scraps = [null, 7, 'text', [], [ec.publicJwk]];
      const gate = await openGate({ keys: [...scraps, ...bad, ec.publicJwk, ...bad, rsa.publicJwk] });
      await expectOutcomes(gate, [
        ['the EC key', signToken(), 'allow'],
        ['the RSA key', signToken({ pair: rsa }), 'allow'],
        ...['kty', 'no-x', 'short-x', 'crv', 'no-e', 'e-number', 'n-small'].map(
          (kid): Row => [kid, signToken({ header: { kid } }), 'key_not_found'],
        ),
      ]);
      const whys = ['kty_unsupported', 'member_malformed', 'member_malformed', 'crv_unsupported'];
      const each = [...whys, 'member_malformed', 'member_malformed', 'rsa_modulus'].map((why) => `refused_key ${why}`);
      const told = gate.events().filter((event) => event.startsWith('refused_key'));
      expect(told).toEqual([...scraps.map(() => 'refused_key not_an_object'), ...each, ...each]);
    },
  },
  {
    section: '5.1',
    level: 'MUST',
    demands: 'the order of the keys says nothing',
    test: async () => {
      const made = await Promise.all(['RS256', 'ES256', 'EdDSA', 'ES384'].map((algorithm) => pairOf(algorithm)));
      const keys = made.map(({ publicJwk }) => publicJwk);
      for (const order of [keys, keys.toReversed()]) {
        await expectOutcomes(
          await openGate({ keys: order }),
          made.map((pair): Row => [pair.algorithm, signToken({ pair }), 'allow']),
        );
      }
    },
  },
  {
    section: '8.5',
    level: 'choice',
    demands:
      'the set is asked for as application/jwk-set+json or application/json, and read whatever its media type says',
    test: async () => {
      const gate = await openGate({ body: JSON.stringify({ keys: [(await pairOf('ES256')).publicJwk] }) });
      await expectOutcomes(gate, [['sent as text/plain', signToken(), 'allow']]);
      expect(gate.requests().map(({ init }) => init.headers)).toEqual([
        { accept: 'application/jwk-set+json, application/json' },
      ]);
    },
  },
];

/**
 * RFC 8725 sections 3.8 to 3.12: whose token it is, for whom, and of which kind.
 */
import { compilePolicy, type Policy } from '@sallyport/core';
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import {
  AUDIENCE,
  expectOutcomes,
  type Gate,
  type GateOptions,
  ISS,
  JWKS_URI,
  openGate,
  pairOf,
  type Row,
  signToken,
} from '../support-gate.ts';

const SECOND = 'https://second.test';
const SECOND_KEYS = `${SECOND}/keys`;

/** A gate that trusts a second issuer too, whose key has the first one's `kid`. */
async function openTwo(options: GateOptions = {}): Promise<Gate> {
  const second = { issuer: SECOND, audience: AUDIENCE, jwksUri: SECOND_KEYS };
  const gate = await openGate({ ...options, others: { second } });
  const { publicJwk } = await pairOf('ES256', 'second');
  gate.serve({ keys: [publicJwk, { ...publicJwk, kid: 'ES256-1' }] }, SECOND_KEYS);
  return gate;
}

export const USES: readonly Requirement[] = [
  {
    section: '3.8',
    level: 'MUST',
    demands:
      'keys belong to the issuer that the token names, even under one kid, and an unknown issuer costs no request',
    test: async () => {
      const [first, second] = [await pairOf('ES256'), await pairOf('ES256', 'second')];
      const gate = await openTwo();
      const foreign = await signToken({ payload: { iss: 'https://other.test' } });
      expect(await gate.outcome(foreign)).toBe('issuer_unknown');
      expect(gate.requests()).toEqual([]);
      const kid = 'ES256-1';
      await expectOutcomes(gate, [
        ['the first, its key', signToken(), 'allow'],
        ['the second, its key', signToken({ pair: second, payload: { iss: SECOND } }), 'allow'],
        [
          'the second, its key under the shared kid',
          signToken({ pair: second, header: { kid }, payload: { iss: SECOND } }),
          'allow',
        ],
        ["the first, the second's key", signToken({ pair: second }), 'key_not_found'],
        [
          "the first, the second's key under the shared kid",
          signToken({ pair: second, header: { kid } }),
          'signature_invalid',
        ],
        ["the second, the first's key", signToken({ pair: first, payload: { iss: SECOND } }), 'signature_invalid'],
        ['neither', foreign, 'issuer_unknown'],
      ]);
      expect(gate.requests().map(({ url }) => url)).toEqual([JWKS_URI, SECOND_KEYS]);
    },
  },
  {
    section: '3.8',
    level: 'MUST',
    demands: 'a subject is a subject of its issuer: the same sub of two issuers is two principals',
    test: async () => {
      const gate = await openTwo();
      const second = await pairOf('ES256', 'second');
      const tokens = [await signToken(), await signToken({ pair: second, payload: { iss: SECOND } })];
      const principals = [];
      for (const token of tokens) principals.push((await gate.decide(token)).principal);
      expect(principals).toMatchObject([
        { iss: ISS, issuer: 'main', subject: 'user-1' },
        { iss: SECOND, issuer: 'second', subject: 'user-1' },
      ]);
    },
  },
  {
    section: '3.9',
    level: 'MUST',
    demands: 'aud is required and names us; a policy without an audience has to say why',
    test: async () => {
      const absent = await signToken({ payload: { aud: undefined } });
      const other = await signToken({ payload: { aud: 'https://other.test' } });
      await expectOutcomes(await openGate(), [
        ['ours', signToken(), 'allow'],
        ['ours among others', signToken({ payload: { aud: ['https://other.test', AUDIENCE] } }), 'allow'],
        ['absent', absent, 'claim_missing aud'],
        ['another', other, 'audience_mismatch aud'],
      ]);
      const jwks = { keys: [(await pairOf('ES256')).publicJwk] };
      const bare = { issuers: { main: { issuer: ISS, jwks } }, routes: { 'GET /': 'authenticated' } } as const;
      const codes = (policy: Policy): readonly string[] =>
        compilePolicy(policy, { env: {} })
          .findings.filter(({ level }) => level === 'error')
          .map(({ code }) => code);
      expect(codes(bare)).toEqual(['audience-missing']);
      expect(codes({ ...bare, audience: AUDIENCE })).toEqual([]);
    },
  },
  {
    section: '3.10',
    level: 'SHOULD',
    demands:
      'what a token claims is not trusted: kid is only compared, jku and x5u are never followed, and no request carries it',
    test: async () => {
      const gate = await openGate();
      const kids = [
        '../../../dev/null',
        "' OR 1=1 --",
        '| id',
        'https://attacker.test/key',
        '\r\nset-cookie: a',
        '{tid}',
        'constructor',
      ];
      const header = { jku: 'http://127.0.0.1/keys', x5u: 'http://169.254.169.254/', jwk: { kty: 'oct' } };
      await expectOutcomes(gate, [
        ['an ordinary kid', signToken({ header }), 'allow'],
        ...kids.map((kid): Row => [kid, signToken({ header: { ...header, kid } }), 'key_not_found']),
      ]);
      expect(
        gate.requests().map(({ url, init: { method, headers, redirect } }) => ({ url, method, headers, redirect })),
      ).toEqual([
        {
          url: JWKS_URI,
          method: 'GET',
          headers: { accept: 'application/jwk-set+json, application/json' },
          redirect: 'manual',
        },
      ]);
    },
  },
  {
    section: '3.11',
    level: 'SHOULD',
    demands:
      'tokens are typed explicitly where the policy says so, and types of other kinds of token are never accepted by default',
    test: async () => {
      const typed = (typ: unknown): Promise<string> => signToken({ header: { typ } });
      const kinds = [
        'id+jwt',
        'dpop+jwt',
        'logout+jwt',
        'secevent+jwt',
        'oauth-authz-req+jwt',
        'token-introspection+jwt',
      ];
      const denied = [...kinds, 'client-authentication+jwt', 'sallyport-assertion+jwt', 'JOSE', ''].map(
        (typ): Row => [typ, typed(typ), 'type_not_allowed typ'],
      );
      await expectOutcomes(await openGate(), [
        ['at+jwt', typed('at+jwt'), 'allow'],
        ['JWT', typed('JWT'), 'allow'],
        ['none', typed(undefined), 'allow'],
        ...denied,
      ]);
      await expectOutcomes(await openGate({ issuer: { tokenTypes: ['at+jwt'] } }), [
        ['at+jwt', typed('at+jwt'), 'allow'],
        ['JWT', typed('JWT'), 'type_not_allowed typ'],
        ['none', typed(undefined), 'type_not_allowed typ'],
        ...denied,
      ]);
    },
  },
  {
    section: '3.12',
    level: 'MUST',
    demands:
      'rules for different kinds of token exclude each other: an ID token of the same issuer and key is no access token',
    test: async () => {
      const idToken = { aud: 'client-1', azp: 'client-1', nonce: 'n', at_hash: 'h', client_id: undefined };
      const gate = await openGate({ issuer: { requiredClaims: ['client_id'] } });
      await expectOutcomes(gate, [
        ['an access token', signToken(), 'allow'],
        [
          'an ID token',
          signToken({ payload: { ...idToken, client_id: 'client-1' }, header: { typ: 'JWT' } }),
          'audience_mismatch aud',
        ],
        [
          'an ID token without client_id',
          signToken({ payload: idToken, header: { typ: 'JWT' } }),
          'claim_missing client_id',
        ],
        ['one with our audience', signToken({ payload: { ...idToken, aud: AUDIENCE } }), 'claim_missing client_id'],
      ]);
    },
  },
];

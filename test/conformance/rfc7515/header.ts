/**
 * RFC 7515: what a header may hold, and what of it counts.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import {
  CLAIMS,
  expectOutcomes,
  openGate,
  pairOf,
  type Row,
  signSegments,
  signToken,
  toSegment,
} from '../support-gate.ts';

const KEYED = '"alg":"ES256","kid":"ES256-1","typ":"at+jwt"';

export const HEADER: readonly Requirement[] = [
  {
    section: '4',
    level: 'MUST',
    demands: 'names of header parameters are unique: a header that repeats one is refused, whichever value is good',
    test: async () => {
      const signed = (header: string): Promise<string> => signToken({ header });
      await expectOutcomes(await openGate(), [
        ['the names once each', signed(`{${KEYED}}`), 'allow'],
        ['alg twice, last good', signed(`{"alg":"none",${KEYED}}`), 'token_malformed header'],
        ['alg twice, first good', signed(`{${KEYED},"alg":"none"}`), 'token_malformed header'],
        ['alg twice, both good', signed(`{${KEYED},"alg":"ES256"}`), 'token_malformed header'],
        ['kid twice, last good', signed(`{"kid":"other",${KEYED}}`), 'token_malformed header'],
        ['alg twice, one escaped', signed(`{"\\u0061lg":"none",${KEYED}}`), 'token_malformed header'],
        ['an unknown name twice', signed(`{${KEYED},"x":1,"x":2}`), 'token_malformed header'],
      ]);
    },
  },
  {
    section: '4',
    level: 'MUST',
    demands: 'header parameters that are not understood, and not critical, are ignored',
    test: async () => {
      const unknown = {
        'urn:acme:x': { deep: [1, null] },
        nonce: 'n',
        iss: 'https://other.test',
        zip: 'DEF',
        enc: 'A256GCM',
      };
      await expectOutcomes(await openGate(), [
        ['unknown parameters', signToken({ header: unknown }), 'allow'],
        ['an unknown parameter of an odd name', signToken({ header: `{${KEYED},"constructor":"x"}` }), 'allow'],
      ]);
    },
  },
  {
    section: '4.1.1',
    level: 'MUST',
    demands: 'alg is present, a string, case-sensitive, and names an algorithm that the issuer is accepted to use',
    test: async () => {
      const refused = ['RS256 ', 'es256', 'ES256K', 'Ed448', '__proto__', 'constructor', 'toString', 'none', 'HS256'];
      await expectOutcomes(await openGate(), [
        ['ES256', signToken(), 'allow'],
        ['absent', signToken({ header: { alg: undefined } }), 'token_malformed alg'],
        [
          'an own __proto__ that holds it',
          signToken({ header: '{"__proto__":{"alg":"ES256"},"kid":"ES256-1"}' }),
          'token_malformed alg',
        ],
        ...[256, null, ['ES256'], {}, '', true].map(
          (alg): Row => [JSON.stringify(alg), signToken({ header: { alg } }), 'token_malformed alg'],
        ),
        ...refused.map((alg): Row => [alg, signToken({ header: { alg } }), 'algorithm_not_allowed']),
      ]);
    },
  },
  {
    section: '4.1.2',
    level: 'MUST',
    demands:
      'jku, jwk, x5u and x5c never bring a key: a token that carries its own is refused, and nothing is fetched for it',
    test: async () => {
      const gate = await openGate();
      const attacker = await pairOf('ES256', 'attacker');
      const kid = 'ES256-1';
      const url = 'https://attacker.test/keys';
      gate.serve({ keys: [attacker.publicJwk] }, url);
      const forge = (header: object): Promise<string> => signToken({ pair: attacker, header: { ...header } });
      await expectOutcomes(gate, [
        ["the issuer's own key", signToken(), 'allow'],
        ['jwk', forge({ kid, jwk: attacker.publicJwk }), 'signature_invalid'],
        ['jwk of its own kid', forge({ jwk: attacker.publicJwk }), 'key_not_found'],
        ['jku', forge({ kid, jku: url }), 'signature_invalid'],
        ['jku of its own kid', forge({ jku: url }), 'key_not_found'],
        ['x5u', forge({ kid, x5u: url }), 'signature_invalid'],
        ['x5c', forge({ kid, x5c: ['MIIB'], x5t: 'AAAA', 'x5t#S256': 'AAAA' }), 'signature_invalid'],
        [
          'all of them beside a good signature',
          signToken({ header: { jwk: attacker.publicJwk, jku: url, x5u: url, x5c: ['MIIB'] } }),
          'allow',
        ],
      ]);
      expect(gate.requests().map((request) => request.url)).toEqual(['https://issuer.test/keys']);
    },
  },
  {
    section: '4.1.4',
    level: 'MUST',
    demands: 'kid is a case-sensitive string, compared whole',
    test: async () => {
      const others = [
        'es256-1',
        'ES256-1 ',
        ' ES256-1',
        'ES256-1\u0000',
        'ES256',
        '',
        '../../dev/null',
        '__proto__',
        'ES256-1\r\nx: y',
      ];
      const untyped = [1, null, {}, ['ES256-1'], true];
      await expectOutcomes(await openGate(), [
        ['ES256-1', signToken(), 'allow'],
        ...others.map((kid): Row => [JSON.stringify(kid), signToken({ header: { kid } }), 'key_not_found']),
        ...untyped.map((kid): Row => [JSON.stringify(kid), signToken({ header: { kid } }), 'token_malformed kid']),
      ]);
    },
  },
  {
    section: '4.1.4',
    level: 'choice',
    demands:
      'a token without kid is tried with each key that fits its algorithm, four at most; beyond four it is refused',
    test: async () => {
      const made = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((kid) => pairOf('ES256', kid)));
      const keys = made.map(({ publicJwk }) => publicJwk);
      const [last] = made.slice(3);
      if (last === undefined) throw new Error('no fourth key');
      const nameless = await signToken({ pair: last, header: { kid: undefined } });
      await expectOutcomes(await openGate({ keys: keys.slice(0, 4) }), [['the fourth of four', nameless, 'allow']]);
      await expectOutcomes(await openGate({ keys }), [
        ['the fourth of five', nameless, 'key_not_found'],
        ['the same, named', signToken({ pair: last }), 'allow'],
      ]);
    },
  },
  {
    section: '4.1.6',
    level: 'MUST',
    demands: 'an x5c, x5t or x5t#S256 of the key set is not used: one that does not match its key changes nothing',
    test: async () => {
      const { publicJwk } = await pairOf('ES256');
      const keys = [
        { ...publicJwk, x5c: ['not a certificate'], x5t: 'AAAA', 'x5t#S256': 7, x5u: 'http://169.254.169.254/' },
      ];
      const gate = await openGate({ keys });
      await expectOutcomes(gate, [['a mismatched certificate', signToken(), 'allow']]);
      expect(gate.requests()).toHaveLength(1);
    },
  },
  {
    section: '4.1.9',
    level: 'MUST',
    demands: 'a typ without a slash is an application/ media type, and media types compare without regard to case',
    test: async () => {
      const gate = await openGate({ issuer: { tokenTypes: ['at+jwt'] } });
      const typed = (typ: unknown): Promise<string> => signToken({ header: { typ } });
      await expectOutcomes(gate, [
        ...['at+jwt', 'application/at+jwt', 'AT+JWT', 'Application/At+Jwt'].map(
          (typ): Row => [typ, typed(typ), 'allow'],
        ),
        // U+212A folds to k in Unicode; the last is not text.
        ...[
          'JWT',
          'text/at+jwt',
          'application/application/at+jwt',
          'at+jwt ',
          'at+jwt\u0000',
          '',
          null,
          ['at+jwt'],
        ].map((typ): Row => [JSON.stringify(typ), typed(typ), 'type_not_allowed typ']),
      ]);
    },
  },
  {
    section: '4.1.11',
    level: 'MUST',
    demands: 'a token with a critical extension is refused, since none is understood',
    test: async () => {
      const marked = (header: object): Promise<string> => signToken({ header: { ...header } });
      await expectOutcomes(await openGate(), [
        ['no crit', signToken({ header: { 'urn:acme:x': 1 } }), 'allow'],
        ['an unknown name', marked({ crit: ['urn:acme:x'], 'urn:acme:x': 1 }), 'critical_header'],
        ['the name exp', marked({ crit: ['exp'], exp: 1 }), 'critical_header'],
        ['a name of a prototype', marked({ crit: ['toString'] }), 'critical_header'],
      ]);
    },
  },
  {
    section: '4.1.11',
    level: 'MUST',
    demands: 'crit is a non-empty array of distinct names that the header holds and no standard header parameter is',
    test: async () => {
      const malformed = [[], 'exp', null, {}, 1, [1], ['x', 'x'], [['x']]];
      await expectOutcomes(await openGate(), [
        ['no crit', signToken(), 'allow'],
        ...malformed.map(
          (crit): Row => [JSON.stringify(crit), signToken({ header: { crit, x: 1 } }), 'token_malformed crit'],
        ),
        ['a name that the header lacks', signToken({ header: { crit: ['urn:acme:x'] } }), 'critical_header'],
        ['the registered alg', signToken({ header: { crit: ['alg'] } }), 'critical_header'],
      ]);
    },
  },
  {
    section: 'E',
    level: 'MUST',
    demands: 'the negative test case is refused: a critical parameter that this version does not define',
    test: async () => {
      const { privateJwk } = await pairOf('ES256');
      const name = 'http://example.invalid/UNDEFINED';
      const claims = toSegment(JSON.stringify(CLAIMS));
      const critical = toSegment(`{${KEYED},"crit":["${name}"],"${name}":true}`);
      const noncritical = toSegment(`{${KEYED},"${name}":true}`);
      await expectOutcomes(await openGate(), [
        ['critical', signSegments(critical, claims, privateJwk, 'ES256'), 'critical_header'],
        ['not critical', signSegments(noncritical, claims, privateJwk, 'ES256'), 'allow'],
      ]);
    },
  },
];

/**
 * RFC 7519 sections 5 to 8: what is a token at all, and in which order it is judged.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { CLAIMS, expectOutcomes, NOW, openGate, pairOf, type Row, signToken, toSegment } from '../support-gate.ts';

export const VALIDATION: readonly Requirement[] = [
  {
    section: '5.2',
    level: 'MUST',
    demands: 'a nested token, announced by cty JWT or not, is no set of claims and is refused',
    test: async () => {
      const inner = await signToken();
      await expectOutcomes(await openGate(), [
        ['the inner token alone', inner, 'allow'],
        ['nested', signToken({ payload: inner, header: { cty: 'JWT' } }), 'token_malformed payload'],
        ['nested as a JSON string', signToken({ payload: JSON.stringify(inner) }), 'token_malformed payload'],
      ]);
    },
  },
  {
    section: '5.3',
    level: 'choice',
    demands: "claims that the header repeats are never read: the payload's count, whatever the header says",
    test: async () => {
      const gate = await openGate();
      const header = { iss: 'https://other.test', sub: 'admin', aud: 'https://other.test', exp: 1 };
      const { iss, sub, aud, exp } = CLAIMS;
      await expectOutcomes(gate, [
        ['others in the header', signToken({ header }), 'allow'],
        [
          'the right ones in the header alone',
          signToken({ header: { iss }, payload: { iss: undefined } }),
          'claim_missing iss',
        ],
        ['aud in the header alone', signToken({ header: { aud }, payload: { aud: undefined } }), 'claim_missing aud'],
        ['exp in the header alone', signToken({ header: { exp }, payload: { exp: undefined } }), 'claim_missing exp'],
      ]);
      expect((await gate.decide(await signToken({ header }))).principal?.subject).toBe(sub);
    },
  },
  {
    section: '6',
    level: 'choice',
    demands: 'an unsecured token is refused, with or without a signature',
    test: async () => {
      const [, claims = '', signature = ''] = (await signToken()).split('.');
      const head = toSegment('{"alg":"none"}');
      await expectOutcomes(await openGate(), [
        ['secured', signToken(), 'allow'],
        ['unsecured', `${head}.${claims}.`, 'algorithm_not_allowed'],
        ['with the signature kept', `${head}.${claims}.${signature}`, 'algorithm_not_allowed'],
      ]);
    },
  },
  {
    section: '7.2',
    level: 'MUST',
    demands: 'a token without a period is none, and five segments are an encrypted one, which is refused as such',
    test: async () => {
      const gate = await openGate();
      const jwe = ['{"alg":"dir","enc":"A256GCM"}', '', 'iv', 'text', 'tag'].map((text) => toSegment(text)).join('.');
      const bomb = toSegment('{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483647,"p2s":"AA","zip":"DEF"}');
      const [head = '', claims = '', signature = ''] = (await signToken()).split('.');
      const rows: readonly Row[] = [
        ['no period', toSegment('opaque'), 'token_opaque'],
        ['a JWE', jwe, 'token_encrypted'],
        ['a JWE that is dear to decrypt', `${bomb}.AAAA.AAAA.AAAA.AAAA`, 'token_encrypted'],
        ['a good token with two segments more', `${head}.${claims}.${signature}..`, 'token_encrypted'],
        ['four periods', '....', 'token_encrypted'],
      ];
      for (const [what, token, outcome] of rows)
        expect([what, await gate.outcome(await token)]).toEqual([what, outcome]);
      expect(gate.requests()).toEqual([]);
      await expectOutcomes(gate, [['three segments', signToken(), 'allow']]);
    },
  },
  {
    section: '7.2',
    level: 'MUST',
    demands: 'header and payload are UTF-8 texts of JSON objects; a failure of any step rejects the token',
    test: async () => {
      const text = JSON.stringify(CLAIMS);
      const bytes = new TextEncoder().encode(text);
      const texts = ['null', '[]', '"x"', '7', 'true', '', '{', `[${text}]`];
      const invalid: readonly (readonly [string, Uint8Array])[] = [
        ['a byte 0xff', new Uint8Array([...bytes.subarray(0, -1), 0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
        ['UTF-16', new Uint8Array(Buffer.from(text, 'utf16le'))],
        ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...bytes])],
      ];
      await expectOutcomes(await openGate(), [
        ['an object', signToken({ payload: text }), 'allow'],
        ...texts.map((payload): Row => [payload, signToken({ payload }), 'token_malformed payload']),
        ...texts.map((header): Row => [header, signToken({ header }), 'token_malformed header']),
        ...invalid.map(([what, payload]): Row => [what, signToken({ payload }), 'token_malformed payload']),
      ]);
    },
  },
  {
    section: '7.2',
    level: 'choice',
    demands: 'the signature comes before the claims: an altered token is told apart by nothing that it claims',
    test: async () => {
      const gate = await openGate();
      const [head = '', , signature = ''] = (await signToken()).split('.');
      const bad = [
        { exp: 1 },
        { exp: 'soon' },
        { aud: 'https://other.test' },
        { aud: undefined },
        { cnf: {} },
        { nbf: NOW + 9999 },
      ];
      const altered = [{ sub: 'admin' }, ...bad].map(
        (claims): Row => [
          JSON.stringify(claims),
          `${head}.${toSegment(JSON.stringify({ ...CLAIMS, ...claims }))}.${signature}`,
          'signature_invalid',
        ],
      );
      await expectOutcomes(gate, [['as signed', signToken(), 'allow'], ...altered]);
      const decisions = await Promise.all(altered.map(async ([, token]) => gate.decide(await token)));
      const [first, ...others] = decisions.map((decision) => ({ ...decision, decisionId: '' }));
      expect(first).toMatchObject({ principal: null, about: null, status: 401 });
      for (const other of others) expect(other).toEqual(first);
    },
  },
  {
    section: '7.3',
    level: 'MUST',
    demands: 'names and values compare after JSON unescaping, character by character',
    test: async () => {
      const spell = (text: string): string =>
        [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
      const members = Object.entries(CLAIMS).map(([name, value]) =>
        typeof value === 'string' ? `"${spell(name)}":"${spell(value)}"` : `"${spell(name)}":${value}`,
      );
      const header = `{"${spell('alg')}":"${spell('ES256')}","${spell('kid')}":"${spell('ES256-1')}"}`;
      const other = `{${members.join(',')}}`.replace(spell('https://api.test'), spell('https://api.tesT'));
      await expectOutcomes(await openGate(), [
        ['escaped', signToken({ header, payload: `{${members.join(',')}}` }), 'allow'],
        ['escaped, another letter', signToken({ header, payload: other }), 'audience_mismatch aud'],
      ]);
    },
  },
  {
    section: '8',
    level: 'MUST',
    demands: 'HS256 is supported, for an issuer whose policy gives a secret',
    test: async () => {
      const k = toSegment(new Uint8Array(32).fill(7));
      const jwk = { kty: 'oct', k };
      const token = await signToken({ pair: { algorithm: 'HS256', publicJwk: jwk, privateJwk: jwk } });
      const hmac = { secrets: [`\${SECRET}`], encoding: 'base64url' } as const;
      await expectOutcomes(await openGate({ issuer: { hmac }, env: { SECRET: k } }), [
        ['HS256', token, 'allow'],
        ['ES256', signToken(), 'algorithm_not_allowed'],
      ]);
      const gate = await openGate();
      expect(await gate.outcome(token)).toBe('algorithm_not_allowed');
      expect(await gate.outcome(await signToken({ pair: await pairOf('ES256') }))).toBe('allow');
    },
  },
];

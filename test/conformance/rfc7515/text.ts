/**
 * RFC 7515 sections 5.2, 7.1 and 10.12: which text is read as a token.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import {
  AUDIENCE,
  CLAIMS,
  expectOutcomes,
  fromSegment,
  ISS,
  NOW,
  openGate,
  pairOf,
  type Row,
  signSegments,
  signToken,
  toSegment,
} from '../support-gate.ts';

function signatureOf(token: string): Uint8Array<ArrayBuffer> {
  return fromSegment(token.slice(token.lastIndexOf('.') + 1));
}

export const TEXT: readonly Requirement[] = [
  {
    section: '5.2',
    level: 'MUST',
    demands: 'segments are base64url without padding, line breaks, white space or any other character',
    test: async () => {
      const { privateJwk } = await pairOf('ES256');
      const token = await signToken();
      const [head = '', claims = '', signature = ''] = token.split('.');
      const over = (one: string, other: string): Promise<string> => signSegments(one, other, privateJwk, 'ES256');
      const three = toSegment(JSON.stringify({ ...CLAIMS, pad: '' }).padEnd(301));
      await expectOutcomes(await openGate(), [
        ['canonical', token, 'allow'],
        ['a payload of another length', over(head, three), 'allow'],
        ['a padded signature', `${token}==`, 'token_malformed base64url'],
        ['a padded payload, signed so', over(head, `${three}==`), 'credential_malformed'],
        ['a padded header, signed so', over(`${head}=`, claims), 'credential_malformed'],
        [
          '+ and /, signed so',
          over(head, toSegment('{"a":">>>???"}').replace(/-/g, '+').replace(/_/g, '/')),
          'token_malformed base64url',
        ],
        ...['\n', '\r\n', ' ', '\t', '\u0000', '\u200b', '%3d', '!'].flatMap((text): readonly Row[] => [
          [`${JSON.stringify(text)} after`, `${token}${text}`, 'credential_malformed'],
          [
            `${JSON.stringify(text)} within`,
            `${head}.${claims}.${signature.slice(0, 9)}${text}${signature.slice(9)}`,
            'credential_malformed',
          ],
        ]),
      ]);
    },
  },
  {
    section: '5.2',
    level: 'choice',
    demands: 'one token has one text: spare bits are zero and no segment is of an impossible length',
    test: async () => {
      const token = await signToken();
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const last = alphabet.indexOf(token.slice(-1));
      const others = [1, 2, 15].map((bits) => `${token.slice(0, -1)}${alphabet.charAt(last + bits)}`);
      // The last of 86 characters has four spare bits: each of these decodes to the same 64 octets.
      for (const other of others) expect(signatureOf(other)).toEqual(signatureOf(token));
      await expectOutcomes(await openGate(), [
        ['zero bits', token, 'allow'],
        ...others.map((other): Row => ['other bits', other, 'token_malformed base64url']),
        ['a lone character', `${token}AAA`, 'token_malformed base64url'],
      ]);
    },
  },
  {
    section: '7.1',
    level: 'MUST',
    demands: 'the compact serialization has three segments; the JSON serializations and any other number are refused',
    test: async () => {
      const token = await signToken();
      const [head = '', claims = '', signature = ''] = token.split('.');
      const flattened = JSON.stringify({ protected: head, payload: claims, signature });
      const general = JSON.stringify({ payload: claims, signatures: [{ protected: head, signature }] });
      await expectOutcomes(await openGate(), [
        ['three', token, 'allow'],
        ['one', signature, 'token_opaque'],
        ['two', `${head}.${claims}`, 'token_malformed segments'],
        ['four', `${token}.${signature}`, 'token_malformed segments'],
        ['a thousand', '.'.repeat(999), 'token_malformed segments'],
        ['two dots alone', '..', 'token_malformed header'],
        ['flattened JSON', flattened, 'credential_malformed'],
        ['general JSON', general, 'credential_malformed'],
      ]);
    },
  },
  {
    section: '10.12',
    level: 'MUST',
    demands: 'a header or payload that is not one JSON text is refused whole',
    test: async () => {
      const text = JSON.stringify(CLAIMS);
      const head = '{"alg":"ES256","kid":"ES256-1"}';
      const spoilt = (json: string): readonly string[] => [
        `${json} x`,
        `${json}${json}`,
        `/* c */${json}`,
        json.replace('"', "'"),
        json.replace(/\}$/, ',}'),
        json.slice(0, -1),
        json.replace(/\}$/, ',"a":NaN}'),
        json.replace(/\}$/, ',"a":"\u0001"}'),
        `\ufeff${json}`,
        'null',
        '[]',
        '"text"',
        '',
      ];
      await expectOutcomes(await openGate(), [
        ['JSON', signToken({ header: head, payload: text }), 'allow'],
        ['JSON with white space', signToken({ header: ` ${head}\n`, payload: `\t${text} ` }), 'allow'],
        ...spoilt(head).map((header): Row => [header, signToken({ header, payload: text }), 'token_malformed header']),
        ...spoilt(text).map((payload): Row => [payload, signToken({ payload }), 'token_malformed payload']),
      ]);
    },
  },
  {
    section: '10.12',
    level: 'choice',
    demands: 'a token beyond 16,384 characters is refused before anything of it is read',
    test: async () => {
      const gate = await openGate();
      const long = await signToken({ payload: { iss: ISS, aud: AUDIENCE, exp: NOW + 60, pad: 'x'.repeat(12_000) } });
      expect(long.length).toBeLessThan(16_385);
      await expectOutcomes(gate, [
        ['within', long, 'allow'],
        ['beyond', signToken({ payload: { pad: 'x'.repeat(13_000) } }), 'token_too_large'],
        ['beyond, and no token', 'x'.repeat(16_385), 'token_too_large'],
      ]);
      expect(gate.requests()).toHaveLength(1);
    },
  },
];

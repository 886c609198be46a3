/**
 * RFC 8725 section 3.7 and 3.14 of its revision: the octets and letters of a token.
 */
import { expect } from 'vitest';
import type { Requirement } from '../standard.ts';
import { CLAIMS, expectOutcomes, openGate, type Row, signToken } from '../support-gate.ts';

const encoder = new TextEncoder();

export const TEXT: readonly Requirement[] = [
  {
    section: '3.7',
    level: 'MUST',
    demands: 'header and payload are UTF-8: other encodings, overlong forms, marks and lone surrogates are refused',
    test: async () => {
      const header = JSON.stringify({ alg: 'ES256', kid: 'ES256-1', x: '*' });
      const payload = JSON.stringify({ ...CLAIMS, x: '*' });
      const at = (text: string, octets: readonly number[]): Uint8Array => {
        const [before = '', after = ''] = text.split('*');
        return new Uint8Array([...encoder.encode(before), ...octets, ...encoder.encode(after)]);
      };
      const good = [0xc3, 0xbc];
      // A byte alone, an overlong "/", a surrogate half in UTF-8, Latin-1, beyond U+10FFFF.
      const bad = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xfc], [0xf4, 0x90, 0x80, 0x80]];
      const half = [...encoder.encode('\\ud800')];
      await expectOutcomes(await openGate(), [
        ['UTF-8', signToken({ header: at(header, good), payload: at(payload, good) }), 'allow'],
        ...bad.flatMap((octets): readonly Row[] => [
          [`header ${octets}`, signToken({ header: at(header, octets) }), 'token_malformed header'],
          [`payload ${octets}`, signToken({ payload: at(payload, octets) }), 'token_malformed payload'],
        ]),
        ['half a surrogate, escaped', signToken({ payload: at(payload, half) }), 'token_malformed payload'],
        ['UTF-16', signToken({ header: Buffer.from(header, 'utf16le') }), 'token_malformed header'],
        ['a byte order mark', signToken({ payload: `\ufeff${payload}` }), 'token_malformed payload'],
      ]);
    },
  },
  {
    section: '3.14',
    level: 'MUST',
    demands:
      'revision: a token is of ASCII letters, digits, hyphen, underscore and period; a JSON serialization is none',
    test: async () => {
      const gate = await openGate();
      const token = await signToken();
      const [head = '', claims = '', signature = ''] = token.split('.');
      const flattened = JSON.stringify({ protected: head, payload: claims, signature });
      const general = JSON.stringify({ payload: claims, signatures: [{ protected: head, signature }] });
      const letters = ['+', '/', '='].map(
        (letter): Row => [
          letter,
          `${head}.${claims}${letter}.${signature}`,
          letter === '=' ? 'credential_malformed' : 'token_malformed base64url',
        ],
      );
      const others = ['{', '"', '%', '!', '\u00e9', '\uff21', '\u200b', '~~'].map(
        (letter): Row => [
          letter,
          `${head}.${claims}.${signature}${letter}`,
          letter === '~~' ? 'token_malformed base64url' : 'credential_malformed',
        ],
      );
      const rows = [
        ...letters,
        ...others,
        ['flattened', flattened, 'credential_malformed'],
        ['general', general, 'credential_malformed'],
        ['quoted', `"${token}"`, 'credential_malformed'],
        ['encoded periods', token.replaceAll('.', '%2E'), 'credential_malformed'],
        ['twice', `Bearer ${token}`, 'credential_malformed'],
      ] as const;
      for (const [what, text, outcome] of rows) expect([what, await gate.outcome(await text)]).toEqual([what, outcome]);
      expect(gate.requests()).toEqual([]);
      await expectOutcomes(gate, [['a token', token, 'allow']]);
    },
  },
];

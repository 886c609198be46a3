import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_TOKEN_LENGTH, parseToken } from '../../../packages/core/src/token/decode.ts';

const toPart = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString('base64url');
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => text.isWellFormed());
const header = fc.record(
  { alg: word, kid: word, typ: fc.oneof(word, fc.integer(), fc.constant(null)), jku: word, zip: word },
  { requiredKeys: ['alg'], noNullPrototype: true },
);
const claims = fc.dictionary(word, fc.oneof(word, fc.integer(), fc.array(word, { maxLength: 3 })), {
  maxKeys: 4,
  noNullPrototype: true,
});
const token = fc.tuple(header, claims, fc.uint8Array({ maxLength: 64 })).map(([head, payload, signature]) => ({
  ...{ head, payload, signature },
  text: `${toPart(head)}.${toPart(payload)}.${Buffer.from(signature).toString('base64url')}`,
}));

test('hands on what was written: header, payload, the signed bytes and the signature', () => {
  fc.assert(
    fc.property(token, ({ head, payload, signature, text }) => {
      const parsed = parseToken(text);
      if ('reason' in parsed) throw new Error(`refused: ${parsed.reason} ${parsed.about}`);
      expect(parsed.header.alg).toBe(head.alg);
      expect(parsed.header.kid).toBe(head.kid ?? null);
      const typ = typeof head.typ === 'string' ? { kind: 'present', value: head.typ } : { kind: 'invalid' };
      expect(parsed.header.typ).toEqual(Object.hasOwn(head, 'typ') ? typ : { kind: 'absent' });
      expect(parsed.payload).toEqual(JSON.parse(JSON.stringify(payload)));
      expect(Buffer.from(parsed.signature)).toEqual(Buffer.from(signature));
      expect(Buffer.from(parsed.signingInput).toString()).toBe(text.slice(0, text.lastIndexOf('.')));
    }),
    { numRuns: 500 },
  );
});

test('reads no two texts alike: another text is another token, or none', () => {
  const characters = [...'AQgw_-.=+/ aZ9\n\u00e9'];
  const edit = fc.tuple(fc.oneof(fc.nat(6), fc.nat()), fc.constantFrom('', ...characters), fc.nat(2));
  let read = 0;
  fc.assert(
    fc.property(token, fc.array(edit, { minLength: 1, maxLength: 2 }), ({ text }, edits) => {
      const other = edits.reduce((left, [at, piece, taken]) => {
        // Signatures and their ends most of all: there the spare bits are.
        const place = left.length - (at % (left.length + 1));
        return left.slice(0, place) + piece + left.slice(place + taken);
      }, text);
      const parsed = parseToken(other);
      if ('reason' in parsed) return;
      read += 1;
      const { signingInput, signature } = parsed;
      const again = `${Buffer.from(signingInput).toString()}.${Buffer.from(signature).toString('base64url')}`;
      expect(again).toBe(other);
    }),
    { numRuns: 2_000 },
  );
  expect(read).toBeGreaterThan(60);
});

test('looks at no token beyond the longest, whatever it holds', () => {
  fc.assert(
    fc.property(token, fc.integer({ min: 1, max: 5_000 }), ({ text }, more) => {
      expect(parseToken(text + 'A'.repeat(MAX_TOKEN_LENGTH - text.length + more))).toEqual({
        reason: 'token_too_large',
      });
    }),
    { numRuns: 200 },
  );
});

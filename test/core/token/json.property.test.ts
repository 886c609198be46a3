import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJsonObject } from '../../../packages/core/src/token/json.ts';
import { hasLoneSurrogate, hasNameTwice, readValue, toDepth } from '../../support/json-reading.ts';

const encoder = new TextEncoder();

/** JSON as nobody's serialiser writes it: white space, escapes, names twice, halves of surrogate pairs, any number. */
const space = fc.constantFrom('', '', '', ' ', '\n\t', '\r ');
const character = fc.constantFrom(
  'a',
  'b',
  'é',
  '\\u0061',
  '\\"',
  '\\\\',
  '\\/',
  '\\ud83d\\ude00',
  '\\uD800',
  '\\udc00',
  '{',
  ':',
  ',',
  '}',
  '[',
);
const text = fc.array(character, { maxLength: 3 }).map((parts) => `"${parts.join('')}"`);
const scalar = fc.oneof(
  text,
  fc.constantFrom('null', 'true', 'false', '0', '-0', '1e400', '-1.5E-3', '9007199254740993'),
);
const { value, object } = fc.letrec<{ value: string; object: string }>((tie) => ({
  object: fc
    .array(fc.tuple(text, space, tie('value'), space), { maxLength: 4 })
    .map(
      (members) =>
        `{${members.map(([name, gap, member, end]) => `${gap}${name}${gap}:${end}${member}${end}`).join(',')}}`,
    ),
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((members) => `[${members.join(', ')}]`),
    tie('object'),
    // Around the bound of 64.
    fc.integer({ min: 55, max: 70 }).map((depth) => `${'['.repeat(depth)}1${']'.repeat(depth)}`),
  ),
}));
const spoil = (json: string, at: number, piece: string, taken: number): string => {
  const place = at % (json.length + 1);
  return json.slice(0, place) + piece + json.slice(place + taken);
};
const spoilt = fc
  .tuple(object, fc.nat(), fc.constantFrom('', '"', ',', ':', '}', '{}', '\ufeff', 'x', '1', '\0', '\u00a0'), fc.nat(2))
  .map(([json, at, piece, taken]) => spoil(json, at, piece, taken));

/** The value by another parser, undefined for what is no object or can be read in two ways. */
function readAlike(json: string): unknown {
  try {
    JSON.parse(json);
  } catch {
    return undefined;
  }
  const read = readValue(json);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  return hasNameTwice(json) || hasLoneSurrogate(json) || toDepth(json) > 64 ? undefined : read;
}

test('takes exactly what JSON.parse takes and every reader reads alike, and reads the same value', () => {
  const taken = { yes: 0, no: 0 };
  fc.assert(
    fc.property(fc.oneof(object, spoilt, value), (json) => {
      const expected = readAlike(json);
      expect(parseJsonObject(encoder.encode(json))).toEqual(expected ?? null);
      taken[expected === undefined ? 'no' : 'yes'] += 1;
    }),
    { numRuns: 1_500 },
  );
  expect(Math.min(taken.yes, taken.no)).toBeGreaterThan(150);
});

test('takes bytes only where they are the one UTF-8 spelling of a text', () => {
  fc.assert(
    fc.property(object, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 }), (json, at, bytes) => {
      const written = Buffer.from(json);
      const place = at % written.length;
      const mixed = Buffer.concat([written.subarray(0, place), bytes, written.subarray(place)]);
      const isText = Buffer.from(mixed.toString()).equals(mixed);
      const expected = isText ? readAlike(mixed.toString()) : undefined;
      expect(parseJsonObject(new Uint8Array(mixed))).toEqual(expected ?? null);
    }),
    { numRuns: 1_000 },
  );
});

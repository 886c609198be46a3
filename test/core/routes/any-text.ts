/**
 * Random text for the properties of the routes phase: ASCII as often as the rest of Unicode, lone surrogates included.
 *
 * Not `fc.string({ unit: 'binary' })`, which takes a second to be made.
 */
import fc from 'fast-check';

const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0x10_ffff }));

export const anyText: fc.Arbitrary<string> = fc
  .array(codePoint, { maxLength: 10 })
  .map((codePoints) => String.fromCodePoint(...codePoints));

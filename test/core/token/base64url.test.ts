import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64Url, parseBase64Url } from '../../../packages/core/src/token/base64url.ts';

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

describe('parseBase64Url', () => {
  test('reads every byte string from its canonical spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(parseBase64Url(toText(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  test('refuses every spelling but the canonical one, so that one token has one text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const bytes = parseBase64Url(text);
        if (bytes !== null) expect(toText(bytes)).toBe(text);
      }),
      { numRuns: 2000 },
    );
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 12 }), (text) => {
        const bytes = parseBase64Url(text);
        expect(bytes === null ? null : toText(bytes)).toBe(
          toText(Buffer.from(text, 'base64url')) === text ? text : null,
        );
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['padding', 'Zm8='],
    ['standard alphabet', 'a+/b'],
    ['a space', 'Zm 9v'],
    ['a newline', 'Zm9v\n'],
    ['spare bits of two characters', 'Zh'],
    ['spare bits of three characters', 'Zm9'],
    ['a length of one over four', 'Zm9vZ'],
    ['a zero-width space', 'Zm9v\u200b'],
  ])('refuses %s', (_why, text) => {
    expect(parseBase64Url(text)).toBeNull();
  });
});

describe('decodeBase64Url', () => {
  const characters = new TextEncoder().encode('Zm9vZgA.');

  test('reads nothing past its end: what follows completes no length of one over four', () => {
    expect(decodeBase64Url(characters, 0, 5, new Uint8Array(8), 0)).toBeNull();
    expect(decodeBase64Url(characters, 4, 5, new Uint8Array(8), 0)).toBeNull();
  });

  test.each([
    [0, 4, 4, [9, 0x66, 0x6f, 0x6f, 9, 9]],
    [4, 6, 2, [9, 0x66, 9, 9, 9, 9]],
    [4, 7, 3, [9, 0x66, 0, 9, 9, 9]],
    [6, 6, 1, [9, 9, 9, 9, 9, 9]],
  ])('of the characters from %i to before %i writes up to where it says, %i, and nothing past that', (...each) => {
    const [start, end, written, bytes] = each;
    const target = new Uint8Array(6).fill(9);
    expect(decodeBase64Url(characters, start, end, target, 1)).toBe(written);
    expect([...target]).toEqual(bytes);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toIdentityText } from '../../packages/worker/src/identity.ts';

const wellFormed = fc.string({ unit: 'grapheme', minLength: 1 });

describe('toIdentityText', () => {
  test('leaves visible ASCII as it is', () => {
    expect(toIdentityText('auth0|5f7c8ec7c33c6c004bbafe82')).toBe('auth0|5f7c8ec7c33c6c004bbafe82');
    expect(toIdentityText('user@acme.dev')).toBe('user@acme.dev');
  });

  test('percent-encodes percent, comma, space, control characters and everything beyond ASCII', () => {
    expect(toIdentityText('50%')).toBe('50%25');
    expect(toIdentityText('CN=Ann,OU=Ops')).toBe('CN=Ann%2COU=Ops');
    expect(toIdentityText(' Org Admin ')).toBe('%20Org%20Admin%20');
    expect(toIdentityText('a\r\nX-User-Id: root\0\x7f')).toBe('a%0D%0AX-User-Id:%20root%00%7F');
    expect(toIdentityText('名é')).toBe('%E5%90%8D%C3%A9');
  });

  test('joins lists by commas that no item can hold', () => {
    expect(toIdentityText(['read:orders', 'write:orders'])).toBe('read:orders,write:orders');
    expect(toIdentityText(['a,b', 'c'])).toBe('a%2Cb,c');
  });

  test('writes numbers and booleans as JSON does', () => {
    expect(toIdentityText(42)).toBe('42');
    expect(toIdentityText(false)).toBe('false');
  });

  test('states nothing for absent, empty and non-Unicode facts', () => {
    for (const fact of [null, '', [], [''], '\ud800', ['\udfff']]) expect(toIdentityText(fact)).toBeNull();
    expect(toIdentityText(['', 'a', '\ud800'])).toBe('a');
  });

  test('is a header value that decodes to exactly the items, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(wellFormed, { minLength: 1 }), (items) => {
        const text = toIdentityText(items) ?? '';
        expect(text).toMatch(/^[\x21-\x7e]+$/);
        expect(new Headers({ 'x-roles': text }).get('x-roles')).toBe(text);
        expect(text.split(',').map(decodeURIComponent)).toEqual(items);
      }),
    );
  });
});

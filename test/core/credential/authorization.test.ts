import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAuthorization, parseTokenText } from '../../../packages/core/src/credential/authorization.ts';

describe('parseAuthorization', () => {
  test.each([['Bearer a.b.c'], ['bearer a.b.c'], ['BEARER a.b.c'], ['Bearer   a.b.c']])(
    'reads the token of %j (lower-case-bearer)',
    (value) => {
      expect(parseAuthorization(value)).toEqual({ token: 'a.b.c' });
    },
  );

  test.each([
    ['Basic a.b.c'],
    ['Token a.b.c'],
    ['JWT a.b.c'],
    ['DPoP a.b.c'],
    ['NotBearer a.b.c'],
    ['Bearer\ta.b.c'],
    ['Bearer\u00a0a.b.c'],
    ['a.b.c'],
    [''],
    ['Digest username="a", realm="b"'],
    ['Digest username="a", bearertoken b'],
    ['Digest username="a", my bearer b'],
  ])('denies scheme_unsupported for %j (basic-as-bearer, bearer-midheader)', (value) => {
    expect(parseAuthorization(value)).toEqual({ reason: 'scheme_unsupported' });
  });

  test.each([
    ['Bearer'],
    ['Bearer '],
    ['Bearer a b'],
    ['Bearer Bearer a.b.c'],
    ['Bearer a.b.c '],
    ['Bearer a\tb'],
    ['Bearer "a.b.c"'],
    ['Bearer {"a":1}'],
    ['Bearer a%2eb'],
    ['Bearer a.b.c\0'],
    ['Bearer a.b.c\u200b'],
    ['Bearer =a'],
    ['Bearer a=b'],
  ])('denies credential_malformed for %j', (value) => {
    expect(parseAuthorization(value)).toEqual({ reason: 'credential_malformed' });
  });

  test.each([
    ['Bearer a, Bearer b'],
    ['Bearer a,b'],
    ['Basic eDp5, Bearer a.b.c'],
    ['Basic eDp5,bearer a.b.c'],
    ['Bearer a.b.c , Bearer b'],
    ['Basic eDp5,  bearer'],
    ['Basic eDp5, Digest x, BEARER a'],
  ])('denies credential_ambiguous for %j (two-authorization-headers)', (value) => {
    expect(parseAuthorization(value)).toEqual({ reason: 'credential_ambiguous' });
  });

  test('never throws, and reads only text of the b64token alphabet', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('Bearer ', ''), (text, scheme) => {
        const result = parseAuthorization(scheme + text);
        if ('token' in result) expect(result.token).toMatch(/^[A-Za-z0-9\-._~+/]+=*$/);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a token alone has no scheme', () => {
  expect(parseTokenText('a.b.c')).toEqual({ token: 'a.b.c' });
  expect(parseTokenText('Bearer a.b.c')).toEqual({ reason: 'credential_malformed' });
  expect(parseTokenText('a,b')).toEqual({ reason: 'credential_ambiguous' });
});

test('a text that is known is not gone through again, and no other text is let through for it', () => {
  const isKnown = (text: string): boolean => text === 'a.b.c';
  expect(parseAuthorization('Bearer a.b.c', isKnown)).toEqual({ token: 'a.b.c' });
  expect(parseAuthorization('Bearer a.b.d', isKnown)).toEqual({ token: 'a.b.d' });
  expect(parseAuthorization('Bearer a.b.c,a.b.c', isKnown)).toEqual({ reason: 'credential_ambiguous' });
  expect(parseAuthorization('Bearer a.b.c x', isKnown)).toEqual({ reason: 'credential_malformed' });
  expect(parseAuthorization('Basic a.b.c', isKnown)).toEqual({ reason: 'scheme_unsupported' });
});

import { describe, expect, test } from 'vitest';
import { parseClaimPath, readClaim } from '../../../packages/core/src/claims/path.ts';
import { path } from '../../support/compiled-issuer.ts';

describe('parseClaimPath', () => {
  test('takes a name verbatim, tildes, slashes inside and dots included', () => {
    for (const name of ['sub', 'cognito:groups', 'https://acme.dev/roles', 'a.b', 'a~2b', 'a~']) {
      expect(parseClaimPath(name)).toEqual({ text: name, steps: [name] });
    }
  });

  test('takes a name that starts with a slash for a JSON Pointer (RFC 6901 section 3)', () => {
    expect(parseClaimPath('/realm_access/roles')).toEqual({
      text: '/realm_access/roles',
      steps: ['realm_access', 'roles'],
    });
    expect(parseClaimPath('/a/0')?.steps).toEqual(['a', '0']);
    expect(parseClaimPath('/')?.steps).toEqual(['']);
  });

  test('unescapes ~1 before ~0, so that ~01 is the name ~1 (RFC 6901 section 4)', () => {
    expect(parseClaimPath('/https:~1~1acme.dev~1roles/x~0y')?.steps).toEqual(['https://acme.dev/roles', 'x~y']);
    expect(parseClaimPath('/~01')?.steps).toEqual(['~1']);
  });

  test.each([[''], ['/a~2b'], ['/a~'], ['/~/b'], ['/a~~0']])('refuses %j: it names no claim', (text) => {
    expect(parseClaimPath(text)).toBeNull();
  });
});

describe('readClaim', () => {
  const list = ['zero', 'one', ...Array.from({ length: 10 }, (_, index) => `item ${index + 2}`)];
  const claims = { sub: 'user-1', level: 7, nothing: null, list, act: { sub: 'agent' }, 'a/b': { '': 'empty name' } };

  test.each([
    ['sub', 'user-1'],
    ['/sub', 'user-1'],
    ['/act/sub', 'agent'],
    ['/a~1b/', 'empty name'],
    ['/list/0', 'zero'],
    ['/list/1', 'one'],
    ['/list/11', 'item 11'],
    ['nothing', null],
  ])('%j leads to %j', (text, value) => {
    expect(readClaim(claims, path(text))).toBe(value);
  });

  test.each([
    ['a member that is absent', '/act/iss'],
    ['a member of a string: no text has a length to claim', '/sub/length'],
    ['a letter of a string', '/sub/0'],
    ['a member of a number', '/level/toFixed'],
    ['a member of null', '/nothing/x'],
    ['the length of a list', '/list/length'],
    ['an index past the end', '/list/12'],
    ['an index with a leading zero', '/list/01'],
    ['a negative index', '/list/-1'],
    ['the end of a list (RFC 6901 "-")', '/list/-'],
    ['an inherited member', '/act/constructor'],
    ['the prototype', '__proto__'],
    ['a method of lists', '/list/map'],
  ])('leads nowhere for %s', (_what, text) => {
    expect(readClaim(claims, path(text))).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { addVary, setPrivate, toCredentialHeaders } from '../../packages/worker/src/caching.ts';

describe('setPrivate', () => {
  test.each([
    [null, 'private, no-store'],
    ['max-age=60', 'max-age=60, private'],
    ['no-cache', 'no-cache, private'],
    ['must-revalidate', 'must-revalidate, private'],
    ['x-public=1', 'x-public=1, private'],
    ['public, max-age=60', 'public, max-age=60'],
    ['max-age=60,PUBLIC', 'max-age=60,PUBLIC'],
    ['s-maxage=60', 's-maxage=60'],
    // A field, not the answer; a word inside quotes is no directive.
    ['private="set-cookie", max-age=60', 'private="set-cookie", max-age=60, private'],
    ['x="a, public, \\"s-maxage=1"', 'x="a, public, \\"s-maxage=1", private'],
    ['x = "a" , Public', 'x = "a" , Public'],
    ['no-store', 'no-store'],
  ])('turns Cache-Control %j into %j', (given, expected) => {
    const headers = new Headers(given === null ? {} : { 'Cache-Control': given });
    setPrivate(headers);
    expect(headers.get('Cache-Control')).toBe(expected);
  });
});

describe('addVary', () => {
  test('adds what is not listed, whatever its case', () => {
    const headers = new Headers({ Vary: 'accept-encoding, AUTHORIZATION' });
    addVary(headers, ['Authorization', 'Cookie']);
    expect(headers.get('Vary')).toBe('accept-encoding, AUTHORIZATION, Cookie');
  });

  test('leaves * alone', () => {
    const headers = new Headers({ Vary: '*' });
    addVary(headers, ['Authorization']);
    expect(headers.get('Vary')).toBe('*');
  });
});

test('names every header that can carry a credential', () => {
  const sources = [
    { kind: 'authorization' },
    { kind: 'cookie', name: '__session' },
    { kind: 'header', name: 'cf-access-jwt-assertion' },
    { kind: 'query', name: 'access_token' },
  ] as const;
  expect([...toCredentialHeaders(sources)]).toEqual(['Authorization', 'Cookie', 'cf-access-jwt-assertion']);
  expect([...toCredentialHeaders([])]).toEqual(['Authorization']);
});

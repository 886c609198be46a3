import { describe, expect, test } from 'vitest';
import { addVary, keepQueryApart, setPrivate, toCredentialHeaders } from '../../packages/worker/src/caching.ts';

describe('setPrivate', () => {
  test.each([
    [null, 'private, no-store'],
    ['', 'private'],
    ['max-age=60', 'max-age=60, private'],
    ['no-cache', 'no-cache, private'],
    ['must-revalidate', 'must-revalidate, private'],
    ['x-public=1', 'x-public=1, private'],
    ['public', 'private'],
    ['public, max-age=60', 'max-age=60, private'],
    ['max-age=60,PUBLIC', 'max-age=60, private'],
    ['S-MaxAge=60, max-age=5, proxy-revalidate', 'max-age=5, private'],
    ['public, private', 'private'],
    ['private, max-age=60', 'private, max-age=60'],
    ['public, no-store', 'no-store'],
    ['no-store', 'no-store'],
    // A shared cache that understands the status forgets "no-store".
    ['no-store, must-understand, public, max-age=60', 'no-store, must-understand, max-age=60, private'],
    // A field, not the answer; a word inside quotes is no directive.
    ['private="set-cookie", max-age=60', 'private="set-cookie", max-age=60, private'],
    ['x="a, public, \\"s-maxage=1"', 'x="a, public, \\"s-maxage=1", private'],
    ['x = "a" , Public', 'x = "a", private'],
    ['public="x", s-maxage = "60"', 'private'],
  ])('turns Cache-Control %j into %j', (given, expected) => {
    const headers = new Headers(given === null ? {} : { 'Cache-Control': given });
    setPrivate(headers);
    expect(headers.get('Cache-Control')).toBe(expected);
  });

  test.each([
    'CDN-Cache-Control',
    'Cloudflare-CDN-Cache-Control',
    'Vercel-CDN-Cache-Control',
    'Surrogate-Control',
    'Edge-Control',
    'X-Accel-Expires',
    'X-LiteSpeed-Cache-Control',
  ])('drops %s, which a shared cache would obey before it', (name) => {
    const headers = new Headers({ [name]: 'max-age=60', 'X-Own-Surrogate-Control-Note': 'kept' });
    setPrivate(headers);
    expect([...headers.keys()]).toEqual(['cache-control', 'x-own-surrogate-control-note']);
    expect(headers.get('Cache-Control')).toBe('private, no-store');
  });

  test.each([
    [{ 'Cache-Control': 'public, max-age=60' }, 'public, max-age=60'],
    [{ 'Cache-Control': 's-maxage=60' }, 's-maxage=60'],
    [{ 'Cache-Control': 'no-store' }, 'no-store'],
    [{ 'Cache-Control': 'private, max-age=60' }, 'private, max-age=60'],
    [{ 'Cache-Control': 'max-age=60', 'CDN-Cache-Control': 'max-age=600' }, 'max-age=60'],
    [{ 'Cache-Control': 'max-age=60' }, 'max-age=60, private'],
    [{}, 'private, no-store'],
  ])('where the route leaves it to the origin, %j becomes %j', (given, expected) => {
    const headers = new Headers(Object.entries(given));
    setPrivate(headers, 'asOrigin');
    expect(headers.get('Cache-Control')).toBe(expected);
    expect(headers.get('CDN-Cache-Control')).toBe('CDN-Cache-Control' in given ? 'max-age=600' : null);
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

test('lets an origin say that the query does not matter only where no token is read from it', () => {
  const query = { kind: 'query', name: 'access_token' } as const;
  for (const [sources, expected] of [
    [[{ kind: 'authorization' }], 'params'],
    [[{ kind: 'authorization' }, query], null],
  ] as const) {
    const headers = new Headers({ 'No-Vary-Search': 'params' });
    keepQueryApart(headers, sources);
    expect(headers.get('No-Vary-Search')).toBe(expected);
  }
});

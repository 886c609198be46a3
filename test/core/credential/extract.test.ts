import { describe, expect, test } from 'vitest';
import { readCookies } from '../../../packages/core/src/credential/cookie.ts';
import { extractCredential } from '../../../packages/core/src/credential/extract.ts';
import type { TokenSource } from '../../../packages/core/src/decision/decision.ts';
import type { CompiledPolicy } from '../../../packages/core/src/document/compiled.ts';
import { parseTarget } from '../../../packages/core/src/routes/path.ts';

const policy = (settings: { publicOrigin?: string; origins?: string[] } = {}): CompiledPolicy =>
  ({
    worker: { publicOrigin: settings.publicOrigin ?? null },
    cors: settings.origins ? { origins: settings.origins } : null,
  }) as unknown as CompiledPolicy;
const AUTHORIZATION: TokenSource = { kind: 'authorization' };
const COOKIE: TokenSource = { kind: 'cookie', name: '__session' };
const HEADER: TokenSource = { kind: 'header', name: 'cf-access-jwt-assertion' };
const QUERY: TokenSource = { kind: 'query', name: 'access_token' };

function extract(
  sources: readonly TokenSource[],
  headers: Record<string, string>,
  {
    method = 'GET',
    url = 'https://api.acme.dev/x',
    settings = {},
  }: { method?: string; url?: string; settings?: Parameters<typeof policy>[0] } = {},
): unknown {
  const request = { method, url, headers: new Headers(headers) };
  const result = extractCredential(policy(settings), request, parseTarget(url), sources);
  return 'reason' in result ? result.reason : [result.token, result.from.kind];
}

describe('extractCredential', () => {
  test('reads the sources in their declared order; the first that holds anything is the credential', () => {
    const headers = { authorization: 'Bearer a.a.a', cookie: '__session=b.b.b' };
    expect(extract([AUTHORIZATION, COOKIE], headers)).toEqual(['a.a.a', 'authorization']);
    expect(extract([COOKIE, AUTHORIZATION], headers)).toEqual(['b.b.b', 'cookie']);
    expect(extract([COOKIE, AUTHORIZATION], { authorization: 'Bearer a.a.a' })).toEqual(['a.a.a', 'authorization']);
  });

  test('does not fall back from a bad credential to the next source', () => {
    expect(extract([AUTHORIZATION, COOKIE], { authorization: 'Basic eDp5', cookie: '__session=b.b.b' })).toBe(
      'scheme_unsupported',
    );
    expect(extract([HEADER, AUTHORIZATION], { 'cf-access-jwt-assertion': '{}', authorization: 'Bearer a.a.a' })).toBe(
      'credential_malformed',
    );
  });

  test('denies token_missing where no source holds anything, without looking elsewhere', () => {
    expect(
      extract(
        [AUTHORIZATION],
        { cookie: '__session=b.b.b', 'x-token': 'c.c.c' },
        { url: 'https://a.dev/x?access_token=d.d.d' },
      ),
    ).toBe('token_missing');
    expect(extract([], { authorization: 'Bearer a.a.a' })).toBe('token_missing');
    expect(extract([HEADER], { 'cf-access-jwt-assertion': '' })).toBe('token_missing');
    expect(extract([HEADER], {})).toBe('token_missing');
    expect(extract([COOKIE], { cookie: '__session=; other=1' })).toBe('token_missing');
  });

  test('denies credential_ambiguous for two values in one source', () => {
    const twice = new Headers([
      ['authorization', 'Bearer a.a.a'],
      ['authorization', 'Bearer b.b.b'],
    ]);
    expect(extract([AUTHORIZATION], Object.fromEntries(twice))).toBe('credential_ambiguous');
    expect(extract([HEADER], { 'cf-access-jwt-assertion': 'a.a.a, b.b.b' })).toBe('credential_ambiguous');
    expect(extract([COOKIE], { cookie: '__session=a.a.a; __session=b.b.b' })).toBe('credential_ambiguous');
    expect(extract([COOKIE], { cookie: '__session=a.a.a, __session=b.b.b' })).toBe('credential_ambiguous');
    expect(extract([QUERY], {}, { url: '/x?access_token=a.a.a&access_token=b.b.b' })).toBe('credential_ambiguous');
  });

  test('reads a token from the query only where the policy opts in', () => {
    expect(extract([QUERY], {}, { url: 'https://a.dev/x?access_token=a.a.a' })).toEqual(['a.a.a', 'query']);
    expect(extract([QUERY], {}, { url: '/x?other=a.a.a' })).toBe('token_missing');
    expect(extract([QUERY], {}, { url: '/x' })).toBe('token_missing');
  });
});

describe('a cookie credential', () => {
  const cookie = { cookie: '__session=a.a.a' };
  const post = (headers: Record<string, string>, settings = {}, url = 'https://api.acme.dev/x') =>
    extract([COOKIE], { ...cookie, ...headers }, { method: 'POST', settings, url });

  test('denies cross_site_request for a write that another site may have sent', () => {
    expect(post({})).toBe('cross_site_request');
    expect(post({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' })).toBe('cross_site_request');
    expect(post({ 'sec-fetch-site': 'same-site' })).toBe('cross_site_request');
    expect(post({ 'sec-fetch-site': 'none' })).toBe('cross_site_request');
    expect(post({ origin: 'null' })).toBe('cross_site_request');
    expect(post({ origin: 'https://api.acme.dev.evil.test' })).toBe('cross_site_request');
    expect(post({ origin: 'https://api.acme.dev' }, {}, '/x')).toBe('cross_site_request');
  });

  test('denies cross_site_request where the gate does not know its own origin: no header matches a missing one', () => {
    expect(post({}, {}, '/x')).toBe('cross_site_request');
    expect(post({ origin: 'null' }, {}, '/x')).toBe('cross_site_request');
    expect(post({ origin: 'null://null' }, {}, '/x')).toBe('cross_site_request');
    expect(post({ origin: 'https://null' }, {}, 'https://user@api.acme.dev/x')).toBe('cross_site_request');
  });

  test('passes from the same origin, the public origin and listed origins', () => {
    const found = ['a.a.a', 'cookie'];
    expect(post({ 'sec-fetch-site': 'same-origin' })).toEqual(found);
    expect(post({ origin: 'https://api.acme.dev' })).toEqual(found);
    expect(post({ origin: 'https://www.acme.dev' }, { publicOrigin: 'https://www.acme.dev' })).toEqual(found);
    expect(post({ origin: 'https://api.acme.dev' }, { publicOrigin: 'https://www.acme.dev' })).toBe(
      'cross_site_request',
    );
    expect(post({ origin: 'https://app.acme.dev' }, { origins: ['https://app.acme.dev'] })).toEqual(found);
    expect(post({ origin: 'https://app.acme.dev' }, { origins: ['https://other.acme.dev'] })).toBe(
      'cross_site_request',
    );
  });

  test('reads pass without proof, but a WebSocket upgrade needs it', () => {
    expect(extract([COOKIE], cookie, { method: 'HEAD' })).toEqual(['a.a.a', 'cookie']);
    expect(extract([COOKIE], cookie)).toEqual(['a.a.a', 'cookie']);
    for (const upgrade of [
      'websocket',
      'WebSocket',
      'h2c, websocket',
      'websocket, h2c',
      'websocket,h2c',
      'h2c websocket\tx',
    ]) {
      expect(extract([COOKIE], { ...cookie, upgrade })).toBe('cross_site_request');
      expect(extract([COOKIE], { ...cookie, upgrade, origin: 'https://api.acme.dev' })).toEqual(['a.a.a', 'cookie']);
    }
  });

  test('an upgrade to anything else is a read like any other', () => {
    for (const upgrade of ['h2c', 'websockets', 'x-websocket', 'not/websocket']) {
      expect(extract([COOKIE], { ...cookie, upgrade })).toEqual(['a.a.a', 'cookie']);
    }
  });

  test('a token in a header needs none of this', () => {
    expect(extract([AUTHORIZATION, COOKIE], { ...cookie, authorization: 'Bearer b.b.b' }, { method: 'POST' })).toEqual([
      'b.b.b',
      'authorization',
    ]);
  });
});

test('cookies are found by exact name', () => {
  expect(readCookies('a=1; __session=x; __Session=y; x__session=z; __session2=w', '__session')).toEqual(['x']);
  expect(readCookies('__session', '__session')).toEqual([]);
  expect(readCookies('a=b=c', 'a')).toEqual(['b=c']);
  expect(readCookies('', 'a')).toEqual([]);
});

test('a pair without "=" is no cookie, even where the name is its beginning', () => {
  expect(readCookies('__sessions; a=1', '__session')).toEqual([]);
});

test('spaces around a name and a value are none of theirs', () => {
  expect(readCookies('a=1;  __session = x.y.z ; b=2', '__session')).toEqual(['x.y.z']);
});

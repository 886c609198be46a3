/**
 * Request targets read in the one canonical way, and the route that answers for each.
 */
import { createAuthorizer, parsePath, parseTarget, toSegmentText } from '@sallyport/core';
import { type Case, type Json, portable } from '../case.ts';
import { toOutcome, toPolicy, toPorts, toRequest } from '../policies.ts';

/** The canonical spelling of each path, or why there is none. */
function readEach(paths: readonly string[]): Json {
  return paths.map((path) => {
    const read = parsePath(path);
    return read.kind === 'canonical' ? read.path : read.why;
  });
}

const ROUTES = {
  'GET /health': 'public',
  '/orders/:id': 'public',
  'POST /orders/:id': 'deny',
  '/orders/new': 'deny',
  '/files/*': 'public',
  '/files/secret/*': 'deny',
  '/caf%C3%A9/*': 'public',
} as const;

/** The outcome and route of each request, `METHOD target`. */
async function routeEach(requests: readonly string[]): Promise<Json> {
  const authorizer = createAuthorizer(toPolicy({}, ROUTES), toPorts());
  const outcomes: Record<string, string> = {};
  for (const request of requests) {
    const [method = '', target = ''] = request.split(' ');
    const decision = await authorizer.authorize(toRequest(null, target, method));
    outcomes[request] = `${toOutcome(decision)}, ${decision.route ?? 'no route'}`;
  }
  return outcomes;
}

const AMBIGUOUS = (why: string): string => `deny 400 path_ambiguous (${why}), no route`;

export const ROUTE_CASES: readonly Case[] = [
  portable(
    'a path has one spelling',
    ['/', '/a/b', '/a/b/', '/caf%C3%A9', '/%F0%9F%98%80', '/a%20b', '/~a:b@c', '/a', '/%EF%BB%BFa', '/%22', '/%C3%A9'],
    () =>
      readEach([
        '/',
        '/a/b',
        '/a/b/',
        '/caf%c3%a9',
        '/%f0%9f%98%80',
        '/a%20b',
        '/%7ea%3Ab%40c',
        '/%61',
        '/%ef%bb%bfa',
        '/%22',
        '/%C3%A9',
      ]),
  ),
  portable(
    'what two readers could read apart is refused',
    [
      'an empty segment',
      'an empty segment',
      'a dot segment',
      'a dot segment',
      'a dot segment',
      'a dot segment',
      'an encoded slash',
      'a backslash',
      'a backslash',
      'a semicolon',
      'a semicolon',
      'a control character',
      'a control character',
      'a control character',
      'a double percent encoding',
      'a double percent encoding',
      'a malformed percent escape',
      'a malformed percent escape',
      'a raw space or non-ASCII character',
      'a raw space or non-ASCII character',
      'a raw "?" or "#" in the path',
      'a target without an absolute path',
      'a target without an absolute path',
    ],
    () =>
      readEach([
        '//a',
        '/a//b',
        '/a/../b',
        '/./a',
        '/a/%2e%2E/b',
        '/a/.%2e',
        '/a%2Fb',
        '/a\\b',
        '/a%5Cb',
        '/a;b',
        '/a%3Bb',
        '/a\tb',
        '/a%00',
        '/a%C2%80',
        '/%2541',
        '/%25%34%31',
        '/a%',
        '/a%4',
        '/a b',
        '/é',
        '/a?b',
        '',
        'a/b',
      ]),
  ),
  portable(
    'escapes that are not UTF-8 are refused in each of their forms',
    Array.from({ length: 8 }, () => 'percent escapes that are not UTF-8'),
    () => readEach(['/%FF', '/%80', '/%C0%AF', '/%E2%82', '/%ED%A0%80', '/%F4%90%80%80', '/%E0%80%AF', '/a%C3%28']),
  ),
  portable(
    'a target is split as text',
    [
      { scheme: null, host: null, rawPath: '/a', rawQuery: 'b?c' },
      { scheme: 'https', host: 'api.acme.dev', rawPath: '/A', rawQuery: '' },
      { scheme: 'https', host: 'api.acme.dev', rawPath: '/', rawQuery: 'q' },
      { scheme: 'https', host: 'api.acme.dev:8443', rawPath: '/../a', rawQuery: '' },
      { scheme: 'http', host: '[::1]:8787', rawPath: '/', rawQuery: '' },
      { scheme: 'https', host: null, rawPath: '', rawQuery: '' },
      { scheme: 'https', host: null, rawPath: '', rawQuery: '' },
      { scheme: 'https', host: null, rawPath: '', rawQuery: '' },
      { scheme: 'https', host: null, rawPath: '', rawQuery: '' },
      { scheme: null, host: null, rawPath: '//evil.test/a', rawQuery: '' },
    ],
    () =>
      [
        '/a?b?c#d?e',
        'HTTPS://API.acme.dev.:443/A',
        'https://api.acme.dev?q',
        'https://api.acme.dev:08443/../a',
        'http://[::1]:8787',
        'https://user@api.acme.dev/a',
        'https://api.acme.dev:99999/a',
        // A Kelvin sign, which lower-cases to a k; and a full-width letter.
        'https://api.\u212aacme.dev/a',
        'https://%61pi.acme.dev/a',
        '//evil.test/a',
      ].map((url) => ({ ...parseTarget(url) })),
  ),
  portable(
    'decoded segments are spelled back, lone surrogates too',
    ['a', '%C3%A9', '%F0%9F%98%80', '%ED%A0%80', 'a%2Fb', '%00', "!$&'()*+,=:@-._~"],
    () => ['a', 'é', '😀', '\ud800', 'a/b', '\0', "!$&'()*+,=:@-._~"].map(toSegmentText),
  ),
  portable(
    'the most specific route answers, whatever the order',
    {
      'GET /health': 'allow, GET /health',
      'HEAD /health': 'allow, GET /health',
      'POST /health': 'deny 403 route_unmatched, no route',
      'GET /orders/1': 'allow, /orders/:id',
      'POST /orders/1': 'deny 403 route_denied, POST /orders/:id',
      'POST /orders/new': 'deny 403 route_denied, /orders/new',
      'GET /orders/n%65w': 'deny 403 route_denied, /orders/new',
      'GET /orders/': 'deny 403 route_unmatched, no route',
      'GET /files': 'allow, /files/*',
      'GET /files/a/b/': 'allow, /files/*',
      'GET /files/secret': 'deny 403 route_denied, /files/secret/*',
      'GET /files/%73ecret/a': 'deny 403 route_denied, /files/secret/*',
      'GET /caf%c3%a9': 'allow, /caf%C3%A9/*',
      'GET /cafe%CC%81': 'deny 403 route_unmatched, no route',
      'get /health': 'deny 403 route_unmatched, no route',
      'TRACE /orders/1': 'deny 403 route_unmatched, no route',
    },
    () =>
      routeEach([
        'GET /health',
        'HEAD /health',
        'POST /health',
        'GET /orders/1',
        'POST /orders/1',
        'POST /orders/new',
        'GET /orders/n%65w',
        'GET /orders/',
        'GET /files',
        'GET /files/a/b/',
        'GET /files/secret',
        'GET /files/%73ecret/a',
        'GET /caf%c3%a9',
        'GET /cafe%CC%81',
        'get /health',
        'TRACE /orders/1',
      ]),
  ),
  portable(
    'look-alikes of a denied route are refused',
    {
      'GET /files/SECRET/a': AMBIGUOUS('look-alike'),
      'GET /files/secret./a': AMBIGUOUS('look-alike'),
      'GET /files/secret%20/a': AMBIGUOUS('look-alike'),
      'GET /orders/New': AMBIGUOUS('look-alike'),
      'GET /files/secrets/a': 'allow, /files/*',
      'GET /files/../secret': AMBIGUOUS('a dot segment'),
    },
    () =>
      routeEach([
        'GET /files/SECRET/a',
        'GET /files/secret./a',
        'GET /files/secret%20/a',
        'GET /orders/New',
        'GET /files/secrets/a',
        'GET /files/../secret',
      ]),
  ),
];

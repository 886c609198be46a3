import { describe, expect, test } from 'vitest';
import { parseRouteKey } from '../../../packages/core/src/routes/grammar.ts';
import { METHODS } from '../../../packages/core/src/routes/table.ts';

/** What was written, part of the message, and the suggestion: a whole key, or the text in full after "=". */
const MISTAKES: readonly (readonly [key: string, message: string, suggestion: string | null])[] = [
  ['', 'empty', '=write a path such as "GET /orders/:id"'],
  ['  ', 'empty', '=write a path such as "GET /orders/:id"'],
  [' GET /a', 'one space', 'GET /a'],
  ['GET  /a', 'one space', 'GET /a'],
  ['GET\t/a', 'one space', 'GET /a'],
  ['GET /a\n', 'one space', 'GET /a'],

  ['get /a', 'upper-case', 'GET /a'],
  ['Get|pOST /a', 'upper-case', 'GET|POST /a'],
  ['GET, /a', 'upper-case', 'GET /a'],
  ['GET,POST /a', 'joined by "|"', 'GET|POST /a'],
  ['GET/POST /a', 'joined by', 'GET|POST /a'],
  ['GET| /a', 'joined by "|"', 'GET /a'],
  ['GET: /a', 'joined by "|"', 'GET /a'],
  ['GET|POST|GET /a', 'GET twice', 'GET|POST /a'],
  ['get|GET /a', 'joined by "|"', 'GET /a'],
  ['GET, POST /a', 'joined by "|" alone', 'GET|POST /a'],
  ['GET | POST /a', 'joined by "|" alone', 'GET|POST /a'],
  ['GET GET /a', 'joined by "|" alone', 'GET /a'],
  ['* /a', '"*" is no method', '/a'],
  ['any /a', '"any" is no method', '/a'],
  ['ALL /a', '"ALL" is no method', '/a'],
  ['GETT /a', '"GETT" is no method', `=use ${METHODS.join(', ')}, or leave the methods out for all`],
  ['GET|TRACE /a', '"TRACE" is no method', `=use ${METHODS.join(', ')}, or leave the methods out for all`],
  ['CONNECT api.acme.dev/a', '"CONNECT" is no method', `=use ${METHODS.join(', ')}, or leave the methods out for all`],
  ['| /a', '"" is no method', `=use ${METHODS.join(', ')}, or leave the methods out for all`],
  ['GET/a', 'space is missing', 'GET /a'],
  ['get|post/a/:id', 'space is missing', 'GET|POST /a/:id'],
  ['GET:/a', 'space is missing', 'GET /a'],
  ['GET', 'no path', 'GET /path'],
  ['get|put', 'no path', 'GET|PUT /path'],
  ['/a GET', 'methods come first', 'GET /a'],
  ['/a get post', 'methods come first', 'GET|POST /a'],

  ['orders', 'does not start with "/"', '/orders'],
  ['GET orders', 'does not start with "/"', 'GET /orders'],
  ['GET orders/:id', 'does not start with "/"', 'GET /orders/:id'],
  ['v1.0/orders', 'does not start with "/"', '/v1.0/orders'],
  ['10.0.0.256/a', 'does not start with "/"', '/10.0.0.256/a'],
  ['1/a', 'does not start with "/"', '/1/a'],
  [':id', 'does not start with "/"', '/:id'],
  ['*', 'does not start with "/"', '/*'],
  ['a$b/c', 'no host', '/a$b/c'],
  ['a..b/c', 'no host', '/a..b/c'],
  ['-a.dev/c', 'no host', '/-a.dev/c'],

  ['api.acme.dev', 'a host but no path', 'api.acme.dev/*'],
  ['GET localhost:8787', 'a host but no path', 'GET localhost:8787/*'],
  ['https://api.acme.dev/a', 'no scheme', 'api.acme.dev/a'],
  ['GET http://api.acme.dev/a', 'no scheme', 'GET api.acme.dev/a'],
  ['GET API.acme.dev/a', 'lower-case', 'GET api.acme.dev/a'],
  ['*.acme.dev/a', 'literal name', '=write one key a host, or leave the host out for every host'],
  [':tenant.acme.dev/a', 'literal name', '=write one key a host, or leave the host out for every host'],
  ['api.:env.dev/a', 'literal name', '=write one key a host, or leave the host out for every host'],
  ['{tenant}.acme.dev/a', 'literal name', '=write one key a host, or leave the host out for every host'],
  ['[::1]:8787/a', 'literal name', '=write one key a host, or leave the host out for every host'],
  ['user:pass@api.acme.dev/a', 'user information', 'api.acme.dev/a'],
  ['münchen.example/a', 'ASCII form', 'xn--mnchen-3ya.example/a'],
  ['\u00fc\u00ad..\u0301:x/a', 'ASCII form', null],
  ['api.acme.dev./a', 'final dot', 'api.acme.dev/a'],
  ['api.acme.dev.:8443/a', 'final dot', 'api.acme.dev:8443/a'],
  ['api.acme.dev:443/a', 'default ports', 'api.acme.dev/a'],
  ['GET api.acme.dev:80/a', 'default ports', 'GET api.acme.dev/a'],
  ['api.acme.dev:65536/a', 'port', 'api.acme.dev/a'],
  ['api.acme.dev:0/a', 'port', 'api.acme.dev/a'],
  ['api.acme.dev:08443/a', 'port', 'api.acme.dev/a'],
  ['api.acme.dev:/a', 'port', 'api.acme.dev/a'],
  ['api.acme.dev:http/a', 'port', 'api.acme.dev/a'],

  ['/a b', 'raw space', '/a%20b'],
  ['GET /a b c', 'raw space', 'GET /a%20b%20c'],
  ['//a', 'empty segment', '/a'],
  ['GET /a//b', 'empty segment', 'GET /a/b'],
  ['/a//', 'empty segment', '/a'],
  ['//', 'empty segment', '/'],
  ['/a/', 'trailing slash', '/a'],
  ['GET api.acme.dev/a/:id/', 'trailing slash', 'GET api.acme.dev/a/:id'],
  ['/*/', 'trailing slash', '/*'],
  ['/a?x=1', 'query string', '/a'],
  ['/a/?x=1', 'query string', '/a'],
  ['/?x', 'query string', '/'],
  ['/a#b', 'query string or fragment', '/a'],
  ['/a/:id?', 'optional', '="write "/a/:id", and a second key without it"'],
  ['/a/:id?/b', 'optional', '="write "/a/:id/b", and a second key without it"'],
  ['/a/./b', 'a dot segment', '/a/b'],
  ['/a/../b', 'a dot segment', '/b'],
  ['/a/%2e%2E/b', 'a dot segment', '/b'],
  ['/100%', 'malformed percent escape', '/100%25'],
  ['/a%zz/:id', 'malformed percent escape', '/a%25zz/:id'],
  ['/a%2Fb', 'an encoded slash', '=leave it out'],
  ['/a%5cb', 'a backslash', '=leave it out'],
  ['/a;b', 'a semicolon', '=leave it out'],
  ['/a%3Bb', 'a semicolon', '=leave it out'],
  ['/a%00', 'a control character', '=leave it out'],
  ['/a\0', 'a control character', '=leave it out'],
  ['/%2561', 'a double percent encoding', '=leave it out'],
  ['/%ff', 'not UTF-8', '=leave it out'],
  ['/\ud800', 'not UTF-8', '=leave it out'],

  ['/a/*/b', 'only at the end', '/a/:id/b'],
  ['/:id/*/b', 'only at the end', '/:id/:id2/b'],
  ['/:id/:id2/*/b', 'only at the end', '/:id/:id2/:id3/b'],
  ['/a/**', 'a single "*"', '/a/*'],
  ['/**/b', 'a single "*"', '/:id/b'],
  ['/a*', 'whole segment', '="write "/:id", or write a literal "*" as %2A"'],
  ['/a/*.json', 'whole segment', '="write "/a/:id", or write a literal "*" as %2A"'],
  ['/a/{id}', '":name"', '/a/:id'],
  ['/a/{id}/b', '":name"', '/a/:id/b'],
  ['/a/{proxy+}', '":name"', '/a/*'],
  ['/a/{proxy+}/b', '":name"', '/a/:proxy/b'],
  ['/a/{*rest}', '":name"', '/a/*'],
  ['/a/{id:[0-9]+}', '":name"', '/a/:id'],
  ['/a/\u0024{id}', '":name"', '/a/:id'],
  ['/a/<int:id>', '":name"', '/a/:id'],
  ['/a/<id>', '":name"', '/a/:id'],
  ['/a/[id]', '":name"', '/a/:id'],
  ['/a/[...slug]', '":name"', '/a/*'],
  ['/a/[[...slug]]', '":name"', '/a/*'],
  ['/a/:', 'has a name', '="write "/a/:id", or write a literal ":" at the start of a segment as %3A"'],
  ['/a/:1', 'has a name', '="write "/a/:id", or write a literal ":" at the start of a segment as %3A"'],
  ['/:id/:-x', 'has a name', '="write "/:id/:id2", or write a literal ":" at the start of a segment as %3A"'],
  ['/a/:id*', 'exactly one segment', '/a/*'],
  ['/a/:id+', 'exactly one segment', '/a/*'],
  ['/a/:id(.*)', 'exactly one segment', '/a/*'],
  ['/a/:id*/b', 'whole segment', '/a/:id/b'],
  ['/a/:id.json', 'whole segment', '/a/:id'],
  ['/a/:from-:to', 'whole segment', '/a/:from'],
  ['/a/:id(\\d+)', 'whole segment', '/a/:id'],
  ['/a/:id(\\d+)?', 'whole segment', '/a/:id'],
  ['/a/:user-id', 'whole segment', '/a/:user'],
  ['/:id/:id', 'two parameters ":id"', '/:id/:id2'],
  ['/:a/b/:a/:a2', 'two parameters ":a"', '/:a/b/:a3/:a2'],
  ...[
    '/a/(x|y)',
    '/a/[0-9]+',
    '/^a',
    '/a/\\d',
    '/a/.*',
    '/a/.+',
    '/a/(.*)',
    '/a/(?:x)',
    '/a/(b)?',
    '/a/<b',
    '/a/"b"',
  ].map(
    (key) =>
      [
        key,
        'regular expressions',
        `="write "${key.startsWith('/a') ? '/a/:id' : '/:id'}", or write a literal character as %XX"`,
      ] as const,
  ),
];

describe('mistakes in route keys', () => {
  test.each(MISTAKES)('refuses %j', (key, message, suggestion) => {
    const parsed = parseRouteKey(key);
    if (parsed.kind === 'pattern') throw new Error(`accepted ${key}`);
    expect(parsed.message).toContain(message);
    const whole = suggestion?.startsWith('=') ? suggestion.slice(1).replace(/^"(.*)"$/, '$1') : `write "${suggestion}"`;
    if (suggestion !== null) expect(parsed.suggestion).toBe(whole);
  });

  test('suggests only keys that are valid', () => {
    let tried = 0;
    for (const [key] of MISTAKES) {
      const parsed = parseRouteKey(key);
      const suggested =
        parsed.kind === 'invalid' ? /^write "(.*?)"(?:,|$)/.exec(parsed.suggestion ?? '')?.[1] : undefined;
      if (suggested === undefined) continue;
      tried += 1;
      expect(parseRouteKey(suggested), `${key} -> ${suggested}`).toMatchObject({ kind: 'pattern' });
    }
    expect(tried).toBeGreaterThan(80);
  });
});

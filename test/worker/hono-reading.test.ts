import { parsePath, parseTarget } from '@sallyport/core';
import fc from 'fast-check';
import { getPath, getPathNoStrict } from 'hono/utils/url';
import { describe, expect, test } from 'vitest';
import { isReadAlike } from '../../packages/worker/src/hono-reading.ts';

/** A Request whose URL is verbatim, as workerd makes it; the class here would normalise. */
function verbatim(url: string): Request {
  return new Proxy(new Request('http://localhost/'), {
    get: (request, name) => (name === 'url' ? url : Reflect.get(request, name, request)),
  });
}

function isAlike(rawTarget: string, read: (request: Request) => string = getPath): boolean | 'ambiguous' {
  const request = verbatim(`http://gate.acme.dev${rawTarget}`);
  const canonical = parsePath(parseTarget(request.url).rawPath);
  if (canonical.kind === 'ambiguous') return 'ambiguous';
  return isReadAlike(request, read(request), canonical.path);
}

describe('isReadAlike', () => {
  test.each(['/', '/admin', '/admin/', '/a?x=/admin', '/caf%C3%A9', '/caf%c3%a9', '/%61dmin', '/a%20b', '/a%7Cb'])(
    'Hono and the policy read %s alike',
    (target) => {
      expect(isAlike(target)).toBe(true);
      expect(isAlike(target, getPathNoStrict)).toBe(true);
    },
  );

  // Hono decodes as `decodeURI` does, which leaves reserved characters encoded.
  test.each(['/items%3AbatchDelete', '/user%40acme.dev', '/a%2Bb', '/a%2Cb', '/a%26b', '/a%24b', '/a%3Db'])(
    'refuses %s, whose reserved characters Hono leaves encoded',
    (target) => {
      expect(isAlike(target)).toBe(false);
      expect(isAlike(target, getPathNoStrict)).toBe(false);
    },
  );

  test("with an app's own getPath, only a target that is canonical as sent", () => {
    const byHost = (request: Request): string => request.url.replace(/^https?:\/([^?]+).*$/, '$1');
    expect(isAlike('/admin/x', byHost)).toBe(true);
    expect(isAlike('/%61dmin/x', byHost)).toBe(false);
  });

  test.each(['?/admin', '#/admin', '?x=/admin'])('refuses an authority that ends in %s', (rest) => {
    const request = verbatim(`http://gate.acme.dev${rest}`);
    expect(isReadAlike(request, getPath(request), '/')).toBe(false);
    const ownReading = (): string => '/gate.acme.dev/admin';
    expect(isReadAlike(request, ownReading(), '/')).toBe(false);
  });

  test.each(['/public/../admin', '/./admin', '/admin\\x', '//admin', '/a;x=1', '/a%2fb', '/%2e%2e/admin', '/%zz'])(
    'the core refuses %s before Hono is asked',
    (target) => expect(isAlike(target)).toBe('ambiguous'),
  );

  test('whatever is read alike is matched by Hono as the canonical path would be', () => {
    const piece = fc.constantFrom(
      'a',
      '/',
      '%61',
      '%2F',
      '%3A',
      '%c3%a9',
      '%25',
      '%',
      '.',
      ':',
      '+',
      '%2B',
      '~',
      '%7e',
      '?',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const request = verbatim(`http://gate.acme.dev/${pieces.join('')}`);
        const canonical = parsePath(parseTarget(request.url).rawPath);
        fc.pre(canonical.kind === 'canonical');
        const { path } = canonical;
        if (!isReadAlike(request, getPath(request), path)) return;
        expect(getPath(request)).toBe(getPath(new Request(`http://gate.acme.dev${path}`)));
      }),
      { numRuns: 2000 },
    );
  });
});

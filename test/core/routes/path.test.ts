import { describe, expect, test } from 'vitest';
import { AMBIGUITY, parsePath, toSegmentText } from '../../../packages/core/src/routes/path.ts';

describe('canonical paths', () => {
  const cases: readonly (readonly [raw: string, path: string, segments: readonly string[]])[] = [
    ['/', '/', []],
    ['/a', '/a', ['a']],
    ['/a/', '/a/', ['a']],
    ['/a/b/c', '/a/b/c', ['a', 'b', 'c']],
    ['/.well-known/jwks.json', '/.well-known/jwks.json', ['.well-known', 'jwks.json']],
    ['/.../..a/a../.a', '/.../..a/a../.a', ['...', '..a', 'a..', '.a']],
    ["/-._~!$&'()*+,=:@", "/-._~!$&'()*+,=:@", ["-._~!$&'()*+,=:@"]],
    ['/%2D%2E_%7E%21%24%26%27%28%29%2A%2B%2C%3D%3A%40', "/-._~!$&'()*+,=:@", ["-._~!$&'()*+,=:@"]],
    ['/%61dmin', '/admin', ['admin']],
    ['/items%3AbatchDelete', '/items:batchDelete', ['items:batchDelete']],
    ['/caf%c3%a9', '/caf%C3%A9', ['café']],
    ['/caf%C3%A9/', '/caf%C3%A9/', ['café']],
    ['/a%20b', '/a%20b', ['a b']],
    ['/%20', '/%20', [' ']],
    ['/a%3fb%23c', '/a%3Fb%23c', ['a?b#c']],
    ['/"<>^`{|}[]', '/%22%3C%3E%5E%60%7B%7C%7D%5B%5D', ['"<>^`{|}[]']],
    ['/100%25', '/100%25', ['100%']],
    ['/%25zz', '/%25zz', ['%zz']],
    ['/%25a/1', '/%25a/1', ['%a', '1']],
    ['/%f0%9f%98%80', '/%F0%9F%98%80', ['\u{1f600}']],
    ['/%ef%bb%bfa', '/%EF%BB%BFa', ['\ufeffa']],
    ['/%c2%a0', '/%C2%A0', ['\u00a0']],
    ['/__proto__/constructor', '/__proto__/constructor', ['__proto__', 'constructor']],
  ];

  test.each(cases)('reads %s as %s', (raw, path, segments) => {
    expect(parsePath(raw)).toEqual({ kind: 'canonical', path, segments });
  });
});

describe('ambiguous paths', () => {
  const cases: Readonly<Record<keyof typeof AMBIGUITY, readonly string[]>> = {
    notAbsolute: ['', '*', 'a', 'example.com:443', 'http:/a', '?', '#', '%2fa', '\\a', ' /a'],
    emptySegment: ['//', '///', '//a', '/a//', '/a//b', '//a/', '/%20//'],
    dotSegment: [
      ...['/.', '/..', '/./', '/../', '/./a', '/../a', '/a/.', '/a/..', '/a/./b', '/a/../b', '/a/b/../'],
      ...['/%2e', '/%2E%2e', '/.%2e', '/%2e.', '/a/%2e%2E/b', '/a/%2e/'],
    ],
    encodedSlash: ['/a%2fb', '/a%2Fb', '/%2f', '/%2F%2f', '/..%2fadmin', '/%2f..', '/a%2f', '/caf%c3%a9%2f'],
    backslash: ['/a\\b', '/\\', '/\\admin', '/..\\admin', '/a%5cb', '/a%5Cb', '/%5c', '/..%5c'],
    semicolon: ['/a;b', '/;', '/a;', '/;a=b', '/..;/admin', '/a;x=1/b', '/a%3bb', '/a%3Bx=1'],
    controlCharacter: [
      ...['/%00', '/a%00', '/%0a', '/%0D%0a', '/%09', '/%1f', '/%7f', '/%7F', '/%c2%80', '/%C2%9f', '/%c2%85'],
      ...['/\0', '/a\n', '/a\tb', '/\x1f', '/\x7f'],
    ],
    foreignCharacter: [
      '/a b',
      '/a ',
      '/ ',
      '/caf\u00e9',
      '/\u0080',
      '/\u{1f600}',
      '/\ud800',
      '/\uff0e\uff0e',
      '/\u212a',
    ],
    queryMark: ['/a?b', '/?', '/a#b', '/#'],
    doubleEncoding: [
      '/%252e',
      '/%252f',
      '/%2561dmin',
      '/%25c0',
      '/%2525',
      '/%25252f',
      '/a%2500',
      '/%25%34%31',
      '/%254%31',
    ],
    malformedEscape: ['/%', '/a%', '/%2', '/%zz', '/%2/a', '/%u002f', '/%-1', '/%+2', '/%2%66', '/%c3%', '/%C3%A'],
    invalidUtf8: [
      ...['/%c0%af', '/%c0%ae%c0%ae', '/%e0%80%af', '/%f0%80%80%af', '/%ff', '/%fe', '/%80', '/%bf', '/%c3', '/%c3a'],
      ...['/%e2%82', '/%ed%a0%80', '/%ed%bf%bf', '/%ed%a0%bd%ed%b8%80', '/%f4%90%80%80', '/%f8%88%80%80%80', '/%c3%28'],
    ],
  };

  for (const [form, paths] of Object.entries(cases)) {
    test.each(paths)(`refuses path_ambiguous for ${form}: %j`, (raw) => {
      expect(parsePath(raw)).toEqual({ kind: 'ambiguous', why: Reflect.get(AMBIGUITY, form) });
    });
  }

  test('finds an ambiguous segment wherever it stands', () => {
    for (const bad of ['..', '%2e', 'a%2fb', 'a;b', '%00', '%2541', '%', '%ff', '']) {
      expect(parsePath(`/a/${bad}/b`).kind, bad).toBe('ambiguous');
      expect(parsePath(`/${bad}/b`).kind, bad).toBe('ambiguous');
      expect(parsePath(`/caf%c3%a9/${bad}/`).kind, bad).toBe('ambiguous');
    }
  });

  test('says why without any text of the request, since a path can hold a token', () => {
    for (const raw of ['/secret%', 'secret', '/secret;x', '/secret%00', '/secret/..', '/secret%2525']) {
      expect(JSON.stringify(parsePath(raw))).not.toContain('secret');
    }
  });

  test('reads 16 KiB of segments, escapes or malformed escapes in linear time', () => {
    const timeOf = (path: string): number => {
      const startedAt = performance.now();
      for (let round = 0; round < 20; round += 1) parsePath(path);
      return performance.now() - startedAt;
    };
    for (const unit of ['/a', '/%61', '/%c3%a9', '/a.', '%', '/%25', '%25', '/a;', '/', '/.', '/{']) {
      const whole = `/${unit.repeat(16_384 / unit.length)}`;
      timeOf(whole);
      expect(timeOf(whole), unit).toBeLessThan(2_000);
    }
  });
});

describe('toSegmentText', () => {
  test.each([
    ['', ''],
    ['admin', 'admin'],
    ['a/b', 'a%2Fb'],
    ['a;b', 'a%3Bb'],
    ['a\\b', 'a%5Cb'],
    ['%41', '%2541'],
    ['auth0|abc', 'auth0%7Cabc'],
    ['user@acme.dev', 'user@acme.dev'],
    ['*?$', '*%3F$'],
    ['é\u{1f600}', '%C3%A9%F0%9F%98%80'],
    ['\0\x7f', '%00%7F'],
  ])('spells %j as %s', (decoded, text) => {
    expect(toSegmentText(decoded)).toBe(text);
  });

  test('spells a lone surrogate, which no request can carry, without throwing and unlike U+FFFD', () => {
    expect(toSegmentText('\ud800')).toBe('%ED%A0%80');
    expect(toSegmentText('a\udfff')).toBe('a%ED%BF%BF');
    expect(toSegmentText('\udc00\ud800')).toBe('%ED%B0%80%ED%A0%80');
    expect(toSegmentText('\ufffd')).toBe('%EF%BF%BD');
    expect(parsePath(`/${toSegmentText('\ud800')}`)).toEqual({ kind: 'ambiguous', why: AMBIGUITY.invalidUtf8 });
  });
});

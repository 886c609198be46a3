import { describe, expect, test } from 'vitest';
import { parseOddPath } from '../../../packages/core/src/routes/odd-path.ts';
import { listReadings } from '../../../packages/core/src/routes/readings.ts';

describe('parseOddPath', () => {
  test.each<[string, string, readonly string[], readonly string[]]>([
    ['/a/b%2Fc', '/a/b%2Fc', ['a', 'b/c'], ['encodedSlash']],
    ['/a/b%2fc%2Fd/', '/a/b%2fc%2Fd/', ['a', 'b/c/d'], ['encodedSlash']],
    ['/a//b', '/a//b', ['a', '', 'b'], ['doubleSlash']],
    ['/a//', '/a//', ['a', ''], ['doubleSlash']],
    ['/a;v=1/b', '/a;v=1/b', ['a;v=1', 'b'], ['semicolon']],
    ['/a%3bv/b%3B', '/a%3bv/b%3B', ['a;v', 'b;'], ['semicolon']],
    ['/a//b%2F%63;d', '/a//b%2Fc;d', ['a', '', 'b/c;d'], ['doubleSlash', 'encodedSlash', 'semicolon']],
    // What is around the forms is canonical: unreserved raw, the rest upper-case.
    ['/%61/%c3%a9%2f%7c', '/a/%C3%A9%2f%7C', ['a', 'é/|'], ['encodedSlash']],
    // A segment that folds away but holds no form is for the look-alike check, as in any path.
    ['/.../%20/a%2Fb', '/.../%20/a%2Fb', ['...', ' ', 'a/b'], ['encodedSlash']],
    // No reader puts together what a form divides.
    ['/a%25;41/b', '/a%25;41/b', ['a%;41', 'b'], ['semicolon']],
  ])('%s is received as %s', (raw, path, segments, forms) => {
    const odd = parseOddPath(raw);
    expect(odd?.path).toBe(path);
    expect(odd?.segments.map(({ whole }) => whole)).toEqual(segments);
    expect([...(odd?.forms ?? [])]).toEqual(forms);
  });

  test.each([
    ['a host to URL parsers', ['//a', '//', '///a', '//a%2Fb']],
    [
      'dot segments in any reading',
      ['/a%2F..%2Fb', '/a%2F.', '/..%2Fb', '/..;/b', '/.;x', '/a/../b;c', '/a//..', '/%2e%2e%2fb'],
    ],
    ['dots and spaces that fold away', ['/a%2F..%20', '/a%2F%20', '/..%20;b', '/...;b', '/a%2F...%2Fb']],
    ['segments that vanish', ['/%2Fa', '/a%2F', '/a%2F%2Fb', '/;a', '/a%2F;b', '/%3b', '/;']],
    ['a backslash', ['/a%5Cb%2Fc', '/a\\b;c', '/a//b%5c']],
    ['a control character', ['/a%00;b', '/a%2F%0a', '/a//%7f']],
    ['double encodings', ['/a%252fb;c', '/a%2F%2541', '/a//b%252f']],
    ['malformed escapes and no UTF-8', ['/a;%', '/a%2F%zz', '/a//%ff', '/a;%c0%af']],
    ['what no request line holds', ['a//b', '', '/a;é', '/a//b c', '/a;b?c', '/a%2Fb#c', '/a;\t']],
  ])('refuses %s', (_, raws) => {
    for (const raw of raws) expect(parseOddPath(raw), raw).toBeNull();
  });
});

describe('listReadings', () => {
  const readingsOf = (raw: string): readonly string[] => {
    const odd = parseOddPath(raw);
    if (odd === null) throw new Error(`${raw} is not odd`);
    return listReadings(odd).map((texts) => texts.join(' | '));
  };

  test.each<[string, readonly string[]]>([
    ['/a/b%2Fc', ['a | b | c']],
    ['/a//b', ['a | b']],
    ['/a;v/b;w', ['a | b', 'a;v | b', 'a']],
    ['/a/b%3Bv/c', ['a | b | c', 'a | b']],
    ['/a%3Bv;w', ['a;v', 'a']],
    ['/a;v%2Fb', ['a', 'a;v | b', 'a | b']],
    ['/a%2Fb;v', ['a | b;v', 'a | b', 'a/b']],
    ['/a//b%2Fc', ['a | b/c', 'a |  | b | c', 'a | b | c']],
    ['/a;v//b;w%2Fc', ['a |  | b', 'a | b', 'a;v |  | b', 'a;v | b']],
  ])('of %s hold each of %j', (raw, expected) => {
    const readings = readingsOf(raw);
    for (const reading of expected) expect(readings).toContain(reading);
    expect(new Set(readings).size).toBe(readings.length);
  });

  test('leave out the policy’s own, and are a few dozen at most', () => {
    expect(readingsOf('/a/b%2Fc')).toHaveLength(1);
    expect(readingsOf('/a//b')).toHaveLength(1);
    expect(readingsOf('/a%3Bv')).toEqual(['a']);
    const many = `/${Array.from({ length: 50 }, (_, at) => `a${at};v%3Bw%2Fb${at};x`).join('//')}`;
    expect(readingsOf(many).length).toBeLessThan(40);
  });
});

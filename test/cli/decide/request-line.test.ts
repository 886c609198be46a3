import { describe, expect, test } from 'vitest';
import { parseRequestLine } from '../../../packages/cli/src/decide/request-line.ts';

const parse = (text: string) => parseRequestLine(new TextEncoder().encode(text));
const problemOf = (line: object): string | null => {
  const parsed = parse(JSON.stringify(line));
  return 'problem' in parsed ? parsed.problem : null;
};
const request = { method: 'GET', url: '/orders' };

test('reads method, url and headers with one value or several', () => {
  const headers = { Authorization: 'Bearer x', 'X-A': ['1', '2'] };
  expect(parse(JSON.stringify({ ...request, headers }))).toEqual({
    method: 'GET',
    url: '/orders',
    headers: [
      ['Authorization', 'Bearer x'],
      ['X-A', ['1', '2']],
    ],
    token: undefined,
  });
});

test('a request needs no headers, and may carry members of its caller', () => {
  expect(parse(JSON.stringify({ ...request, id: 7, note: 'x' }))).toMatchObject({ method: 'GET', headers: [] });
});

describe('refuses, without quoting the line,', () => {
  const secret = 'eyJhbGciOiJub25lIn0.e30.x';
  test.each([
    ['an empty line', '', 'empty line'],
    ['blanks', ' \r', 'empty line'],
    ['broken JSON', `{"url": "${secret}`, 'not JSON'],
    ['a list', `["${secret}"]`, 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['a repeated member', `{"method":"GET","url":"/a","url":"/${secret}"}`, 'a key is written twice'],
    ['a repeated header', `{"method":"GET","url":"/","headers":{"a":"1","a":"${secret}"}}`, 'a key is written twice'],
    ['a repeated key spelled in escapes', '{"method":"GET","m\\u0065thod":"PUT","url":"/"}', 'a key is written twice'],
    ['deep nesting', `{"method":"GET","url":"/","x":${'['.repeat(70)}${']'.repeat(70)}}`, 'nested deeper'],
    ['a method that is missing', `{"url":"${secret}"}`, '"method" is missing'],
    ['a method that is no string', `{"method":1,"url":"${secret}"}`, '"method" is missing'],
    ['a url that is empty', '{"method":"GET","url":""}', '"url" is missing'],
    ['headers that are a list', `{"method":"GET","url":"/","headers":["${secret}"]}`, '"headers" is not an object'],
    ['a header name with a blank', `{"method":"GET","url":"/","headers":{"${secret} x":"1"}}`, 'a header name holds'],
    ['a header value that is a number', '{"method":"GET","url":"/","headers":{"a":1}}', 'a header value is neither'],
    ['a mistyped member', `{"method":"GET","url":"/","header":{"a":"${secret}"}}`, 'did you mean "headers"?'],
    ['a token that is text', `{"method":"GET","url":"/","token":"${secret}"}`, '"token" is not an object'],
    ['a token without an issuer', '{"method":"GET","url":"/","token":{}}', '"token.issuer" is missing'],
    ['a token with unknown members', `{"method":"GET","url":"/","token":{"${secret}":1}}`, '"token" takes only'],
    [
      'scopes as text',
      '{"method":"GET","url":"/","token":{"issuer":"a","scopes":"b"}}',
      '"token.scopes" is not a list',
    ],
    [
      'claims as a list',
      '{"method":"GET","url":"/","token":{"issuer":"a","claims":[]}}',
      '"token.claims" is not an object',
    ],
  ])('%s', (_, text, problem) => {
    const parsed = parse(text);
    expect(parsed).toEqual({ problem: expect.stringContaining(problem) });
    expect(JSON.stringify(parsed)).not.toContain(secret);
  });

  test('invalid UTF-8', () => {
    expect(parseRequestLine(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual({ problem: 'not UTF-8' });
  });

  test('a token beside an Authorization header in any case', () => {
    const line = { ...request, headers: { AUTHORIZATION: 'Bearer x' }, token: { issuer: 'a' } };
    expect(problemOf(line)).toBe('a line carries an Authorization header or a "token", not both');
  });
});

test('reads a supposed token, and null for a request without one', () => {
  const token = { issuer: 'staff', scopes: ['a'], roles: [], claims: { sub: 'u1' } };
  expect(parse(JSON.stringify({ ...request, token }))).toMatchObject({ token });
  expect(parse(JSON.stringify({ ...request, token: null }))).toMatchObject({ token: null });
});

test('a byte order mark before the first line is passed over', () => {
  expect(parse('\ufeff{"method":"GET","url":"/"}')).toMatchObject({ method: 'GET' });
});

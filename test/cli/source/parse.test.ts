import type { Finding } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { parseSource } from '../../../packages/cli/src/source/parse.ts';

const finding = (pointer: string, at: 'name' | 'value'): Finding => ({
  level: 'error',
  code: 'test',
  pointer,
  at,
  message: 'message',
  suggestion: null,
});

describe('reading', () => {
  test('reads comments and trailing commas as JSONC does', () => {
    const source = parseSource('{\n  // one\n  "a": [1, 2,], /* two */\n  "b": {"c": null,},\n}\n', 'p.jsonc');
    expect(source.findings).toEqual([]);
    expect(source.state).toBe('whole');
    expect(source.value).toEqual({ a: [1, 2], b: { c: null } });
  });

  test('makes __proto__ an own member instead of changing the prototype', () => {
    const { value } = parseSource('{"__proto__": {"issuers": {}}}', 'p.jsonc');
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as { issuers?: unknown }).issuers).toBeUndefined();
  });
});

describe('syntax errors', () => {
  test('are findings with line and column', () => {
    const source = parseSource('{\n  "a": tru,\n  "b" 1\n}', 'p.jsonc');
    expect(source.state).toBe('broken');
    expect(source.value).toBeUndefined();
    expect(source.findings.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 8, 'syntax'],
      [3, 7, 'syntax'],
    ]);
  });

  test('a missing comma leaves the document to be judged', () => {
    const source = parseSource('{\n  "a": 1\n  "b": 2\n}', 'p.jsonc');
    expect(source.findings).toMatchObject([{ line: 3, column: 3, message: 'a comma is missing before this' }]);
    expect(source.value).toEqual({ a: 1, b: 2 });
  });

  test('an empty file is a finding at its start', () => {
    const source = parseSource('', 'p.jsonc');
    expect(source.state).toBe('broken');
    expect(source.findings).toMatchObject([{ line: 1, column: 1, message: 'a value is expected here' }]);
  });

  test('a file that is no JSON at all gives a bounded list', () => {
    const source = parseSource('%\n'.repeat(5000), 'p.jsonc');
    expect(source.findings).toHaveLength(21);
    expect(source.findings.at(-1)?.message).toMatch(/^\d+ more syntax errors follow$/);
  });

  test('nesting that would exhaust the stack is one finding', () => {
    const source = parseSource('['.repeat(500_000), 'p.jsonc');
    expect(source.findings).toMatchObject([{ code: 'nesting-too-deep', line: 1, column: 65 }]);
    expect(source.state).toBe('broken');
  });
});

describe('keys written twice', () => {
  test('each names both places and hides nothing else', () => {
    const text = [
      '{',
      '  "routes": {',
      '    "GET /a": "public",',
      '    "GET /b": "deny",',
      '    "GET /a": "deny",',
      '    "GET /a": "optional"',
      '  },',
      '  "log": {"decisions": "all", "decisions": "deny"}',
      '}',
    ].join('\n');
    const source = parseSource(text, 'p.jsonc');
    expect(source.findings).toMatchObject([
      {
        code: 'duplicate-key',
        line: 5,
        column: 5,
        pointer: '/routes/GET ~1a',
        message: expect.stringContaining('3:5'),
      },
      {
        code: 'duplicate-key',
        line: 6,
        column: 5,
        pointer: '/routes/GET ~1a',
        message: expect.stringContaining('3:5'),
      },
      {
        code: 'duplicate-key',
        line: 8,
        column: 31,
        pointer: '/log/decisions',
        message: expect.stringContaining('8:11'),
      },
    ]);
    expect(source.state).toBe('whole');
    expect(source.value).toEqual({ routes: { 'GET /a': 'optional', 'GET /b': 'deny' }, log: { decisions: 'deny' } });
  });

  test('are found by meaning, whatever their spelling', () => {
    const source = parseSource('{"a": 1, "\\u0061": 2}', 'p.jsonc');
    expect(source.findings).toMatchObject([{ code: 'duplicate-key', column: 10 }]);
  });
});

test('numbers that lose digits are findings: a rule must not meet its neighbours', () => {
  const source = parseSource('[9007199254740993, 1e999, 9007199254740991, 0.1, -1]', 'p.jsonc');
  expect(source.findings.map(({ code, pointer }) => [code, pointer])).toEqual([
    ['number-inexact', '/0'],
    ['number-inexact', '/1'],
  ]);
});

describe('places', () => {
  const text = '{\r\n  "routes": {\r\n    "GET /a~b": {"scopes": ["x", "y"]}\r\n  }\r\n}';
  const { locate } = parseSource(text, 'policy.jsonc');

  test('a name and its value have their own', () => {
    expect(locate(finding('/routes/GET ~1a~0b', 'name'))).toMatchObject({ line: 3, column: 5, file: 'policy.jsonc' });
    expect(locate(finding('/routes/GET ~1a~0b', 'value'))).toMatchObject({ line: 3, column: 17 });
  });

  test('a list entry has one', () => {
    expect(locate(finding('/routes/GET ~1a~0b/scopes/1', 'name'))).toMatchObject({ line: 3, column: 34 });
    expect(locate(finding('/routes/GET ~1a~0b/scopes/1', 'value'))).toMatchObject({ line: 3, column: 34 });
  });

  test('a member that is missing is told at the name that should hold it', () => {
    expect(locate(finding('/routes/GET ~1a~0b/roles', 'value'))).toMatchObject({ line: 3, column: 5 });
    expect(locate(finding('/issuers', 'value'))).toMatchObject({ line: 1, column: 1, pointer: '/issuers' });
  });

  test('the whole document is its first character', () => {
    expect(locate(finding('', 'value'))).toMatchObject({ line: 1, column: 1 });
  });

  test('lines end with LF, CRLF or a CR alone', () => {
    const ends = parseSource('{"a":1,\r"b":2,\n"c":3,\r\n"d":4}', 'p.jsonc');
    const lines = ['/a', '/b', '/c', '/d'].map((pointer) => ends.locate(finding(pointer, 'name')).line);
    expect(lines).toEqual([1, 2, 3, 4]);
  });
});

/** The exact places where the route phase changes its mind. */
import { describe, expect, test } from 'vitest';
import { parseRouteKey } from '../../../packages/core/src/routes/grammar.ts';
import { toMistake, toSuggestion } from '../../../packages/core/src/routes/mistake.ts';
import { parseTarget } from '../../../packages/core/src/routes/path.ts';
import { findRouteRisks } from '../../../packages/core/src/routes/risks.ts';
import { buildTable, findKey, toPattern } from './build-table.ts';

const risks = (routes: Record<string, string>) =>
  findRouteRisks(buildTable(routes)).map(({ code, key, message }) => ({ code, key, message }));

describe('a table', () => {
  test('keeps keys apart whose segments read alike when run together', () => {
    const table = buildTable({ '/a/bc': 'public', '/ab/c': 'admin', '/abc': 'staff' });
    expect(['/a/bc', '/ab/c', '/abc'].map((path) => findKey(table, 'GET', path))).toEqual(['/a/bc', '/ab/c', '/abc']);
  });

  test('finds routes by host where every key names one', () => {
    const table = buildTable({ 'api.acme.dev/x': 'public', 'www.acme.dev/x': 'admin' });
    expect(findKey(table, 'GET', '/x', 'www.acme.dev')).toBe('www.acme.dev/x');
    expect(findKey(table, 'GET', '/x', 'other.acme.dev')).toBeNull();
    expect(findKey(table, 'GET', '/x')).toBeNull();
  });
});

describe('a host', () => {
  test('has a port up to 65535, in a request and in a key', () => {
    expect(parseTarget('https://api.acme.dev:65535/x')).toMatchObject({ host: 'api.acme.dev:65535', rawPath: '/x' });
    expect(parseTarget('https://api.acme.dev:65536/x')).toMatchObject({ host: null, rawPath: '' });
    expect(toPattern('api.acme.dev:65535/x').host).toBe('api.acme.dev:65535');
    expect(parseRouteKey('api.acme.dev:65536/x').kind).toBe('invalid');
  });

  test('may have labels that start with a digit, but is no number', () => {
    expect(toPattern('api.1acme.dev/x').host).toBe('api.1acme.dev');
    expect(toPattern('1acme.dev/x').host).toBe('1acme.dev');
    expect(parseRouteKey('123:8080/x').kind).toBe('invalid');
    expect(parseRouteKey('api.123/x').kind).toBe('invalid');
  });
});

test('a scheme is one at the start of a target alone; later it is an empty segment', () => {
  expect(parseRouteKey('/go/https://acme.dev')).toMatchObject({ message: 'the path has an empty segment' });
  expect(parseRouteKey('https://acme.dev/x')).toMatchObject({ message: 'a route key has no scheme' });
});

test('a path that spells a method is a path', () => {
  expect(toPattern('GET /get')).toMatchObject({ methods: ['GET'], segments: [{ kind: 'literal', text: 'get' }] });
  expect(toPattern('/POST').methods).toBeNull();
});

test('a mistake that nobody can mend suggests nothing', () => {
  expect(toSuggestion(toMistake('wrong', null))).toBeNull();
});

describe('methods that fall through', () => {
  test('are told of where the key is for reads and another read is open', () => {
    expect(risks({ 'HEAD /admin': 'admin', 'GET /*': 'public' })).toMatchObject([
      { code: 'method-falls-through', key: 'HEAD /admin' },
      { code: 'public-shadows-protected', key: 'GET /*' },
    ]);
  });

  test('are told of where the key is for writes and another write is open', () => {
    expect(risks({ 'PUT /admin': 'admin', 'POST /*': 'public' })).toMatchObject([
      { code: 'method-falls-through', key: 'PUT /admin' },
    ]);
  });

  test('are meant where the key is for writes and a read is open', () => {
    expect(risks({ 'PUT /admin': 'admin', 'GET /*': 'public' })).toEqual([]);
  });
});

test('keys that look alike are told of where they share one method of several', () => {
  expect(risks({ 'GET|POST /a': 'staff', 'POST|PUT /A': 'admin' })).toMatchObject([
    { code: 'look-alike-routes', key: 'POST|PUT /A' },
  ]);
  expect(risks({ 'GET /a': 'staff', 'PUT /A': 'admin' })).toEqual([]);
});

describe('an open wildcard around protected routes', () => {
  test('does not reach around a route that stands above it', () => {
    expect(risks({ '/a': 'admin', '/a/:x/*': 'public' })).toEqual([]);
  });

  test('names three of them, and counts only those beyond', () => {
    const three = { '/*': 'public', '/a': 'x', '/b': 'y', '/c': 'z' };
    expect(risks(three)[0]?.message).toContain('("/a", "/b", "/c")');
    expect(risks({ ...three, '/d': 'z' })[0]?.message).toContain('("/a", "/b", "/c", 1 more)');
  });
});

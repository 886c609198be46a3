import { expect, test } from 'vitest';
import { isContextName } from '../../../packages/local-api-gateway/src/request/context-variables.ts';
import { toHeaderNames } from '../../../packages/local-api-gateway/src/request/headers.ts';
import { parseQuery } from '../../../packages/local-api-gateway/src/request/query.ts';

test.each([
  ['', {}],
  ['a=1', { a: ['1'] }],
  ['a=1&b=2&a=3', { a: ['1', '3'], b: ['2'] }],
  ['a', { a: [''] }],
  ['a=&=b', { a: [''], '': ['b'] }],
  ['a=%41%2Bb+c', { a: ['A+b c'] }],
  ['a=%zz', { a: ['%zz'] }],
  ['A=1&a=2', { A: ['1'], a: ['2'] }],
  ['a=b=c', { a: ['b=c'] }],
  ['__proto__=x', JSON.parse('{"__proto__":["x"]}')],
])('the query %j holds %j', (query, expected) => {
  expect(Object.fromEntries(parseQuery(query))).toEqual(expected);
});

test('of two spellings of a header name the first is kept', () => {
  expect([...toHeaderNames({ 'X-A': '1', 'x-a': '2', b: '3' })]).toEqual([
    ['x-a', 'X-A'],
    ['b', 'b'],
  ]);
});

test('each protocol has context variables of its own, and none of an authorizer before it was asked', () => {
  const names = ['resourcePath', 'routeKey', 'connectionId', 'requestId', 'authorizer.a', 'toString'];
  const known = (protocol: 'REST' | 'HTTP' | 'WEBSOCKET') => names.filter((name) => isContextName(protocol, name));
  expect(known('REST')).toEqual(['resourcePath', 'requestId']);
  expect(known('HTTP')).toEqual(['routeKey', 'requestId']);
  expect(known('WEBSOCKET')).toEqual(['routeKey', 'connectionId', 'requestId']);
});

import { LocalApiGatewayConfigError } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { createRouter } from '../../../packages/local-api-gateway/src/resources/router.ts';

function toRoute(key: string): { readonly key: string; readonly method: string; readonly path: string } {
  const [method = '', path = ''] = key.split(' ');
  return { key, method, path };
}

const KEYS = [
  'ANY /{proxy+}',
  'GET /{any}/b',
  'GET /',
  'GET /orders',
  'ANY /orders',
  'POST /test',
  'GET /orders/{id}',
  'DELETE /orders/{key}',
  'GET /orders/latest',
  'GET /orders/{id}/items',
  'GET /orders/{rest+}',
  'ANY /a/{rest+}',
  'GET /deep/{x}/end',
  'GET /deep/known/other',
];

// The request, the method that serves it, its path parameters.
const CASES: readonly (readonly [string, string | undefined, Record<string, string> | undefined])[] = [
  ['GET /', 'GET /', {}],
  ['POST /', undefined, undefined],
  ['GET /orders', 'GET /orders', {}],
  ['GET /orders/', 'GET /orders', {}],
  ['PUT /orders', 'ANY /orders', {}],
  ['GET /orders/7', 'GET /orders/{id}', { id: '7' }],
  ['GET /orders/7/', 'GET /orders/{id}', { id: '7' }],
  ['DELETE /orders/7', 'DELETE /orders/{key}', { key: '7' }],
  ['GET /orders/latest', 'GET /orders/latest', {}],
  ['DELETE /orders/latest', 'DELETE /orders/{key}', { key: 'latest' }],
  ['GET /orders/Latest', 'GET /orders/{id}', { id: 'Latest' }],
  ['GET /orders/%6catest', 'GET /orders/{id}', { id: '%6catest' }],
  ['GET /orders/7/items', 'GET /orders/{id}/items', { id: '7' }],
  ['GET /orders/7/parts', 'GET /orders/{rest+}', { rest: '7/parts' }],
  // Only the greedy resource has the verb.
  ['PATCH /orders/7', 'ANY /{proxy+}', { proxy: 'orders/7' }],
  ['OPTIONS /test', 'ANY /{proxy+}', { proxy: 'test' }],
  ['POST /test', 'POST /test', {}],
  // Literal before parameter, from the left.
  ['GET /a/b', 'ANY /a/{rest+}', { rest: 'b' }],
  ['GET /x/b', 'GET /{any}/b', { any: 'x' }],
  ['GET /x/c', 'ANY /{proxy+}', { proxy: 'x/c' }],
  // The more specific branch does not end here; the other one does.
  ['GET /deep/known/end', 'GET /deep/{x}/end', { x: 'known' }],
  ['GET /a', 'ANY /{proxy+}', { proxy: 'a' }],
  ['GET /a/', 'ANY /{proxy+}', { proxy: 'a' }],
  ['GET /a/b/', 'ANY /a/{rest+}', { rest: 'b' }],
  ['GET /a//b', 'ANY /a/{rest+}', { rest: '/b' }],
  ['GET /orders//items', 'GET /orders/{rest+}', { rest: '/items' }],
  ['GET //orders', 'ANY /{proxy+}', { proxy: '/orders' }],
  ['GET //', 'GET /', {}],
  ['GET /a/../b', 'ANY /a/{rest+}', { rest: '../b' }],
  ['GET /orders/test%2Balias@gmail.com', 'GET /orders/{id}', { id: 'test%2Balias@gmail.com' }],
  ['ANY /a/b', undefined, undefined],
  ['get /orders', undefined, undefined],
  ['TRACE /a/b', undefined, undefined],
  ['', undefined, undefined],
];

describe('the resources of a REST API', () => {
  test.each(CASES)('%s is served by %s', (request, key, pathParameters) => {
    const { method, path } = toRoute(request);
    const match = createRouter(KEYS.map(toRoute))(method, path);
    expect(match?.route.key).toBe(key);
    expect(match?.pathParameters).toEqual(pathParameters);
  });

  test('their order makes no difference', () => {
    const reversed = createRouter([...KEYS].reverse().map(toRoute));
    for (const [request, key] of CASES) {
      const { method, path } = toRoute(request);
      expect(reversed(method, path)?.route.key).toBe(key);
    }
  });

  test('a parameter called __proto__ is a parameter', () => {
    const match = createRouter([toRoute('GET /{__proto__}')])('GET', '/x');
    expect(Object.entries(match?.pathParameters ?? {})).toEqual([['__proto__', 'x']]);
  });

  test.each([
    ['a method that REST APIs lack', ['TRACE /a']],
    ['a method in lower case', ['get /a']],
    ['a path without a slash', ['GET a']],
    ['a trailing slash', ['GET /a/']],
    ['an empty segment', ['GET /a//b']],
    ['a brace left open', ['GET /{id']],
    ['text around a parameter', ['GET /a{id}']],
    ['a greedy parameter before the end', ['GET /{proxy+}/a']],
    ['an empty name', ['GET /{}']],
    ['a query', ['GET /a?b']],
    ['the same method twice', ['GET /a', 'GET /a']],
    ['the same method under two names', ['GET /{a}/x', 'GET /{b}/x']],
  ])('%s is refused', (_, keys) => {
    expect(() => createRouter(keys.map(toRoute))).toThrow(LocalApiGatewayConfigError);
  });
});

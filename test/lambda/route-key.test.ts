import type { ApiGatewayEntry, PolicyDocument } from '@sallyport/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grantsRouteKey } from '../../packages/lambda/src/route-key.ts';
import { createScene } from './iam/scene.ts';

const ROUTES: PolicyDocument['routes'] = {
  'GET /orders/:id': { scopes: ['read'] },
  'POST /orders': 'authenticated',
  '/open/*': 'public',
  '/admin/*': { roles: ['admin'] },
  '/me/:user': { claims: { sub: { param: 'user' } } },
  'GET /': 'authenticated',
};
const TOKEN = { scopes: ['read'], claims: { sub: 'bob' } };
const readKeys = async (entry: ApiGatewayEntry) => {
  const { rehearsal, principal } = await createScene(ROUTES, TOKEN, entry);
  return (routeKey: string): boolean => grantsRouteKey(rehearsal.policy, principal, routeKey);
};

describe('a route of an HTTP API', () => {
  test.each([
    ['GET /orders/{id}', true],
    ['GET /orders/1', true],
    ['GET /orders/{id}/', true],
    ['HEAD /orders/{id}', true],
    ['POST /orders', true],
    ['GET /', true],
    ['ANY /open/{proxy+}', true],
    ['PUT /open/x', true],
    ['ANY /admin/{proxy+}', false],
    ['GET /me/{user}', false],
    ['GET /me/bob', false],
    ['ANY /orders/{id}', false],
    ['GET /orders/{proxy+}', false],
    ['ANY /{proxy+}', false],
    ['$default', false],
    ['GET /nowhere', false],
    ['GET', false],
    ['', false],
    ['get /orders/{id}', false],
    ['$connect', false],
  ])('%s is granted where paths may be unknown: %s', async (routeKey, expected) => {
    expect((await readKeys({}))(routeKey)).toBe(expected);
  });

  test.each([
    ['GET /orders/{proxy+}', true],
    ['ANY /orders/{id}', true],
    ['POST /{proxy+}', false],
    ['ANY /{proxy+}', false],
    ['$default', false],
    ['GET /{a}/x', false],
    ['GET /nowhere', false],
  ])('%s is granted where unknown paths never arrive, if all that lies under it is: %s', async (routeKey, expected) => {
    expect((await readKeys({ unknownPaths: 'never' }))(routeKey)).toBe(expected);
  });

  test('is granted only where every path under it is: for random routes of the API', async () => {
    const { ask, rehearsal, principal } = await createScene(ROUTES, TOKEN);
    const text = fc.constantFrom('orders', 'open', 'admin', 'me', 'bob', '1', 'x');
    const segment = fc.oneof(text, fc.constant('{a}'));
    const routeKey = fc
      .tuple(
        fc.constantFrom('GET', 'POST', 'ANY'),
        fc.array(segment, { maxLength: 3 }),
        fc.constantFrom('', '/{rest+}'),
      )
      .map(([method, segments, rest]) => ({
        method,
        path: `/${segments.join('/')}${segments.length === 0 ? rest.slice(1) : rest}`,
      }));
    await fc.assert(
      fc.asyncProperty(routeKey, fc.infiniteStream(text), fc.nat(2), async ({ method, path }, texts, extra) => {
        if (!grantsRouteKey(rehearsal.policy, principal, `${method} ${path}`)) return;
        const draw = (): string => String(texts.next().value);
        const concrete = path
          .replaceAll('{a}', draw)
          .replace('{rest+}', () => Array.from({ length: extra + 1 }, draw).join('/'));
        const verb = method === 'ANY' ? 'DELETE' : method;
        expect((await ask(`${verb} ${concrete.slice(1)}`)).effect, `${method} ${path}: ${concrete}`).toBe('allow');
      }),
    );
  });
});

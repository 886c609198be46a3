import { type ApiGatewayEntry, METHODS, type PolicyDocument } from '@sallyport/core';
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
    ['GET /orders/1', true],
    ['POST /orders', true],
    ['POST /orders/', true],
    ['GET /', true],
    ['PUT /open/x', true],
    ['ANY /open/x', true],
    ['HEAD /orders/1', true],
    ['GET /admin/x', false],
    ['GET /me/bob', false],
    ['ANY /orders', false],
    ['GET /nowhere', false],
    ['GET', false],
    ['', false],
    ['get /orders/1', false],
    ['$connect', false],
  ])('%s is granted where paths may be unknown: %s', async (routeKey, expected) => {
    expect((await readKeys({}))(routeKey)).toBe(expected);
  });

  test.each([
    ['ANY /orders', true],
    ['ANY /orders/1', true],
    ['ANY /admin/x', false],
    ['GET /nowhere', false],
  ])('%s is granted where unknown paths never arrive, if all that lies under it is: %s', async (routeKey, expected) => {
    expect((await readKeys({ unknownPaths: 'never' }))(routeKey)).toBe(expected);
  });

  test.each(['GET /orders/{id}', 'ANY /open/{proxy+}', 'ANY /{proxy+}', '$default', 'GET /{a}/x', 'GET /a/x{b}'])(
    '%s is never granted: odd spellings of a path come under it too',
    async (routeKey) => {
      expect((await readKeys({}))(routeKey)).toBe(false);
      expect((await readKeys({ unknownPaths: 'never' }))(routeKey)).toBe(false);
    },
  );

  test('has its literals read as the policy has its own: a denied one is denied however it is written', async () => {
    const routes: PolicyDocument['routes'] = {
      'GET /a/caf%C3%A9': 'deny',
      'GET /b/caf%C3%A9': 'authenticated',
    };
    const { rehearsal, principal } = await createScene(routes, {}, { unknownPaths: 'never' });
    const isGranted = (routeKey: string): boolean => grantsRouteKey(rehearsal.policy, principal, routeKey);
    for (const spelled of ['caf%C3%A9', 'caf%c3%a9', 'caf\u00e9']) {
      expect(isGranted(`GET /a/${spelled}`), spelled).toBe(false);
      expect(isGranted(`GET /b/${spelled}`), spelled).toBe(true);
    }
    for (const spelled of ['%2e', '%zz', 'a//b', '..']) expect(isGranted(`GET /b/${spelled}`), spelled).toBe(false);
  });

  test('is granted only where every method under it is: for random routes of the API', async () => {
    const { ask, rehearsal, principal } = await createScene(ROUTES, TOKEN);
    const text = fc.constantFrom('orders', 'open', 'admin', 'me', 'bob', '1', 'x');
    const routeKey = fc.tuple(fc.constantFrom('GET', 'POST', 'ANY'), fc.array(text, { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(routeKey, fc.constantFrom(...METHODS), async ([method, segments], drawn) => {
        const path = segments.join('/');
        if (!grantsRouteKey(rehearsal.policy, principal, `${method} /${path}`)) return;
        const verb = method === 'ANY' ? drawn : method;
        expect((await ask(`${verb} ${path}`)).effect, `${verb} ${path}`).toBe('allow');
      }),
    );
  });
});

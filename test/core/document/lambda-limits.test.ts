import { describe, expect, test } from 'vitest';
import { findLambdaLimits } from '../../../packages/core/src/document/lambda-limits.ts';
import { compiled, type Json, toDocument, withIssuer } from './compiling.ts';

const limitsOf = (document: Json) => findLambdaLimits(compiled(document));
const withRoutes = (routes: Json, changes: Json = {}) => toDocument({ routes, ...changes });

test.each(['rest-token', 'rest-request', 'http-iam', 'websocket'])(
  'finds nothing in a policy that %s can enforce',
  (kind) => {
    const routes = {
      'GET /health': 'public',
      'GET /orders/:id': { scopes: ['read'] },
      '/admin/*': { roles: ['admin'] },
    };
    expect(limitsOf(withRoutes(routes, { apiGateway: { kind } }))).toEqual([]);
  },
);

test('finds nothing in a policy that a TOKEN authorizer can enforce', () => {
  const routes = { 'GET /health': 'public', 'GET /orders/:id': { scopes: ['read'] }, '/admin/*': { roles: ['admin'] } };
  expect(limitsOf(withRoutes(routes))).toEqual([]);
});

test('a key with a host is a lambda-host-route: the authorizer is not told the host', () => {
  expect(limitsOf(withRoutes({ 'GET api.acme.dev/orders': { scopes: ['read'] } }))).toMatchObject([
    { level: 'error', code: 'lambda-host-route', pointer: '/routes/GET api.acme.dev~1orders', at: 'name' },
  ]);
});

test('an identity source other than Authorization is a lambda-identity-source', () => {
  const identitySources = ['method.request.header.X-Token'];
  expect(limitsOf(toDocument({ apiGateway: { identitySources } }))).toMatchObject([
    { level: 'error', code: 'lambda-identity-source', pointer: '/apiGateway/identitySources' },
  ]);
  expect(limitsOf(toDocument({ apiGateway: { identitySources: ['method.request.header.authorization'] } }))).toEqual(
    [],
  );
});

test.each([
  { tokenFrom: [{ cookie: 'session' }] },
  { tokenFrom: [{ header: 'x-token' }, { cookie: 'session' }] },
  { tokenFrom: [{ unsafeQueryToken: { name: 'token', why: 'EventSource' } }] },
])('an issuer that is never read from Authorization is a lambda-token-source: %o', (changes) => {
  expect(limitsOf(withIssuer(changes))).toMatchObject([
    { level: 'error', code: 'lambda-token-source', pointer: '/issuers/machines/tokenFrom' },
  ]);
});

test('a place beside Authorization is lambda-token-source-unread, once for all tenants', () => {
  const tokenFrom = ['authorization', { cookie: 'session' }];
  const document = withIssuer({ issuer: 'https://tokens.acme.dev/{tid}', tenants: ['a', 'b'], tokenFrom });
  expect(limitsOf(document)).toMatchObject([
    { level: 'warning', code: 'lambda-token-source-unread', pointer: '/issuers/machines/tokenFrom' },
  ]);
});

test('keys behind a service binding are a lambda-binding: AWS has none', () => {
  expect(limitsOf(withIssuer({ keys: { binding: 'IDP' } }))).toMatchObject([
    { level: 'error', code: 'lambda-binding', pointer: '/issuers/machines/keys' },
  ]);
});

test('an optional route is lambda-optional: a request without a token never reaches an authorizer', () => {
  expect(limitsOf(withRoutes({ 'GET /feed': 'optional' }))).toMatchObject([
    { level: 'error', code: 'lambda-optional', pointer: '/routes/GET ~1feed' },
  ]);
});

describe('another spelling of a guarded path', () => {
  test('that a wider route lets pass is a lambda-look-alike', () => {
    const [finding, ...others] = limitsOf(withRoutes({ '/*': 'authenticated', '/admin/*': { roles: ['admin'] } }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      level: 'warning',
      code: 'lambda-look-alike',
      pointer: '/routes/~1admin~1*',
      at: 'name',
      message:
        'API Gateway tells "/Admin" from this route and passes it on under "/*": an origin that ignores case may serve it here',
    });
  });

  test.each<[Json, readonly string[]]>([
    [
      { 'GET /files/:name': 'authenticated', 'GET /files/secret': { roles: ['admin'] } },
      ['/routes/GET ~1files~1secret'],
    ],
    [{ 'GET /:a/:b': 'authenticated', 'GET /:a/keys': { roles: ['admin'] } }, ['/routes/GET ~1:a~1keys']],
    [{ '/:id': 'authenticated', '/42': { roles: ['admin'] } }, ['/routes/~142']],
    [{ '/:x/special': 'authenticated', '/admin/:id': { roles: ['admin'] } }, ['/routes/~1admin~1:id']],
  ])('is found in %o', (routes, pointers) => {
    const found = limitsOf(withRoutes(routes)).filter(({ code }) => code === 'lambda-look-alike');
    expect(found.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test.each<[Json]>([
    [{ '/a/*': 'authenticated', '/b/*': { roles: ['admin'] } }],
    [{ '/*': 'deny', '/admin/*': { roles: ['admin'] } }],
    [{ '/*': 'authenticated', '/open/*': 'public' }],
    [{ '/*': { roles: ['admin'] }, '/admin/*': { roles: ['admin'] } }],
    [{ 'GET /*': 'authenticated', 'POST /admin': { roles: ['admin'] } }],
    [{ '/:a': 'authenticated', '/admin/x': { roles: ['admin'] } }],
  ])('is not found where nothing is got around: %o', (routes) => {
    expect(limitsOf(withRoutes(routes)).filter(({ code }) => code === 'lambda-look-alike')).toEqual([]);
  });

  test('does not matter where unknown paths never arrive', () => {
    const routes = { '/*': 'authenticated', '/admin/*': { roles: ['admin'] } };
    expect(limitsOf(withRoutes(routes, { apiGateway: { unknownPaths: 'never' } }))).toEqual([]);
  });
});

/**
 * What was found to reach too far, or not far enough, by name: routes, what must be denied, what must be allowed.
 */
import type { AccessEntry, ApiGatewayEntry } from '@sallyport/core';
import type { SceneToken } from './scene.ts';

type Routes = Readonly<Record<string, AccessEntry>>;

const ME: AccessEntry = { claims: { sub: { param: 'user' } } };
const GRANTED: AccessEntry = 'authenticated';
const DENIED: AccessEntry = 'deny';

/** One case. */
export interface Case {
  readonly routes: Routes;
  readonly token?: SceneToken;
  readonly apiGateway?: ApiGatewayEntry;
  readonly denied: readonly string[];
  readonly allowed?: readonly string[];
  readonly exact?: boolean;
}

const SPELLINGS_OF_ADMIN = [
  'GET v1/admin',
  'GET v1/admin/',
  'GET v1/admin/x',
  'GET v1/%61dmin',
  'GET v1/%61dmin/',
  'GET v1/adm%69n/x',
  'GET v1/%61%64%6D%69%6E',
  'GET v1/%61%64%6d%69%6e',
  'GET v1//admin',
  'GET v1/./admin',
  'GET v1/x/../admin',
  'GET v1/%2e%2e/v1/admin',
  'GET v1/admin;x=1',
  'GET v1/x;/../admin',
  'GET v1/x\\..\\admin',
  'GET v1/x%2F..%2Fadmin',
  'GET v1/%2561dmin',
  'GET v1/admin%',
  'GET v1/.',
  'GET v1/..',
];

/** The cases by name. */
export const CASES: Readonly<Record<string, Case>> = {
  'a parameter is one segment: ?* crosses the slash': {
    routes: { 'GET /orders/:id': GRANTED },
    denied: ['GET orders', 'GET orders/', 'GET orders/1/items', 'GET orders/1/items/', 'GET orders//', 'GET orders//1'],
    allowed: ['GET orders/1', 'GET orders/1/', 'HEAD orders/1', 'GET orders/a:b@c', 'GET orders/2021-08-01T00:00:00Z'],
  },
  'a stricter child under a wildcard, in every spelling': {
    routes: { 'GET /v1/*': GRANTED, 'GET /v1/admin/*': DENIED },
    denied: SPELLINGS_OF_ADMIN,
    allowed: ['GET v1', 'GET v1/', 'GET v1/x', 'GET v1/x/y', 'GET v1/administrator', 'GET v1/x/admin', 'GET v1/ADMIN'],
  },
  'a stricter child with a colon, a space or an accent': {
    routes: {
      'POST /v1/*': GRANTED,
      'POST /v1/items:batchDelete': DENIED,
      'POST /v1/caf%C3%A9': DENIED,
      'POST /v1/a%20b': DENIED,
    },
    denied: [
      'POST v1/items:batchDelete',
      'POST v1/items%3AbatchDelete',
      'POST v1/items%3abatchDelete',
      'POST v1/caf%C3%A9',
      'POST v1/caf%c3%a9',
      'POST v1/café',
      'POST v1/a%20b',
      'POST v1/a b',
    ],
    allowed: ['POST v1/items', 'POST v1/cafe', 'POST v1/ab'],
  },
  'a stricter child that no ARN can hold is denied by a wider pattern': {
    routes: { 'GET /v1/*': GRANTED, 'GET /v1/$batch': DENIED, 'GET /v1/%E5%90%8D': DENIED, 'GET /v1/x%2Ay': DENIED },
    denied: ['GET v1/$batch', 'GET v1/名', 'GET v1/%E5%90%8D', 'GET v1/x*y'],
    allowed: ['GET v1/batch', 'GET v1/ab'],
    exact: false,
  },
  'a stricter child outside the basic plane, which may count as one character or two': {
    routes: { 'GET /v1/*': GRANTED, 'GET /v1/%F0%9F%98%80': DENIED },
    denied: ['GET v1/😀', 'GET v1/%F0%9F%98%80'],
    exact: false,
  },
  'the end of a route denied beside its wildcard: p/ is p': {
    routes: { 'GET /v1': DENIED, 'GET /v1/*': GRANTED },
    denied: ['GET v1', 'GET v1/'],
    allowed: ['GET v1/x', 'GET v1/x/'],
  },
  'a parameter denied beside a wildcard: what lies deeper stays': {
    routes: { 'GET /files/:id': DENIED, 'GET /files/*': GRANTED },
    denied: ['GET files/1', 'GET files/1/'],
    allowed: ['GET files', 'GET files/', 'GET files/1/2', 'GET files/1/2/3/'],
  },
  'a wildcard denied beside a parameter': {
    routes: { 'GET /files/:id': GRANTED, 'GET /files/*': DENIED },
    denied: ['GET files', 'GET files/', 'GET files/1/2'],
    allowed: ['GET files/1', 'GET files/1/'],
  },
  'a literal denied beside a parameter': {
    routes: { 'GET /users/:id': GRANTED, 'GET /users/admin': DENIED },
    denied: ['GET users/admin', 'GET users/admin/', 'GET users/%61dmin', 'GET users/admin/x'],
    allowed: ['GET users/1', 'GET users/admins'],
  },
  'a hole in a denied prefix cannot be written: the wildcard goes, not the Deny': {
    routes: { 'GET /*': GRANTED, 'GET /admin/*': DENIED, 'GET /admin/health': GRANTED },
    denied: ['GET admin', 'GET admin/x', 'GET admin/health/x', 'GET admin/%68ealth'],
    allowed: ['GET admin/health', 'GET admin/health/'],
    exact: false,
  },
  'nested parameters: a grant that cannot be held to its depth goes': {
    routes: { 'GET /orders/:id': GRANTED, 'GET /orders/:id/items': GRANTED },
    denied: ['GET orders/1/other', 'GET orders/1/x/items', 'GET orders/1/items/items', 'GET orders//items'],
    allowed: ['GET orders/1/items'],
    exact: false,
  },
  'a literal after a parameter at the wrong depth': {
    routes: { 'GET /t/:tenant/admin/*': GRANTED },
    denied: ['GET t/a/x', 'GET t/a/b/admin', 'GET t/a/b/admin/x', 'GET t/admin'],
    exact: false,
  },
  'another verb, and verbs that are none': {
    routes: { 'POST /orders/*': GRANTED },
    denied: ['GET orders/1', 'post orders/1', 'PROPFIND orders/1', 'POSTX orders/1', ' orders/1', '* orders/1'],
    allowed: ['POST orders/1'],
  },
  'HEAD under GET, and HEAD of its own': {
    routes: { 'GET /a': GRANTED, 'GET /b': GRANTED, 'HEAD /b': DENIED, 'HEAD /c': GRANTED, 'GET /c': DENIED },
    denied: ['HEAD b', 'GET c'],
    allowed: ['GET a', 'HEAD a', 'GET b', 'HEAD c'],
  },
  'a key for any method beside one that names it': {
    routes: { '/a': GRANTED, 'DELETE /a': DENIED },
    denied: ['DELETE a', 'PROPFIND a'],
    allowed: ['GET a', 'HEAD a', 'POST a', 'OPTIONS a'],
  },
  'routes of one host never match': {
    routes: { 'GET api.acme.dev/a': GRANTED, 'GET /b': GRANTED },
    denied: ['GET a', 'GET api.acme.dev/a'],
    allowed: ['GET b'],
  },
  'the root, and a wildcard over everything': {
    routes: { 'GET /': GRANTED, 'POST /*': GRANTED },
    denied: ['GET x', 'GET /', 'POST /', 'POST /x'],
    allowed: ['GET ', 'POST ', 'POST x', 'POST x/y'],
  },
  'a claim as a segment, canonical and decoded': {
    routes: { '/users/:user/*': ME },
    token: { claims: { sub: 'auth0|abc' } },
    denied: [
      'GET users/auth0',
      'GET users/auth0%7cabc',
      'GET users/auth0|abcd',
      'GET users/auth0%7Cabc/%2e%2e/x',
      'GET users/auth0|abc//x',
      'GET users/x/auth0|abc',
    ],
    allowed: ['GET users/auth0%7Cabc', 'GET users/auth0|abc', 'DELETE users/auth0%7Cabc/x/y', 'GET users/auth0|abc/x'],
  },
  'a claim that is also a route of its own': {
    routes: { 'GET /users/:user': ME, 'GET /users/me': DENIED },
    token: { claims: { sub: 'me' } },
    denied: ['GET users/me', 'GET users/me/'],
  },
  'a claim does not outrank a literal further right': {
    routes: { 'GET /users/:user/:thing': ME, 'GET /users/:id/admin': DENIED },
    token: { claims: { sub: 'u1' } },
    denied: ['GET users/u1/admin', 'GET users/u1/admin/', 'GET users/u1/%61dmin', 'GET users/u2/x'],
    allowed: ['GET users/u1/x'],
  },
  'one user under a wildcard cannot be excepted from its Deny': {
    routes: { 'GET /*': GRANTED, 'GET /users/:user': ME },
    token: { claims: { sub: 'u1' } },
    denied: ['GET users/u2', 'GET users/%75%32'],
    allowed: ['GET users/u1'],
    exact: false,
  },
  'a claim with a percent sign, which is no escape when it stands alone': {
    routes: { 'GET /users/:user': ME },
    token: { claims: { sub: '50%' } },
    denied: ['GET users/50%', 'GET users/50', 'GET users/50%2525'],
    allowed: ['GET users/50%25'],
  },
  'a granted literal that no ARN can hold': {
    routes: { 'GET /$batch': GRANTED, 'GET /x%2Ay': GRANTED, 'GET /a': GRANTED },
    denied: ['GET $batch', 'GET xbatch', 'GET x*y', 'GET xay'],
    allowed: ['GET a'],
    exact: false,
  },
  'an escape that the Deny around one grant takes from another': {
    routes: { 'GET /files/*': GRANTED, 'GET /files/caf%C3%A9': 'public' },
    denied: ['GET files/caf%C3%A9', 'GET files/caf%c3%a9'],
    allowed: ['GET files/café', 'GET files/x'],
    exact: false,
  },
  'escapes beside a claim that needs one': {
    routes: { 'GET /users/:user': ME, 'GET /v1/*': GRANTED, 'GET /v1/admin': DENIED },
    token: { claims: { sub: 'auth0|abc' } },
    denied: ['GET v1/%61dmin', 'GET v1/x%20y'],
    allowed: ['GET users/auth0%7Cabc', 'GET v1/x'],
  },
};

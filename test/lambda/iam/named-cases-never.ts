/**
 * The same where only paths that some route has arrive: what becomes exact there, and what does not.
 */
import type { AccessEntry } from '@sallyport/core';
import type { Case } from './named-cases.ts';

const NEVER = { unknownPaths: 'never' } as const;
const GRANTED: AccessEntry = 'authenticated';
const DENIED: AccessEntry = 'deny';
const OWN: AccessEntry = { claims: { sub: { param: 'user' } } };
const ANN = { claims: { sub: 'ann' } } as const;

/** The cases by name. */
export const NEVER_CASES: Readonly<Record<string, Case>> = {
  'where no unknown path arrives, a parameter and its child are both granted': {
    routes: { 'GET /orders/:id': GRANTED, 'GET /orders/:id/items': GRANTED },
    apiGateway: NEVER,
    // No route has these, so they do not arrive; what can be denied is denied nevertheless.
    denied: ['GET orders', 'GET orders/1;x', 'GET orders//items', 'GET orders/%31', 'GET orders/../x', 'POST orders/1'],
    allowed: ['GET orders/1', 'GET orders/1/', 'GET orders/1/items', 'GET orders/items', 'GET orders/items/items'],
  },
  'where no unknown path arrives, depths that can be denied at no cost still are': {
    routes: { 'GET /orders/:id': GRANTED, 'GET /files/*': GRANTED },
    apiGateway: NEVER,
    denied: ['GET orders/1/items', 'GET orders', 'GET other'],
    allowed: ['GET orders/1', 'GET files/a/b'],
  },
  'where no unknown path arrives, a grant that skips a level is still narrowed': {
    routes: { 'GET /orders/:id': GRANTED, 'GET /orders/:id/items': DENIED, 'GET /orders/:id/items/:item': GRANTED },
    apiGateway: NEVER,
    denied: ['GET orders/1/items', 'GET orders/1/items/', 'GET orders/items/items'],
    allowed: ['GET orders/1/items/2', 'GET orders/1/items/items'],
    exact: false,
  },
  'a path that only another method has arrives all the same': {
    routes: { 'GET /orders/:id': GRANTED, 'POST /orders/:id/items': GRANTED },
    apiGateway: NEVER,
    denied: ['GET orders/1/items', 'POST orders/1', 'HEAD orders/1/items/'],
    allowed: ['GET orders/1', 'POST orders/1/items'],
  },
  'a path that only a key of one host has arrives all the same': {
    routes: { 'GET /orders/:id': GRANTED, 'GET api.acme.dev/orders/:id/items': GRANTED },
    apiGateway: NEVER,
    denied: ['GET orders/1/items'],
    allowed: ['GET orders/1'],
  },
  'a claim that equals a literal of a key of one host: the path that only this key has is denied': {
    routes: {
      'GET /:user/:b': OWN,
      'GET /:user/:b/:c/last': OWN,
      'GET api.acme.dev/ann/b/c': GRANTED,
    },
    token: ANN,
    apiGateway: NEVER,
    denied: ['GET ann/b/c', 'GET bob/b'],
    allowed: ['GET ann/b', 'GET ann/b/c/last'],
  },
  'a claim that equals a literal of a key of one host: what else the claim opens stays open': {
    routes: { 'GET /:user/settings': OWN, 'api.acme.dev/ann/:page': GRANTED },
    token: ANN,
    apiGateway: NEVER,
    denied: ['GET ann/home', 'GET bob/settings'],
    allowed: ['GET ann/settings', 'GET ann/settings/'],
  },
  'a parameter that takes the name of a sibling: one path is denied by name where a pattern would take too much': {
    routes: { 'GET /t/:t/users': GRANTED, 'GET /t/:t/users/:u': GRANTED, 'GET /t/:t/admin/*': DENIED },
    apiGateway: NEVER,
    denied: ['GET t/1/admin/users', 'GET t/1/admin/users/', 'GET t/1/admin', 'GET t/1/admin/x'],
    allowed: ['GET t/1/users', 'GET t/1/users/admin', 'GET t/1/users/users', 'GET t/admin/users'],
  },
  'a prefix under a parameter beside a collection: the name of one inside the other cannot be told apart': {
    routes: { 'GET /t/:t/users/:u': DENIED, 'GET /t/:t/admin/*': GRANTED },
    apiGateway: NEVER,
    denied: ['GET t/1/users/admin', 'GET t/1/users/x'],
    allowed: ['GET t/1/admin/x'],
    exact: false,
  },
  'escapes and other spellings of a denied path are denied where unknown paths never arrive, too': {
    routes: { 'GET /v1/:id': GRANTED, 'GET /v1/:id/x': GRANTED, 'GET /v1/admin': DENIED },
    apiGateway: NEVER,
    denied: ['GET v1/admin', 'GET v1/admin/', 'GET v1/%61dmin', 'GET v1/./admin', 'GET v1//admin', 'GET v1/admin;a'],
    allowed: ['GET v1/1', 'GET v1/1/x', 'GET v1/admin/x'],
  },
};

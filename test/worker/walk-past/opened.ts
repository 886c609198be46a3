/**
 * The API's policy as an author might open it to path forms: as wide as `unsafePath` goes, around every guarded route.
 */
import type { PolicyDocument } from '@sallyport/core';
import { type Caller, isBreach } from './application.ts';

const ADMIN = { roles: ['admin'] } as const;
const EVERY_FORM = {
  encodedSlash: 'keys have them',
  doubleSlash: 'keys have them',
  semicolon: 'keys have them',
} as const;
const PAGES = { scopes: ['pages'], unsafePath: EVERY_FORM } as const;

/** Every caller with a token may read pages and reports; one with the role the rest; a user's data is that user's. */
export const OPENED_ROUTES = {
  '/*': PAGES,
  '/reports/*': PAGES,
  'PUT|PATCH|DELETE|OPTIONS /reports/:id': ADMIN,
  '/admin/*': ADMIN,
  '/keys/*': ADMIN,
  '/büro/*': ADMIN,
  '/manual': { scopes: ['pages'] },
  '/manual/*': ADMIN,
  '/users/:user/*': { claims: { sub: { param: 'user' } }, unsafePath: EVERY_FORM },
  'admin.acme.dev/*': ADMIN,
} as const satisfies PolicyDocument['routes'];

/** Whether the handler with this label ran without a grant of this policy, which lets nobody in without a token. */
export function isOpenedBreach(label: string, caller: Caller): boolean {
  return (caller === 'anonymous' && label !== '') || isBreach(label, caller);
}

/** Targets that are one thing to a route that holds the form in its segment, and another to some origin. */
export const OPENED_TARGETS: readonly string[] = [
  ...['/reports/1;/draft', '/reports/1;x/draft', '/reports/1/;/draft', '/reports/1;x=1/a/b', '/reports/1%3Bx/draft'],
  ...['/reports/1%2F', '/reports//1', '/reports/1//', '/reports/1;', '/reports/1%3B', '/reports%2F1', '/reports;x/1'],
  ...['/reports/1%2Fdraft;x', '/reports/1;%2Fdraft', '/REPORTS/1;x/draft', '/reports/%31;/draft', '/reports//1;x//y'],
  ...['/admin;/x', '/a;/admin', '/a;x/../admin', '/a%2Fadmin', '/admin%2Fx;y', '/a//admin', '/admin;x//y', '/;admin'],
  ...['/keys%2F1', '/keys%3Bx/1', '/keys;x%2F1', '/KEYS%2f1', '/%2Fkeys/1', '/x%2F%2Fkeys', '/keys//1', '/b%C3%BCro;x'],
  ...['/users/ann;x/orders', '/users/ann;x', '/users/ann%3Bx/orders', '/users/ann%3Bx', '/users/ann;/x/orders'],
  ...[
    '/users/ann%2Fx',
    '/users/ann%2Fx/orders',
    '/users/ann%2fx%2Forders',
    '/users//ann/x',
    '/users/ann//x',
    '/users/ann/x',
  ],
  ...[
    '/users/bob;ann/x',
    '/users/ann;x/../bob',
    '/users;x/bob',
    '/users%2Fbob/ann',
    '/users/ann;x%2Fy',
    '/USERS/ann;x',
  ],
  ...[
    '/manual/',
    '/manual//',
    '/manual;x/',
    '/manual/;',
    '/manual/;x',
    '/manual%2F',
    '/manual%3B/',
    '/MANUAL;x/',
    '/;x/manual/',
  ],
  ...['/a;/users/bob', '/a%2Fb', '/a%2F', '/a//b', '/a//', '/a;b', '/a;b/c', '/a;', '/a%3Bb', '/a%2Fb;c//d', '/a%20;b'],
];

import { describe, expect, test } from 'vitest';
import type { PathForm } from '../../../packages/core/src/document/compiled.ts';
import { findAdmission } from '../../../packages/core/src/routes/admission.ts';
import { type AdmittingRoute, buildAdmittingTable, readAdmitted } from './admitting-table.ts';

const ALL: readonly PathForm[] = ['encodedSlash', 'doubleSlash', 'semicolon'];

describe('one route among others', () => {
  const table = buildAdmittingTable({
    'GET /projects/:id': { scope: 'read', forms: ['encodedSlash'] },
    'GET /projects/:id/files/*': { scope: 'read', forms: ['encodedSlash', 'doubleSlash'] },
    'GET /maps/:point': { scope: 'maps', forms: ['semicolon'] },
    'GET /plain/*': { scope: 'plain' },
  });

  test.each([
    ['/projects/group%2Fone', 'admitted GET /projects/:id /projects/group%2Fone'],
    ['/projects/group%2fone/', 'admitted GET /projects/:id /projects/group%2fone/'],
    ['/projects/g%2Fp/files/a%2Fb', 'admitted GET /projects/:id/files/* /projects/g%2Fp/files/a%2Fb'],
    ['/projects/p/files//a//b', 'admitted GET /projects/:id/files/* /projects/p/files//a//b'],
    ['/maps/1;2', 'admitted GET /maps/:point /maps/1;2'],
    ['/projects/one', 'GET /projects/:id'],
  ])('%s: %s', (raw, expected) => {
    expect(readAdmitted(table, raw)).toBe(expected);
  });

  test.each([
    ['a form that its route does not name', ['/projects/a;b', '/maps/a%2Fb', '/projects/p/files/a;b']],
    ['one of two forms', ['/projects/a%2Fb;c', '/projects/p/files/a%2Fb;c']],
    ['a form on a route that names none', ['/plain/a%2Fb', '/plain//a', '/plain/a;b']],
    ['a form on no route at all', ['/nowhere/a%2Fb', '/a;b']],
    ['a form in a literal’s place', ['/projects;v/1', '/proj%2Fects/1', '/maps;x/1', '/projects/p/files;x/a']],
    ['an empty parameter', ['/projects//files/a', '/projects//']],
    ['two segments made of one', ['/projects%2Fone', '/maps%2F1;2']],
    ['what is ambiguous besides', ['/projects/a%2F..%2Fb', '/projects/a%2Fb%5C', '/projects/a%2F%252e']],
  ])('refuses %s', (_, raws) => {
    for (const raw of raws) expect(readAdmitted(table, raw), raw).toBe('ambiguous');
  });
});

test('refuses "/Admin///" where an origin that ignores case and keeps empty segments serves it to another demand', () => {
  const table = buildAdmittingTable({
    '/*': { scope: 'one', forms: ['doubleSlash'] },
    '/admin/:part/*': { scope: 'three' },
  });
  expect(readAdmitted(table, '/Admin///')).toBe('ambiguous');
  expect(readAdmitted(table, '/Admins///')).toMatch(/^admitted/);
});

test('a table in which no route admits a form reads no path twice', () => {
  const table = buildAdmittingTable({ '/*': { scope: 's' } });
  expect(table.admitsForms).toBe(false);
  expect(readAdmitted(table, '/a//b')).toBe('ambiguous');
  const match = (): never => {
    throw new Error('asked');
  };
  expect(findAdmission({ ...table, match }, 'GET', null, '/a//b')).toBeNull();
});

describe('refuses where another reading leads to a neighbour with another access', () => {
  const refused = (own: AdmittingRoute, neighbour: Record<string, AdmittingRoute>, raw: string, key = '/own/*') =>
    readAdmitted(buildAdmittingTable({ [key]: own, ...neighbour }), raw);
  const own: AdmittingRoute = { scope: 'own', forms: ALL };
  const other: AdmittingRoute = { scope: 'other' };

  test.each([
    ['/own/x%2Fy', '/own/x/y'],
    ['/own/a%2Fadmin/b', '/own/a/admin/:id'],
    ['/own//admin', '/own/admin'],
    ['/own/admin;x', '/own/admin'],
    ['/own/admin%3Bx', '/own/admin'],
    ['/own/a;x/admin;y', '/own/a;x/admin'.replace(';x', '')],
    ['/own/x;v%2Fy', '/own/x'],
    ['/own/x;v%2Fy', '/own/x/y'],
    ['/own/ADMIN;x', '/own/admin'],
    ['/own//Admin.', '/own/admin'],
    ['/own/a%2FAdmin', '/own/a/admin'],
  ])('%s beside %s', (raw, key) => {
    expect(refused(own, { [key]: other }, raw)).toBe('ambiguous');
    expect(refused(own, {}, raw)).toMatch(/^admitted/);
    // The same demand is no other access, whatever forms it admits.
    expect(refused(own, { [key]: { scope: 'own' } }, raw)).toMatch(/^admitted/);
  });

  test.each<[string, AdmittingRoute]>([
    ['is only reported', { scope: 'own', enforcedAt: 9 }],
    ['may be cached by all', { scope: 'own', sharedCache: 'asOrigin' }],
  ])('that %s', (_, neighbour) => {
    expect(refused(own, { '/own/admin': neighbour }, '/own//admin')).toBe('ambiguous');
    expect(refused({ ...neighbour, forms: ALL }, { '/own/admin': neighbour }, '/own//admin')).toMatch(/^admitted/);
  });

  test('that is the same route with another value of a parameter that its access compares', () => {
    const bound: AdmittingRoute = { scope: 'own', forms: ALL, param: 'user' };
    expect(refused(bound, {}, '/users/ann;x/a', '/users/:user/*')).toBe('ambiguous');
    expect(refused(bound, {}, '/users/ann%2Fx/a', '/users/:user/*')).toBe('ambiguous');
    expect(refused(bound, {}, '/users/ann/a%2Fb', '/users/:user/*')).toBe('admitted /users/:user/* /users/ann/a%2Fb');
    expect(refused(bound, {}, '/users/ann%2Fx', '/users/:user')).toBe('admitted /users/:user /users/ann%2Fx');
    expect(refused(bound, { '/users/:user/x': bound }, '/users/a%2Fx', '/users/:user')).toBe('ambiguous');
    expect(refused({ ...bound, param: 'own' }, { '/own/ADMIN': own }, '/own/admin;x', '/own/:own')).toBe('ambiguous');
  });

  test('that is another route, though it binds the parameter that both compare to the same value', () => {
    const bound: AdmittingRoute = { scope: 'own', forms: ALL, param: 'user' };
    const stricter: AdmittingRoute = { scope: 'other', param: 'user' };
    const raws = ['/users/ann//admin', '/users/ann/admin;x', '/users/ann/admin%3Bx'];
    for (const raw of raws) {
      expect(refused(bound, { '/users/:user/admin': stricter }, raw, '/users/:user/*'), raw).toBe('ambiguous');
      expect(refused(bound, {}, raw, '/users/:user/*'), raw).toMatch(/^admitted/);
    }
  });

  test('that differs in one of several parameters, whichever stands first', () => {
    const bound: AdmittingRoute = { scope: 'own', forms: ALL, param: 'user' };
    expect(refused(bound, {}, '/orgs/acme/users/ann;x', '/orgs/:org/users/:user')).toBe('ambiguous');
    expect(refused(bound, {}, '/users/ann;x/orgs/acme', '/users/:user/orgs/:org')).toBe('ambiguous');
  });
});

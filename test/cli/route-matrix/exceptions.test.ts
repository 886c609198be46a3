import type { RouteEntry } from '@sallyport/core';
import { describe, expect, test } from 'vitest';
import { compareAccess, listRouteChanges } from '../../../packages/cli/src/route-matrix/changes.ts';
import { toExceptionTexts } from '../../../packages/cli/src/route-matrix/exceptions.ts';
import { listOwnPathChanges } from '../../../packages/cli/src/route-matrix/own-path-changes.ts';
import { compileRoute, compileRoutes } from './compile.ts';

const reports = (until: string) => ({ unsafeReportOnly: { why: 'moving', until } });
const forms = (...names: ('encodedSlash' | 'doubleSlash' | 'semicolon')[]) => ({
  unsafePath: Object.fromEntries(names.map((name) => [name, 'old clients'])),
});
const SHARED = { unsafeSharedCache: 'the answers are the same for all' };
const compile = (entry: RouteEntry) => compileRoute(entry, '/users/:user/*');
const A: RouteEntry = { scopes: ['a'] };

describe('what a route leaves open', () => {
  test.each<[string, RouteEntry, RouteEntry]>([
    ['wider', A, { ...A, ...reports('2099-12-31') }],
    ['wider', { ...A, ...reports('2099-12-30') }, { ...A, ...reports('2099-12-31') }],
    ['wider', A, { scopes: ['a', 'b'], ...reports('2099-12-31') }],
    ['wider', A, { ...A, ...forms('semicolon') }],
    ['wider', { ...A, ...forms('semicolon') }, { ...A, ...forms('semicolon', 'encodedSlash') }],
    ['wider', A, { ...A, ...SHARED }],
    ['wider', { scopes: ['a', 'b'] }, { ...A, ...SHARED }],
    ['changed', A, { scopes: ['a', 'b'], ...SHARED }],
    ['changed', { ...A, ...forms('semicolon') }, { ...A, ...forms('encodedSlash') }],
    ['stricter', { ...A, ...reports('2099-12-31') }, A],
    ['stricter', { ...A, ...forms('semicolon') }, A],
    ['stricter', { ...A, ...SHARED }, { scopes: ['a', 'b'] }],
  ])('is %s from %j to %j', (change, before, after) => {
    expect(compareAccess(compile(before), compile(after))).toEqual({ change, widens: change !== 'stricter' });
  });

  test('is the same where only the reason is another', () => {
    const other = { ...A, unsafeReportOnly: { why: 'something else', until: '2099-12-31' } };
    expect(compareAccess(compile({ ...A, ...reports('2099-12-31') }), compile(other))).toBeNull();
  });

  test('is said in words, the last day as it is written', () => {
    const route = compile({ ...A, ...reports('2099-12-31'), ...forms('semicolon', 'encodedSlash'), ...SHARED });
    expect(toExceptionTexts(route)).toEqual([
      ...['report-only until 2099-12-31', 'unsafePath encodedSlash', 'unsafePath semicolon', 'unsafeSharedCache'],
    ]);
    expect(toExceptionTexts(compile(A))).toEqual([]);
  });

  test('stands on both sides of a change', () => {
    const [change] = listRouteChanges(
      compileRoutes({ '/a': { ...A, ...SHARED } }),
      compileRoutes({ '/a': { ...A, ...reports('2099-12-31') } }),
    );
    expect(change).toMatchObject({
      ...{ change: 'wider', widens: true },
      before: { exceptions: ['unsafeSharedCache'] },
      after: { exceptions: ['report-only until 2099-12-31'] },
    });
  });
});

test('a path that the gate answers itself becomes public, and is removed without widening anything', () => {
  const before = compileRoutes({ '/a': 'authenticated' });
  const after = { ...before, worker: { ...before.worker, health: true } };
  const path = '/.well-known/sallyport/health';
  expect(listOwnPathChanges(before, after)).toEqual([{ path, kind: 'health', change: 'public', widens: true }]);
  expect(listOwnPathChanges(after, before)).toEqual([{ path, kind: 'health', change: 'removed', widens: false }]);
  expect(listOwnPathChanges(after, after)).toEqual([]);
});

import type { IssuerEntry, PolicyDocument } from '@sallyport/core';
import { expect, test } from 'vitest';
import { listIssuerChanges } from '../../../packages/cli/src/route-matrix/issuer-changes.ts';

const ACME: IssuerEntry = { issuer: 'https://id.acme.dev', algorithms: ['ES256'] };
const document = (issuers: PolicyDocument['issuers'], audience = 'a'): PolicyDocument => ({
  audience,
  issuers,
  routes: {},
});

test('an issuer added or changed widens, one removed does not', () => {
  const before = document({ acme: ACME, gone: ACME });
  const after = document({ acme: { ...ACME, algorithms: ['RS256'] }, fresh: ACME });
  expect(listIssuerChanges(before, after)).toEqual([
    { issuer: 'acme', change: 'changed', widens: true, keys: ['algorithms'] },
    { issuer: 'fresh', change: 'added', widens: true, keys: [] },
    { issuer: 'gone', change: 'removed', widens: false, keys: [] },
  ]);
});

test('the audience that an issuer inherits is its own, and the order of keys is none', () => {
  const own = document({ acme: ACME, other: { ...ACME, audience: 'b' } });
  const turned = document({ acme: { algorithms: ['ES256'], issuer: ACME.issuer }, other: { audience: 'b', ...ACME } });
  expect(listIssuerChanges(own, turned)).toEqual([]);
  expect(listIssuerChanges(own, { ...turned, audience: 'c' })).toEqual([
    { issuer: 'acme', change: 'changed', widens: true, keys: ['audience'] },
  ]);
});

import { describe, expect, test } from 'vitest';
import { readFact } from '../../../packages/core/src/claims/facts.ts';
import { toPrincipal } from '../../../packages/core/src/claims/principal.ts';
import { compiledIssuer, goodClaims, NOW, path } from '../../support/compiled-issuer.ts';

const of = (claims: Record<string, unknown>, issuer = compiledIssuer()) => toPrincipal(goodClaims(claims), issuer);

describe('toPrincipal', () => {
  test('says who the token speaks for: issuer by name and identifier, subject, client, tenant, times', () => {
    expect(of({ client_id: 'web', tid: 't1', jti: 'j1' })).toMatchObject({
      issuer: 'main',
      iss: 'https://issuer.test',
      subject: 'user-1',
      clientId: 'web',
      tenant: 't1',
      tokenId: 'j1',
      issuedAt: NOW - 60,
      expiresAt: NOW + 600,
    });
    expect(of({ sub: undefined, iat: undefined })).toMatchObject({ subject: null, clientId: null, issuedAt: null });
  });

  test('splits scopes at single spaces only: a tab or line break makes no second scope', () => {
    expect(of({ scope: 'read  write' }).scopes).toEqual(['read', 'write']);
    expect(of({ scope: 'read\tadmin\nroot' }).scopes).toEqual(['read\tadmin\nroot']);
    expect(of({ scope: '__proto__ constructor' }).scopes).toEqual(['__proto__', 'constructor']);
    expect(of({ scope: '' }).scopes).toEqual([]);
  });

  test('reads single facts from the first claim present, lists from all of them without repeats', () => {
    const issuer = compiledIssuer({
      mappings: {
        ...compiledIssuer().mappings,
        subject: [path('uid'), path('sub')],
        roles: [path('roles'), path('/realm_access/roles')],
      },
    });
    expect(of({ uid: 'u9' }, issuer).subject).toBe('u9');
    expect(of({ roles: ['a', 'b'], realm_access: { roles: ['b', 'c'] } }, issuer).roles).toEqual(['a', 'b', 'c']);
  });

  test('without exp has expired, and knows no time it does not hold', () => {
    const principal = toPrincipal({ iss: 'https://issuer.test', sub: 'user-1' }, compiledIssuer());
    expect(principal).toMatchObject({ expiresAt: 0, issuedAt: null, tokenId: null });
    expect(of({ iat: '1900000000' }).issuedAt).toBeNull();
  });

  test('an empty role, permission or group is none', () => {
    expect(of({ roles: '', permissions: '', groups: '' })).toMatchObject({ roles: [], permissions: [], groups: [] });
    expect(of({ roles: 'admin' }).roles).toEqual(['admin']);
  });

  test('a _claim_names that is no object declares nothing, and takes nobody down', () => {
    for (const names of [null, 'groups', ['groups'], 7]) {
      expect(of({ groups: ['g'], _claim_names: names }).groups).toEqual(['g']);
    }
  });

  test('takes a claim named principalId, subject or issuer for a claim', () => {
    expect(of({ principalId: 'root', subject: 'root', issuer: 'root' })).toMatchObject({
      subject: 'user-1',
      issuer: 'main',
    });
  });

  test('is frozen, claims included: a handler cannot edit what a later one reads', () => {
    const principal = of({ roles: ['a'], nested: { list: [{ x: 1 }] } });
    const nested = principal.claims.nested;
    for (const part of [
      principal,
      principal.roles,
      principal.claims,
      nested,
      Object(nested).list,
      Object(nested).list[0],
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });
});

describe('readFact', () => {
  const principal = of({
    scope: 'a b',
    client_id: 'web',
    level: 2,
    ok: false,
    list: ['x'],
    mixed: ['x', 1],
    deep: {},
    inf: Number.POSITIVE_INFINITY,
  });
  test.each([
    ['subject' as const, 'user-1'],
    ['client' as const, 'web'],
    ['scopes' as const, ['a', 'b']],
    ['tenant' as const, null],
    [path('sub'), 'user-1'],
    [path('level'), 2],
    [path('ok'), false],
    [path('list'), ['x']],
    [path('mixed'), null],
    [path('deep'), null],
    [path('inf'), null],
    [path('absent'), null],
  ])('reads %j as %j', (from, value) => {
    expect(readFact(principal, from)).toEqual(value);
  });

  test('a claim declared incomplete reads as nothing', () => {
    expect(readFact(of({ groups: ['g'], _claim_names: { groups: 's' } }), path('groups'))).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { compiledIssuer, findingsOf, ISS, onlyFinding, toDocument, withIssuer } from './compiling.ts';

test('fills the defaults of an issuer', () => {
  const issuer = compiledIssuer(withIssuer({}));
  const texts = (paths: readonly { text: string }[]): readonly string[] => paths.map(({ text }) => text);
  expect(issuer).toMatchObject({
    name: 'machines',
    iss: ISS,
    tenant: null,
    audiences: new Set(['https://api.acme.dev']),
    clients: null,
    keys: { kind: 'discovery', binding: null },
    blockedKeys: new Set(),
    tokenTypes: new Set(['at+jwt', 'jwt']),
    typelessTokens: 'accepted',
    typeClaims: [],
    requiredClaims: [],
    require: null,
    clockToleranceSeconds: 30,
    maxLifetimeSeconds: 34_560_000,
    tokenFrom: [{ kind: 'authorization' }],
  });
  expect([...issuer.algorithms]).toEqual([
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
  ]);
  expect(texts(issuer.audienceClaims)).toEqual(['aud']);
  expect(Object.entries(issuer.mappings).map(([fact, paths]) => [fact, texts(paths)])).toEqual([
    ['subject', ['sub']],
    ['client', ['client_id', 'azp']],
    ['tenant', ['tid']],
    ['scopes', ['scope', 'scp']],
    ['permissions', ['permissions']],
    ['roles', ['roles']],
    ['groups', ['groups']],
  ]);
});

test('takes what an issuer says in place of the defaults', () => {
  const issuer = compiledIssuer(
    withIssuer({
      audience: ['a', 'b'],
      clients: ['c1', 'c2'],
      blockedKeys: ['old'],
      algorithms: ['ES256', 'Ed25519'],
      tokenTypes: ['application/AT+JWT'],
      requiredClaims: ['jti', '/org/id'],
      claimMappings: { roles: ['/realm_access/roles', 'cognito:groups'], subject: 'uid' },
      clockToleranceSeconds: 0,
      maxLifetimeSeconds: 3600,
    }),
  );
  expect(issuer).toMatchObject({
    audiences: new Set(['a', 'b']),
    clients: new Set(['c1', 'c2']),
    blockedKeys: new Set(['old']),
    algorithms: new Set(['ES256', 'EdDSA']),
    tokenTypes: new Set(['at+jwt']),
    typelessTokens: 'refused',
    requiredClaims: [
      { text: 'jti', steps: ['jti'] },
      { text: '/org/id', steps: ['org', 'id'] },
    ],
    mappings: {
      roles: [
        { text: '/realm_access/roles', steps: ['realm_access', 'roles'] },
        { text: 'cognito:groups', steps: ['cognito:groups'] },
      ],
      subject: [{ text: 'uid', steps: ['uid'] }],
    },
    clockToleranceSeconds: 0,
    maxLifetimeSeconds: 3600,
  });
});

test('an issuer whose name could not stand in a log or a header is an invalid-name', () => {
  const document = toDocument({ issuers: { 'a b': { issuer: ISS, audience: 'a' } } });
  expect(onlyFinding(document)).toMatchObject({ code: 'invalid-name', pointer: '/issuers/a b', at: 'name' });
});

test('a type that gates sign themselves is an own-token-type, in any spelling', () => {
  for (const type of ['sallyport-assertion+jwt', 'application/Sallyport-Assertion+JWT']) {
    expect(onlyFinding(withIssuer({ tokenTypes: ['JWT', type] }))).toMatchObject({
      code: 'own-token-type',
      pointer: '/issuers/machines/tokenTypes/1',
    });
  }
});

describe('claims that settings name', () => {
  test('by a malformed pointer are a claim-pointer', () => {
    expect(onlyFinding(withIssuer({ requiredClaims: ['jti', '/a~b'] }))).toMatchObject({
      code: 'claim-pointer',
      pointer: '/issuers/machines/requiredClaims/1',
    });
    expect(onlyFinding(withIssuer({ claimMappings: { roles: '/a~2' } }))).toMatchObject({
      code: 'claim-pointer',
      pointer: '/issuers/machines/claimMappings/roles',
    });
  });

  test('with a dot that was meant to lead inside are a dotted-claim', () => {
    expect(onlyFinding(withIssuer({ claimMappings: { roles: 'realm_access.roles' } }))).toMatchObject({
      level: 'warning',
      code: 'dotted-claim',
      suggestion: 'write "/realm_access/roles" to read inside',
    });
    expect(findingsOf(withIssuer({ requiredClaims: ['kubernetes.io', 'https://acme.dev/roles'] }))).toEqual([]);
  });
});

describe('a requirement of an issuer', () => {
  test('is compiled', () => {
    expect(compiledIssuer(withIssuer({ require: { claims: { repository_id: '42' } } })).require).toEqual({
      kind: 'claim',
      claim: { text: 'repository_id', steps: ['repository_id'] },
      tests: [{ kind: 'anyOf', values: ['42'] }],
    });
  });

  test('that names a parameter is param-not-allowed: it holds for every route', () => {
    expect(onlyFinding(withIssuer({ require: { claims: { sub: { param: 'id' } } } }))).toMatchObject({
      code: 'param-not-allowed',
      pointer: '/issuers/machines/require/claims/sub/param',
    });
  });

  test('that names another issuer alone is issuer-unreachable', () => {
    const document = toDocument({
      issuers: {
        machines: { issuer: ISS, audience: 'a', require: { issuer: 'staff' } },
        staff: { issuer: 'https://staff.acme.dev', audience: 'a' },
      },
    });
    expect(onlyFinding(document)).toMatchObject({ code: 'issuer-unreachable', pointer: '/issuers/machines/require' });
  });
});

describe('a policy without issuers', () => {
  test('is accepted while no route needs a token', () => {
    expect(findingsOf({ issuers: {}, routes: { 'GET /health': 'public', '/old/*': 'deny' } })).toEqual([]);
  });

  test.each(['authenticated', 'optional', { scopes: ['read'] }])('is issuers-missing where a route is %o', (access) => {
    expect(onlyFinding({ issuers: {}, routes: { 'GET /health': 'public', '/a': access } })).toMatchObject({
      code: 'issuers-missing',
      pointer: '/issuers',
      message: 'the policy has no issuers, and "/a" needs a token',
    });
  });
});

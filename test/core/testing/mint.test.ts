import { createTestIssuer, mintHmac, type TestAlgorithm } from '@sallyport/core/testing';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';

const clock = (): number => 1_800_000_000_500;
const at = { currentDate: new Date(1_800_000_000_000) };

const ALGORITHMS: readonly TestAlgorithm[] = [
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
];

describe('mint, by algorithm', () => {
  test.each(ALGORITHMS)('%s verifies with the published key under its own name', async (algorithm) => {
    const issuer = createTestIssuer({ algorithm, clock });
    const token = await issuer.mint();
    const keys = await issuer.jwks();
    expect(keys.keys).toHaveLength(1);
    expect(keys.keys[0]).toMatchObject({ alg: algorithm, use: 'sig' });
    const verified = await jwtVerify(token, createLocalJWKSet(keys), { ...at, algorithms: [algorithm] });
    expect(verified.protectedHeader).toEqual({ typ: 'at+jwt', kid: keys.keys[0]?.kid, alg: algorithm });
  });

  test('an algorithm asked for once is published beside the own one', async () => {
    const issuer = createTestIssuer({ clock });
    const token = await issuer.mint({}, { algorithm: 'EdDSA' });
    const keys = await issuer.jwks();
    expect(keys.keys.map((key) => key.alg)).toEqual(['ES256', 'EdDSA']);
    await expect(jwtVerify(token, createLocalJWKSet(keys), at)).resolves.toBeDefined();
  });
});

describe('mint, by shape', () => {
  const facts = {
    subject: 'u1',
    clientId: 'app-1',
    scopes: ['read:orders', 'write:orders'],
    permissions: ['orders:read'],
    roles: ['admin'],
    groups: ['staff'],
  };

  test('RFC 9068: every required claim, typ at+jwt', async () => {
    const token = await createTestIssuer({ clock }).mint({}, facts);
    expect(decodeProtectedHeader(token).typ).toBe('at+jwt');
    const { jti, ...claims } = decodeJwt(token);
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(claims).toEqual({
      iss: 'https://issuer.test',
      sub: 'u1',
      aud: 'https://api.test',
      client_id: 'app-1',
      iat: 1_800_000_000,
      exp: 1_800_000_900,
      scope: 'read:orders write:orders',
      permissions: ['orders:read'],
      roles: ['admin'],
      groups: ['staff'],
    });
  });

  test('okta: scp is an array, the client is cid, the header has no typ', async () => {
    const issuer = createTestIssuer({ preset: 'okta', clock });
    const token = await issuer.mint({}, facts);
    expect(Object.keys(decodeProtectedHeader(token)).sort()).toEqual(['alg', 'kid']);
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({
      iss: 'https://acme.okta.com/oauth2/default',
      aud: 'api://default',
      sub: 'u1',
      cid: 'app-1',
      uid: '00u-u1',
      scp: ['read:orders', 'write:orders'],
      groups: ['staff'],
    });
    expect(claims).not.toHaveProperty('scope');
    expect(claims).not.toHaveProperty('client_id');
    const machine = decodeJwt(await issuer.mint({}, { kind: 'client', clientId: 'm1' }));
    expect(machine).toMatchObject({ sub: 'm1', cid: 'm1' });
    expect(machine).not.toHaveProperty('uid');
  });

  test('auth0: iss ends in a slash, the client is azp, a machine is named ...@clients', async () => {
    const issuer = createTestIssuer({ preset: 'auth0', clock });
    const token = await issuer.mint({}, facts);
    expect(decodeProtectedHeader(token).typ).toBe('JWT');
    expect(decodeJwt(token)).toMatchObject({
      iss: 'https://acme.eu.auth0.com/',
      azp: 'app-1',
      scope: 'read:orders write:orders',
      permissions: ['orders:read'],
    });
    expect(decodeJwt(await issuer.mint({}, { kind: 'client', clientId: 'm1' }))).toMatchObject({
      sub: 'm1@clients',
      gty: 'client-credentials',
    });
  });

  test('cognito: no aud, token_use access, groups under cognito:groups, the audience is the client id', async () => {
    const issuer = createTestIssuer({ preset: 'cognito', audience: ['app-9', 'app-8'], clock });
    const claims = decodeJwt(await issuer.mint({}, { groups: ['staff'] }));
    expect(claims).toMatchObject({ client_id: 'app-9', token_use: 'access', 'cognito:groups': ['staff'] });
    expect(claims).not.toHaveProperty('aud');
    expect(decodeJwt(await issuer.mint({}, { audience: 'app-0' })).client_id).toBe('app-0');
  });

  test('facts that are empty leave no claim', async () => {
    const claims = decodeJwt(await createTestIssuer({ clock }).mint());
    expect(Object.keys(claims).sort()).toEqual(['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'sub']);
  });
});

describe('mint, on request', () => {
  test('claims are set over the shape, undefined removes one', async () => {
    const claims = decodeJwt(
      await createTestIssuer({ clock }).mint({ sub: 7, aud: undefined, 'https://ns/roles': ['a'] }),
    );
    expect(claims).toMatchObject({ sub: 7, 'https://ns/roles': ['a'] });
    expect(claims).not.toHaveProperty('aud');
  });

  test('times are claims too', async () => {
    const claims = decodeJwt(await createTestIssuer({ clock }).mint({ iat: 1, exp: 2, nbf: 3 }));
    expect([claims.iat, claims.exp, claims.nbf]).toEqual([1, 2, 3]);
  });

  test('the header takes parameters, drops those set to undefined, and keeps the algorithm', async () => {
    const token = await createTestIssuer({ clock }).mint(
      {},
      { header: { typ: undefined, kid: 'other', x: 1, alg: 'none' } },
    );
    expect(decodeProtectedHeader(token)).toEqual({ kid: 'other', x: 1, alg: 'ES256' });
  });

  test('a crit header can be signed, so that its refusal can be tested', async () => {
    const token = await createTestIssuer({ clock }).mint({}, { header: { crit: ['exp'], exp: 1 } });
    expect(decodeProtectedHeader(token).crit).toEqual(['exp']);
  });

  test('a lifetime of zero or less makes a token that was issued before it expired', async () => {
    const { iat, exp } = decodeJwt(await createTestIssuer({ clock }).mint({}, { expiresInSeconds: -31 }));
    expect([iat, exp]).toEqual([1_799_999_069, 1_799_999_969]);
  });

  test('a foreign key claims the kid of the current one and does not verify', async () => {
    const issuer = createTestIssuer({ clock });
    const token = await issuer.mint({}, { key: 'foreign' });
    const keys = await issuer.jwks();
    expect(decodeProtectedHeader(token).kid).toBe(keys.keys[0]?.kid);
    await expect(jwtVerify(token, createLocalJWKSet(keys), at)).rejects.toMatchObject({
      code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
    });
  });
});

describe('mintHmac', () => {
  const secret = 'a shared secret of thirty-two bytes, at least';

  test.each(['HS256', 'HS384', 'HS512'] as const)('%s verifies with the secret and names no key', async (algorithm) => {
    const token = await mintHmac({ secret: secret.repeat(2), algorithm, clock, scopes: ['a'] }, { sub: 'm1' });
    const verified = await jwtVerify(token, new TextEncoder().encode(secret.repeat(2)), at);
    expect(verified.protectedHeader).toEqual({ typ: 'at+jwt', alg: algorithm });
    expect(verified.payload).toMatchObject({ sub: 'm1', scope: 'a', iss: 'https://issuer.test' });
    expect(JSON.stringify(verified)).not.toContain(secret);
  });

  test('takes bytes, an issuer and a lifetime', async () => {
    const token = await mintHmac({
      secret: new TextEncoder().encode(secret),
      issuer: 'https://old.test',
      expiresInSeconds: 5,
      clock,
    });
    expect(decodeJwt(token)).toMatchObject({ iss: 'https://old.test', exp: 1_800_000_005 });
  });
});

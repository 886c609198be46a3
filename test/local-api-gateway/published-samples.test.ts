/**
 * Authorizers in the two shapes that are published and copied most, behind the gateway: a document for the one ARN that
 * was asked for, and `Allow` for the whole stage. Both verify their tokens rightly; the cache makes both wrong.
 */
import { type AuthorizerHandler, createLocalApiGateway, type LocalApiGateway } from '@sallyport/local-api-gateway';
import { JwtVerifier } from 'aws-jwt-verify';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { API } from './fixture.ts';

const ISSUER = 'https://tokens.acme.dev/';
const AUDIENCE = 'https://api.acme.dev';
const INVOKE = 'execute-api:Invoke';

let mint: (claims: JWTPayload) => Promise<string>;
let verifyWithAws: (token: string) => Promise<JWTPayload>;
let verifyWithJose: (token: string) => Promise<JWTPayload>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig', kty: 'RSA' };
  const verifier = JwtVerifier.create({ issuer: ISSUER, audience: AUDIENCE, jwksUri: `${ISSUER}jwks.json` });
  verifier.cacheJwks({ keys: [jwk] });
  verifyWithAws = async (token) => ({ ...(await verifier.verify(token)) });
  const keys = createLocalJWKSet({ keys: [jwk] });
  verifyWithJose = async (token) => (await jwtVerify(token, keys, { issuer: ISSUER, audience: AUDIENCE })).payload;
  mint = (claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
});

type Verify = (token: string) => Promise<JWTPayload>;

/** The whole of such an authorizer; `toResource` is where they differ. */
function createSample(verify: Verify, toResource: (methodArn: string) => string): AuthorizerHandler {
  return async ({ authorizationToken, methodArn }) => {
    let claims: JWTPayload;
    try {
      claims = await verify(authorizationToken.replace('Bearer ', ''));
    } catch {
      throw new Error('Unauthorized');
    }
    const isAdminPath = methodArn.includes('/admin');
    const effect = isAdminPath && claims.role !== 'admin' ? 'Deny' : 'Allow';
    const statement = { Action: INVOKE, Effect: effect, Resource: toResource(methodArn) };
    return { principalId: claims.sub, policyDocument: { Version: '2012-10-17', Statement: [statement] } };
  };
}

const oneArn = (methodArn: string): string => methodArn;
const everything = (methodArn: string): string => `${methodArn.split('/').slice(0, 2).join('/')}/*/*`;

function createApi(handler: AuthorizerHandler, resultTtlSeconds: number): LocalApiGateway {
  const integration = (): { status: number } => ({ status: 200 });
  return createLocalApiGateway({
    ...API,
    authorizers: { edge: { type: 'TOKEN', handler, resultTtlSeconds } },
    routes: ['/orders', '/orders/{id}', '/admin/users'].map((path) => ({
      method: 'GET',
      path,
      authorizer: 'edge',
      integration,
    })),
  });
}

async function statusesOf(
  gateway: LocalApiGateway,
  token: string,
  paths: readonly string[],
): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const path of paths) {
    const headers = { Authorization: `Bearer ${token}` };
    statuses.push((await gateway.invoke({ method: 'GET', path, headers })).status);
  }
  return statuses;
}

describe.each([
  ['aws-jwt-verify', (token: string) => verifyWithAws(token)],
  ['a JWKS client, as identity providers publish it', (token: string) => verifyWithJose(token)],
])('a sample that verifies with %s', (_, verify: Verify) => {
  test('and answers for event.methodArn: the next route is a 403 under the cache, and a 200 without', async () => {
    const token = await mint({ sub: 'user-1' });
    const sample = createSample(verify, oneArn);
    const paths = ['/orders', '/orders/1', '/orders'];
    expect(await statusesOf(createApi(sample, 0), token, paths)).toEqual([200, 200, 200]);
    expect(await statusesOf(createApi(sample, 300), token, paths)).toEqual([200, 403, 200]);
  });

  test('and answers for event.methodArn: a refused first route refuses nothing but its own, every other is a 403 too', async () => {
    const token = await mint({ sub: 'user-1' });
    const gateway = createApi(createSample(verify, oneArn), 300);
    const first = await gateway.invoke({
      method: 'GET',
      path: '/admin/users',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(first).toMatchObject({ status: 403, effect: 'explicitDeny' });
    const next = await gateway.invoke({
      method: 'GET',
      path: '/orders',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(next).toMatchObject({ status: 403, effect: 'implicitDeny', cached: true });
  });

  test('and answers Allow */*, the usual cure: a route it refuses when asked first is granted when asked second', async () => {
    const token = await mint({ sub: 'user-1' });
    const sample = createSample(verify, everything);
    expect(await statusesOf(createApi(sample, 300), token, ['/admin/users'])).toEqual([403]);
    expect(await statusesOf(createApi(sample, 300), token, ['/orders', '/orders/1', '/admin/users'])).toEqual([
      200, 200, 200,
    ]);
    expect(await statusesOf(createApi(sample, 300), token, ['/admin/users', '/orders'])).toEqual([403, 403]);
    expect(await statusesOf(createApi(sample, 0), token, ['/orders', '/admin/users'])).toEqual([200, 403]);
  });

  test('a token with another signature is a 401, and an admin comes everywhere one ARN at a time', async () => {
    const gateway = createApi(createSample(verify, oneArn), 0);
    const token = await mint({ sub: 'root', role: 'admin' });
    expect(await statusesOf(gateway, token, ['/admin/users', '/orders'])).toEqual([200, 200]);
    expect(await statusesOf(gateway, `${token.slice(0, -8)}AAAAAAAA`, ['/orders'])).toEqual([401]);
  });
});

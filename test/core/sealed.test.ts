import {
  type AuthorizeRequest,
  type BuiltPolicy,
  createWebPorts,
  type PolicyDocument,
  PolicyError,
} from '@sallyport/core';
import * as whole from '@sallyport/core/built';
import { buildPolicy, checkPolicy, isClosedPlan } from '@sallyport/core/check';
import * as sealed from '@sallyport/core/sealed';
import { createTestIssuer } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';

const AUDIENCE = 'https://api.acme.dev';
const SECRET = 'a secret of at least thirty-two bytes';
const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: AUDIENCE });
const env = { AUD: AUDIENCE, SECRET };
const ports = createWebPorts({ background: 'none', env });
const KEYS = [sealed.addressedKeys, sealed.discoveredKeys, sealed.writtenKeys, sealed.sharedSecrets];
const closed = sealed.createAuthorizerOf({ policy: sealed.closedPolicy, keys: KEYS });
const open = sealed.createAuthorizerOf({ policy: sealed.openPolicy, keys: KEYS });

type Issuer = PolicyDocument['issuers'][string];

async function build(
  entry: Partial<Issuer>,
  routes: PolicyDocument['routes'] = { 'GET /orders/:id': { scopes: ['read:orders'] } },
): Promise<BuiltPolicy> {
  const staff: Issuer = { issuer: issuer.issuer, audience: AUDIENCE, ...entry };
  const checked = checkPolicy({ issuers: { staff }, routes }, { env: {}, variables: 'assume', hosts: 'publicOnly' });
  const built = await buildPolicy(checked);
  if (built === null) throw new Error(JSON.stringify(checked.findings));
  return built;
}

const ROUTES: PolicyDocument['routes'] = {
  'GET /health': 'public',
  'GET /orders/:id': { scopes: ['read:orders'] },
  '/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
  '/closed': 'deny',
};

describe('a gate of parts', () => {
  test.each([
    ['GET', '/health', null],
    ['GET', '/orders/1', null],
    ['GET', '/orders/1', { scope: 'read:orders' }],
    ['GET', '/orders/1', { scope: 'other' }],
    ['PUT', '/users/u1/name', {}],
    ['PUT', '/users/u2/name', {}],
    ['GET', '/closed', {}],
    ['GET', '/none', {}],
    ['GET', '/a//b', {}],
    ['GET', '/orders/1;x', { scope: 'read:orders' }],
  ])('decides %s %s with %j as the whole core does', async (method, path, claims) => {
    const built = await build({ jwks: await issuer.jwks() }, ROUTES);
    const token = claims === null ? null : await issuer.mint({ sub: 'u1', ...claims });
    const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
    const request: AuthorizeRequest = { method, url: `${AUDIENCE}${path}`, headers, lookAlikes: 'ignore' };
    const gates = [whole.createAuthorizer, closed, open].map((create) => create(built, ports));
    const decided = await Promise.all(gates.map((gate) => gate.authorize(request)));
    const [first, ...others] = decided.map(({ decisionId: _id, decidedAt: _at, ...facts }) => facts);
    expect(others).toEqual([first, first]);
  });

  test.each<[string, Partial<Issuer>]>([
    ['an address', { jwksUri: 'https://tokens.acme.dev/keys' }],
    ['keys of its own', { jwks: { keys: [{ kty: 'OKP' }] } }],
    ['discovery', {}],
    ['several audiences and clients', { audience: ['one', 'two'], clients: ['web'] }],
    ['no audience', { audience: undefined, unsafeNoAudience: 'an internal gateway has no audience of its own' }],
    [
      'tenants',
      { issuer: 'https://login.acme.dev/{tid}/v2', jwksUri: 'https://login.acme.dev/{tid}/keys', tenants: ['a', 'b'] },
    ],
    ["a preset's address", { preset: 'cloudflare-access', issuer: 'https://acme.cloudflareaccess.com' }],
  ] as [string, Partial<Issuer>][])('reads of an issuer with %s what the judging part resolves', async (_, entry) => {
    const built = await build(entry);
    expect(isClosedPlan(built.plan)).toBe(true);
    const [judged, read] = [open(built, ports).policy, closed(built, ports).policy];
    expect({ ...read, routes: read.routes.routes }).toEqual({ ...judged, routes: judged.routes.routes });
  });
});

describe('a part that the policy needs and the gate lacks', () => {
  test.each<[string, Partial<Issuer>, number]>([
    ['addressedKeys', { jwksUri: 'https://tokens.acme.dev/keys' }, 0],
    ['discoveredKeys', {}, 1],
    ['writtenKeys', { jwks: { keys: [{ kty: 'OKP' }] } }, 2],
    ['sharedSecrets', { hmac: { secrets: [`$\{SECRET}`], encoding: 'utf8' }, algorithms: ['HS256'] }, 3],
  ])('%s keeps it from starting', async (_, entry, own) => {
    const built = await build(entry);
    const create = sealed.createAuthorizerOf({
      policy: sealed.openPolicy,
      keys: KEYS.filter((part, index) => index !== own && part !== undefined),
    });
    expect(() => create(built, ports)).toThrow(/without the part that reads the keys of "staff"/);
    expect(() => open(built, ports)).not.toThrow();
  });

  test.each<[string, Partial<Issuer>]>([
    ['an audience', { audience: `$\{AUD}` }],
    ['an audience of a list', { audience: ['one', `$\{AUD}`] }],
    ['an issuer', { issuer: `$\{ISS}` }],
    ['an address', { jwksUri: `$\{URI}` }],
    ['a tenant', { issuer: 'https://login.acme.dev/{tid}', tenants: ['a', `$\{TENANT}`] }],
    ['a secret', { hmac: { secrets: [`$\{SECRET}`], encoding: 'utf8' }, algorithms: ['HS256'] }],
  ])('for the value of %s keeps it from starting', async (_, entry) => {
    const built = await build(entry);
    expect(isClosedPlan(built.plan)).toBe(false);
    expect(() => closed(built, ports)).toThrow(PolicyError);
    expect(() => closed(built, ports)).toThrow(/built for a policy without variables/);
  });

  test('for a variable in the section of the Worker gate keeps it from starting', async () => {
    const built = await build({});
    const { plan } = built;
    const worker = { ...plan.worker, origins: [{ prefix: '/', text: `$\{ORIGIN}`, pointer: '/worker/origins' }] };
    expect(isClosedPlan({ ...plan, worker })).toBe(false);
    expect(() => closed({ ...built, plan: { ...plan, worker } }, ports)).toThrow(PolicyError);
  });

  test('two entries for one issuer keep it from starting', async () => {
    const { plan, ...built } = await build({});
    const twice = { ...built, plan: { ...plan, issuers: [...plan.issuers, ...plan.issuers] } };
    expect(() => closed(twice, ports)).toThrow(PolicyError);
    expect(() => open(twice, ports)).toThrow(PolicyError);
  });

  test('for a route with unsafePath keeps it from starting', async () => {
    const unsafePath = { encodedSlash: 'the origin reads it as one segment' };
    const built = await build({}, { 'GET /files/:name': { scopes: ['read:files'], unsafePath } });
    expect(() => whole.createAuthorizer(built, ports)).not.toThrow();
    expect(() => closed(built, ports)).toThrow(/unsafePath/);
    expect(() => open(built, ports)).toThrow(/unsafePath/);
  });

  test('for look-alikes denies internal_error where they are asked for, whatever the token', async () => {
    const built = await build({}, { '/orders/*': 'public', '/admin': 'deny' });
    const request = { method: 'GET', url: `${AUDIENCE}/orders/1`, headers: new Headers() };
    expect(await closed(built, ports).authorize(request)).toMatchObject({ effect: 'deny', reason: 'internal_error' });
    expect(await closed(built, ports).authorize({ ...request, lookAlikes: 'ignore' })).toMatchObject({
      effect: 'allow',
    });
  });

  test('a document is refused, and a build of another version', async () => {
    const document: PolicyDocument = { issuers: {}, routes: { '/': 'public' } };
    expect(() => closed(document, ports)).toThrow(/build the policy again/);
    const built = await build({});
    // Before 3 a plan could say nothing of `apiGateway.denyShape`, and no gate may choose that for itself.
    for (const format of [1, 2, 4]) {
      expect(() => closed({ ...built, plan: { ...built.plan, format } }, ports)).toThrow(/build the policy again/);
    }
    expect(() => closed({ ...built, sha256: 'none' }, ports)).toThrow(/build the policy again/);
  });
});

import {
  type Authorizer,
  type BuiltPolicy,
  createAuthorizer,
  createWebPorts,
  type Decision,
  type PolicyDocument,
  PolicyError,
} from '@sallyport/core';
import * as slim from '@sallyport/core/built';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { createTestIssuer } from '@sallyport/core/testing';
import { beforeAll, describe, expect, test } from 'vitest';

const AUDIENCE = 'https://api.acme.dev';
const issuer = createTestIssuer({ issuer: 'https://tokens.acme.dev', audience: AUDIENCE });
const ports = createWebPorts({ background: 'none', env: {} });

let document: PolicyDocument;
let built: BuiltPolicy;
let gates: readonly Authorizer[];

beforeAll(async () => {
  const { keys } = await issuer.jwks();
  document = {
    issuers: { machines: { issuer: issuer.issuer, audience: AUDIENCE, jwks: { keys } } },
    routes: {
      'GET /health': 'public',
      'GET /orders/:id': { scopes: ['read:orders'] },
      '/users/:user/*': { anyOf: [{ claims: { sub: { param: 'user' } } }, { roles: ['admin'] }] },
      '/closed': 'deny',
    },
  };
  const made = await buildPolicy(checkPolicy(document, { env: {}, hosts: 'publicOnly' }));
  if (made === null) throw new Error('nothing was built');
  built = made;
  gates = [createAuthorizer(document, ports), createAuthorizer(built, ports), slim.createAuthorizer(built, ports)];
});

const toFacts = ({ decisionId: _id, decidedAt: _at, ...facts }: Decision): object => facts;

describe('the core for built policies', () => {
  test.each([
    ['GET', '/health', null],
    ['GET', '/orders/1', null],
    ['GET', '/orders/1', { scope: 'read:orders' }],
    ['GET', '/orders/1', { scope: 'other' }],
    ['PUT', '/users/u1/name', {}],
    ['PUT', '/users/u2/name', {}],
    ['PUT', '/users/u2/name', { roles: ['admin'] }],
    ['GET', '/USERS/u2/name', {}],
    ['GET', '/closed', {}],
    ['GET', '/none', {}],
    ['GET', '/a//b', {}],
  ])('decides %s %s with %j as the whole core does, under one hash', async (method, path, claims) => {
    const token = claims === null ? null : await issuer.mint({ sub: 'u1', ...claims });
    const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
    const decide = async (gate: Authorizer): Promise<object> =>
      toFacts(await gate.authorize({ method, url: `https://api.acme.dev${path}`, headers }));
    const [first, ...others] = await Promise.all(gates.map(decide));
    expect(first).toMatchObject({ policy: `sha256:${built.sha256}` });
    for (const other of others) expect(other).toEqual(first);
  });

  test('refuses a document: it has no part that could judge one', () => {
    expect(() => slim.createAuthorizer(document, ports)).toThrow(PolicyError);
    expect(() => slim.createAuthorizer(document, ports)).toThrow(/build the policy again/);
  });

  test('refuses a variable that is not set', async () => {
    const changed = { ...document, audience: `$\{AUD}`, issuers: { machines: { issuer: issuer.issuer } } };
    const made = await buildPolicy(checkPolicy(changed, { env: {}, variables: 'assume' }));
    if (made === null) throw new Error('nothing was built');
    expect(() => slim.createAuthorizer(made, ports)).toThrow(/the variable AUD is not set/);
    const set = createWebPorts({ background: 'none', env: { AUD: AUDIENCE } });
    expect(slim.createAuthorizer(made, set).policy.issuers[0]?.audiences).toEqual(new Set([AUDIENCE]));
  });
});

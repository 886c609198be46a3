import { type Allowed, type Principal, parseTarget } from '@sallyport/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHeaderFilter, toOriginHeaders } from '../../packages/worker/src/origin-headers.ts';
import { compileAcme } from './acme.ts';

const policy = compileAcme({
  worker: {
    identityHeaders: {
      'X-User-Id': 'subject',
      'X-User-Roles': 'roles',
      'X-Team': { claim: '/acme/team' },
      'X-Tenant': 'tenant',
    },
  },
});
const filter = createHeaderFilter(policy);
const target = parseTarget('https://Gate.acme.dev:8443/orders/1');

const principal: Principal = {
  ...{ issuer: 'machines', iss: 'https://tokens.acme.dev', subject: 'auth0|名', clientId: null, tenant: null },
  ...{ scopes: [], permissions: [], roles: ['a,b', 'ops'], groups: [], tokenId: null, issuedAt: null, expiresAt: 1 },
  claims: { acme: { team: 'core' } },
};

function allowed(access: Allowed['access'], who: Principal | null): Allowed {
  return {
    ...{
      effect: 'allow',
      status: 200,
      reason: null,
      reported: null,
      decisionId: 'd',
      policy: 'p',
      decidedAt: 0,
      method: 'GET',
    },
    ...{ path: '/orders/1', route: 'r', access, params: {}, principal: who, credentialFrom: null },
  };
}

function toOrigin(given: HeadersInit, decision = allowed('authenticated', principal)): Record<string, string> {
  return Object.fromEntries(toOriginHeaders(policy, filter, new Headers(given), decision, target));
}

const forwarded = { 'x-forwarded-host': 'gate.acme.dev:8443', 'x-forwarded-proto': 'https' };
const identity = { 'x-user-id': 'auth0|%E5%90%8D', 'x-user-roles': 'a%2Cb,ops', 'x-team': 'core' };

describe('toOriginHeaders', () => {
  test('sets the facts the principal has and leaves the others out', () => {
    expect(toOrigin({ accept: 'text/html', authorization: 'Bearer t' })).toEqual({
      accept: 'text/html',
      ...forwarded,
      ...identity,
    });
  });

  test.each([
    ['public', allowed('public', null)],
    ['optional', allowed('optional', null)],
    ['authenticated', allowed('authenticated', principal)],
  ])('drops every spelling of an identity header on %s routes', (access, decision) => {
    const spoofed = ['X-User-Id', 'x-user-id', 'X_USER_ID', 'x_user-id', 'X.User.Id', 'X-Tenant', 'x_tenant', 'X_Team'];
    for (const name of spoofed) {
      const given = toOrigin({ [name]: 'root' }, decision);
      expect(Object.values(given), `${name} on ${access}`).not.toContain('root');
    }
    expect(toOrigin({ 'x-user-identity': 'kept' }, decision)).toMatchObject({ 'x-user-identity': 'kept' });
  });

  test('no spelling that folds to an identity header survives', () => {
    const separator = fc.constantFrom('-', '_', '.', '!', '~', '+');
    const spelling = fc
      .tuple(separator, separator, fc.infiniteStream(fc.boolean()))
      .map(([a, b, upper]) =>
        `x${a}user${b}id`.replace(/[a-z]/g, (letter) => (upper.next().value === true ? letter.toUpperCase() : letter)),
      );
    fc.assert(
      fc.property(spelling, (name) => {
        expect(toOrigin({ [name]: 'root' }, allowed('public', null))).toEqual(forwarded);
      }),
    );
  });

  test('drops headers that make an origin act on another method, path or host', () => {
    const overrides = [
      ...['X-HTTP-Method-Override', 'X-Method-Override', 'X-HTTP-Method', 'x_http_method_override', 'X-Rewrite-URL'],
      ...[
        'X-Original-URL',
        'X-Original-Method',
        'Forwarded',
        'X-Forwarded-Prefix',
        'X-Forwarded-Uri',
        'X_Forwarded_For',
      ],
      ...['SCRIPT_NAME', 'Script-Name', 'X-Script-Name', 'PATH_INFO'],
    ];
    for (const name of overrides) expect(toOrigin({ [name]: 'evil' }, allowed('public', null))).toEqual(forwarded);
  });

  test('overwrites X-Forwarded-* and takes the client address from Cloudflare alone', () => {
    const given = {
      'X-Forwarded-Host': 'evil.dev',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-For': '10.0.0.1',
      'CF-Connecting-IP': '192.0.2.7',
    };
    expect(toOrigin(given, allowed('public', null))).toEqual({
      ...forwarded,
      'cf-connecting-ip': '192.0.2.7',
      'x-forwarded-for': '192.0.2.7',
    });
  });

  test('drops what is meant for this hop, listed in Connection or not', () => {
    const given = {
      ...{ Connection: 'close, X-Private', 'X-Private': '1', 'Keep-Alive': '5', TE: 'trailers', Trailer: 'x' },
      ...{ 'Proxy-Authorization': 'Basic a', 'Proxy-Connection': 'close', Upgrade: 'h2c', Host: 'gate.acme.dev' },
    };
    expect(toOrigin(given, allowed('public', null))).toEqual(forwarded);
  });

  test('sets identity headers that Connection lists', () => {
    expect(toOrigin({ Connection: 'x-user-id, X-Team', 'x-user-id': 'root' })).toEqual({ ...forwarded, ...identity });
  });

  test('keeps a WebSocket upgrade', () => {
    const given = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'k' };
    expect(toOrigin(given, allowed('public', null))).toEqual({
      ...forwarded,
      upgrade: 'websocket',
      'sec-websocket-key': 'k',
    });
  });

  test('leaves Authorization and cookies of a public route alone', () => {
    const given = { authorization: 'Basic a', cookie: 'a=1' };
    expect(toOrigin(given, allowed('public', null))).toEqual({ ...given, ...forwarded });
  });
});

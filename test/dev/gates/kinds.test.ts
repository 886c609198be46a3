/** One document as every kind of API needs it. */
import { type ApiGatewayEntry, compilePolicy, findSimpleLimits, type PolicyDocument } from '@sallyport/core';
import { API_KINDS, toKindPolicy } from '@sallyport/dev';
import { describe, expect, test } from 'vitest';

const BASE: PolicyDocument = {
  issuers: { main: { issuer: 'https://tokens.acme.dev', audience: 'https://api.acme.dev' } },
  routes: { 'GET /orders': { scopes: ['read:orders'] } },
};
const OPEN: PolicyDocument = { ...BASE, routes: { '/users/:user': 'authenticated' } };

function sectionOf(policy: PolicyDocument, kind: (typeof API_KINDS)[number]): ApiGatewayEntry | undefined {
  return toKindPolicy(policy, kind, {}).apiGateway;
}

describe('a policy at another kind of API', () => {
  test.each(API_KINDS)('differs at %s in its apiGateway section alone, and has no errors', (kind) => {
    const varied = toKindPolicy({ ...BASE, apiGateway: { encodedPaths: 'canonical' } }, kind, {});
    expect({ ...varied, apiGateway: null }).toEqual({ ...BASE, apiGateway: null });
    const { policy } = compilePolicy(varied, { env: {} });
    expect(policy?.apiGateway).toMatchObject({ kind, encodedPaths: 'canonical' });
  });

  test('is the document itself at its own kind', () => {
    const own = { ...BASE, apiGateway: { kind: 'http-iam', resultTtlSeconds: 7 } } as const;
    expect(toKindPolicy(own, 'http-iam', {})).toBe(own);
    expect(toKindPolicy(BASE, 'rest-token', {})).toBe(BASE);
  });

  test('keeps its result TTL and its headers, in the notation of the kind', () => {
    const own = {
      ...BASE,
      apiGateway: {
        kind: 'rest-request',
        identitySources: ['method.request.header.X-Token', 'method.request.querystring.t', 'context.path'],
        resultTtlSeconds: 60,
      },
    } as const;
    expect(API_KINDS.map((kind) => sectionOf(own, kind))).toEqual([
      { kind: 'rest-token', identitySources: ['method.request.header.x-token'], resultTtlSeconds: 60 },
      own.apiGateway,
      {
        kind: 'http-iam',
        identitySources: ['$request.header.x-token', '$request.querystring.t'],
        resultTtlSeconds: 60,
      },
      {
        kind: 'http-simple',
        identitySources: ['$request.header.x-token', '$request.querystring.t', '$context.routeKey'],
        resultTtlSeconds: 60,
      },
      { kind: 'websocket', identitySources: ['route.request.header.x-token', 'route.request.querystring.t'] },
    ]);
  });

  test('without identity sources stays without, but for TOKEN, which has one header', () => {
    const own = {
      ...BASE,
      apiGateway: { kind: 'rest-request', identitySources: [], resultTtlSeconds: 0 },
    } as const;
    expect(sectionOf(own, 'http-iam')).toEqual({ kind: 'http-iam', identitySources: [], resultTtlSeconds: 0 });
    expect(sectionOf(own, 'rest-token')).toEqual({ kind: 'rest-token', resultTtlSeconds: 0 });
    expect(sectionOf(own, 'http-simple')).toEqual({ kind: 'http-simple', identitySources: [], resultTtlSeconds: 0 });
  });

  test('a WebSocket policy says nothing of how long others keep results', () => {
    const own = { ...BASE, apiGateway: { kind: 'websocket', resultTtlSeconds: 0 } } as const;
    expect(sectionOf(own, 'http-iam')).toEqual({ kind: 'http-iam' });
  });
});

describe('simple responses', () => {
  test('are kept by $context.routeKey where one bit is right for every request of a key', () => {
    expect(sectionOf(BASE, 'http-simple')).toEqual({
      kind: 'http-simple',
      identitySources: ['$request.header.Authorization', '$context.routeKey'],
    });
  });

  test('are not kept where a route has more than one path', () => {
    const simple = toKindPolicy(OPEN, 'http-simple', {});
    expect(simple.apiGateway).toEqual({ kind: 'http-simple', resultTtlSeconds: 0 });
    const { policy } = compilePolicy(simple, { env: {} });
    expect(policy === null ? null : findSimpleLimits(policy)).toEqual([]);
  });
});

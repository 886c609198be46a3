import { describe, expect, test } from 'vitest';
import {
  isWithin,
  parseIdentitySource,
  toDefaultIdentitySource,
} from '../../../packages/core/src/document/identity-source.ts';
import { compiled, onlyFinding, toDocument } from './compiling.ts';

const KINDS = ['rest-token', 'rest-request', 'http-iam', 'http-simple', 'websocket'] as const;

describe('an identity source', () => {
  test.each([
    ['rest-request', 'method.request.header.X-Token', 'header', 'x-token'],
    ['rest-request', 'method.request.querystring.Token', 'query', 'Token'],
    ['rest-request', 'context.httpMethod', 'context', 'httpMethod'],
    ['rest-request', 'context.identity.sourceIp', 'context', 'identity.sourceIp'],
    ['rest-request', 'stageVariables.table', 'stageVariable', 'table'],
    ['http-iam', '$request.header.Authorization', 'header', 'authorization'],
    ['http-simple', '$context.routeKey', 'context', 'routeKey'],
    ['http-iam', '$stageVariables.a', 'stageVariable', 'a'],
    ['websocket', 'route.request.querystring.token', 'query', 'token'],
    ['websocket', 'route.request.header.Cookie', 'header', 'cookie'],
  ] as const)('of %s, %s, is read', (kind, text, part, name) => {
    expect(parseIdentitySource(kind, text)).toEqual({ kind: part, name });
  });

  test.each([
    ['rest-request', '$request.header.A'],
    ['rest-request', 'method.request.path.id'],
    ['rest-request', 'method.request.header.'],
    ['rest-request', 'method.request.header.a b'],
    ['rest-request', 'method.request.header.a:b'],
    ['rest-request', '$context.routeKey'],
    ['http-iam', 'context.routeKey'],
    ['http-iam', 'method.request.header.A'],
    ['websocket', '$request.header.A'],
    ['http-iam', ''],
    ['http-iam', '$request.toString.A'],
  ] as const)('of %s, %j, is none', (kind, text) => {
    expect(parseIdentitySource(kind, text)).toBeNull();
    if (text === '') return;
    expect(onlyFinding(toDocument({ apiGateway: { kind, identitySources: [text] } }))).toMatchObject({
      code: 'identity-source',
      pointer: '/apiGateway/identitySources',
      message: `"${text}" is no identity source of a "${kind}" authorizer`,
      suggestion: `write ["${toDefaultIdentitySource(kind)}"]`,
    });
  });

  test.each(KINDS)('is the Authorization header by default: %s', (kind) => {
    const { apiGateway } = compiled(toDocument({ apiGateway: { kind } }));
    expect(apiGateway.identitySources).toEqual([toDefaultIdentitySource(kind)]);
    expect(parseIdentitySource(kind, toDefaultIdentitySource(kind))).toEqual({ kind: 'header', name: 'authorization' });
    expect(apiGateway.resultTtlSeconds).toBe(kind === 'websocket' ? 0 : 300);
  });

  test('may be left out of every kind but a TOKEN authorizer', () => {
    const entry = { identitySources: [], resultTtlSeconds: 0 };
    expect(compiled(toDocument({ apiGateway: { ...entry, kind: 'rest-request' } })).apiGateway.identitySources).toEqual(
      [],
    );
    expect(onlyFinding(toDocument({ apiGateway: entry }))).toMatchObject({ code: 'identity-source' });
  });

  test('holds the token sources that lie in it', () => {
    const header = { kind: 'header', name: 'authorization' } as const;
    expect(isWithin({ kind: 'authorization' }, header)).toBe(true);
    expect(isWithin({ kind: 'header', name: 'X-Token' }, { kind: 'header', name: 'x-token' })).toBe(true);
    expect(isWithin({ kind: 'cookie', name: 's' }, { kind: 'header', name: 'cookie' })).toBe(true);
    expect(isWithin({ kind: 'query', name: 't' }, { kind: 'query', name: 't' })).toBe(true);
    expect(isWithin({ kind: 'query', name: 't' }, { kind: 'query', name: 'T' })).toBe(false);
    expect(isWithin({ kind: 'query', name: 't' }, { kind: 'header', name: 't' })).toBe(false);
    expect(isWithin({ kind: 'header', name: 't' }, { kind: 'query', name: 't' })).toBe(false);
    expect(isWithin({ kind: 'authorization' }, { kind: 'context', name: 'authorization' })).toBe(false);
  });
});

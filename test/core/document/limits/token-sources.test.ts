import { describe, expect, test } from 'vitest';
import { findLambdaLimits } from '../../../../packages/core/src/document/lambda-limits.ts';
import { compiled, ISS, type Json, toDocument } from '../compiling.ts';

const COOKIE = { cookie: 's' };
const HEADER = { header: 'x-token' };
const QUERY = { unsafeQueryToken: { name: 'token', why: 'EventSource' } };

/** `code level pointer` of what is found where tokens are read at these places. */
function limitsOf(apiGateway: Json, tokenFrom: readonly unknown[], changes: Json = {}): readonly string[] {
  const machines = { issuer: ISS, audience: 'https://api.acme.dev', tokenFrom };
  const findings = findLambdaLimits(compiled(toDocument({ issuers: { machines }, apiGateway, ...changes })));
  for (const { message, suggestion, level } of findings) {
    expect(message).not.toBe('');
    if (level === 'error') expect(suggestion).toBeTypeOf('string');
  }
  return findings.map(({ level, code, pointer }) => `${code} ${level} ${pointer}`);
}

const UNREAD = ['lambda-token-source-unread warning /issuers/machines/tokenFrom'];
const SOURCE = ['lambda-token-source error /issuers/machines/tokenFrom'];
const IDENTITY = ['lambda-identity-source error /apiGateway/identitySources'];

describe.each([
  ['rest-request', 'method.request.'],
  ['http-iam', '$request.'],
])('under a result TTL %s reads tokens from its identity sources alone', (kind, prefix) => {
  const header = (name: string) => `${prefix}header.${name}`;
  test.each<[readonly string[], readonly unknown[], readonly string[]]>([
    [[header('Authorization')], ['authorization'], []],
    [[header('authorization'), header('X-Tenant')], ['authorization'], []],
    [[header('X-Token')], [HEADER], []],
    [[`${prefix}querystring.token`], [QUERY], []],
    [[header('Authorization')], ['authorization', HEADER, COOKIE], UNREAD],
    [[header('Authorization')], [HEADER], SOURCE],
    [[header('Authorization')], [COOKIE], SOURCE],
    [[header('X-Tenant')], ['authorization'], IDENTITY],
    [[`${prefix}querystring.other`], [QUERY], IDENTITY],
    [[header('Cookie')], [COOKIE], ['lambda-cookie error /issuers/machines/tokenFrom']],
    [
      [header('Authorization'), header('X-Token')],
      ['authorization', HEADER],
      ['lambda-token-alternatives error /apiGateway/identitySources'],
    ],
  ])('%j with tokens from %j', (identitySources, tokenFrom, expected) => {
    expect(limitsOf({ kind, identitySources }, tokenFrom)).toEqual(expected);
  });
});

describe('without a result TTL', () => {
  const entry = { kind: 'rest-request', resultTtlSeconds: 0 };
  test.each<[Json, readonly unknown[], readonly string[]]>([
    [{ ...entry, identitySources: [] }, [COOKIE, HEADER, QUERY], []],
    [{ ...entry, identitySources: ['method.request.header.X-Tenant'] }, [COOKIE], []],
    [{ ...entry, identitySources: ['method.request.header.Cookie'] }, [COOKIE], []],
    [entry, ['authorization', COOKIE], UNREAD],
    [{ kind: 'websocket' }, ['authorization', COOKIE], UNREAD],
    [{ kind: 'websocket', identitySources: [] }, [COOKIE, QUERY], []],
    [{ kind: 'websocket', identitySources: ['route.request.querystring.token'] }, [QUERY], []],
    [
      { resultTtlSeconds: 0, identitySources: ['method.request.header.Cookie'] },
      [COOKIE],
      ['lambda-cookie error /issuers/machines/tokenFrom'],
    ],
    [{ resultTtlSeconds: 0 }, [COOKIE], SOURCE],
  ])('%j with tokens from %j', (apiGateway, tokenFrom, expected) => {
    expect(limitsOf(apiGateway, tokenFrom)).toEqual(expected);
  });
});

describe('an optional route', () => {
  const routes = { 'GET /feed': 'optional' };
  const REFUSED = ['lambda-optional error /routes/GET ~1feed'];
  test.each<[Json, readonly string[]]>([
    [{}, REFUSED],
    [{ kind: 'rest-request' }, REFUSED],
    [{ kind: 'http-iam' }, REFUSED],
    [{ kind: 'websocket' }, REFUSED],
    [{ kind: 'rest-request', resultTtlSeconds: 0 }, REFUSED],
    [{ kind: 'rest-request', resultTtlSeconds: 0, identitySources: [] }, []],
    [{ kind: 'http-simple', resultTtlSeconds: 0, identitySources: ['$context.routeKey'] }, []],
    [{ kind: 'websocket', identitySources: [] }, []],
  ])('is refused where the credential is an identity source: %j', (apiGateway, expected) => {
    expect(limitsOf(apiGateway, ['authorization'], { routes })).toEqual(expected);
  });
});

describe('the result TTL', () => {
  const TTL = 'lambda-result-ttl error /apiGateway/resultTtlSeconds';
  test.each<[Json, readonly string[]]>([
    [{ kind: 'websocket', resultTtlSeconds: 1 }, [TTL]],
    [{ kind: 'websocket', resultTtlSeconds: 0 }, []],
    [{ kind: 'rest-request', identitySources: [] }, [TTL, ...IDENTITY]],
    [{ kind: 'http-iam', identitySources: [] }, [TTL, ...IDENTITY]],
  ])('is a lambda-result-ttl where nothing can be kept: %j', (apiGateway, expected) => {
    expect(limitsOf(apiGateway, ['authorization'])).toEqual(expected);
  });
});

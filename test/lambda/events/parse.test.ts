import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHttpApiEvent } from '../../../packages/lambda/src/events/http-api.ts';
import { parseGatewayEvent } from '../../../packages/lambda/src/events/parse.ts';
import { parseRestRequestEvent } from '../../../packages/lambda/src/events/rest-request.ts';
import { parseTokenEvent } from '../../../packages/lambda/src/events/token.ts';
import { parseConnectEvent } from '../../../packages/lambda/src/events/websocket.ts';
import { readEvent } from './read.ts';

const BEARER = 'Bearer header.payload.signature';
const READERS = [parseTokenEvent, parseRestRequestEvent, parseHttpApiEvent, parseConnectEvent];

describe('an event', () => {
  test.each([
    ['token', 'rest-token', 'GET', 'orders/1'],
    ['request-rest', 'rest-request', 'GET', 'orders/1'],
    ['request-rest-console', 'rest-request', 'GET', ''],
    ['request-rest-two-tokens', 'rest-request', 'GET', 'orders/1'],
    ['request-http-v1', 'http-1.0', 'GET', 'orders/1'],
    ['request-http-v2', 'http-2.0', 'GET', 'orders/1'],
    ['request-http-v2-bare', 'http-2.0', 'POST', ''],
  ])('%s is a %s event: %s %j, from its ARN alone', (name, kind, method, path) => {
    const event = readEvent(name);
    expect(parseGatewayEvent(event)).toMatchObject({ kind, arn: { method, path } });
    expect(READERS.filter((parse) => parse(event) !== null)).toHaveLength(1);
  });

  test('websocket-connect is a websocket event: a stage, and no method or path', () => {
    const event = readEvent('websocket-connect');
    expect(parseGatewayEvent(event)).toMatchObject({ kind: 'websocket', apiId: 'abcdef1234' });
    expect(parseConnectEvent(event)?.arn).toEqual({
      arn: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/$connect',
      base: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod',
      apiId: 'abcdef1234',
      stage: 'prod',
    });
    expect(READERS.filter((parse) => parse(event) !== null)).toHaveLength(1);
  });

  test.each(['appsync', 'websocket-message', 'request-http-v2-default-arn'])('%s is none', (name) => {
    expect(parseGatewayEvent(readEvent(name))).toBeNull();
  });

  test.each<[string, object]>([
    ['request-rest', { requestContext: undefined }],
    ['request-rest', { requestContext: null }],
    ['request-rest', { type: 'request' }],
    ['request-rest', { methodArn: ['x'] }],
    ['request-rest', { version: '3.0' }],
    ['request-http-v1', { version: '1' }],
    ['request-http-v2', { version: '2.1' }],
    ['request-http-v2', { routeArn: undefined, methodArn: 'arn:aws:execute-api:r:1:a/s/GET/' }],
    ['request-http-v2', { requestContext: [] }],
    ['request-http-v2', { type: 'TOKEN' }],
    ['websocket-connect', { requestContext: { eventType: 'DISCONNECT' } }],
    ['websocket-connect', { requestContext: undefined }],
    ['websocket-connect', { methodArn: 'arn:aws:execute-api:eu-west-1:1:abc/prod/$disconnect' }],
    ['websocket-connect', { methodArn: 'arn:aws:execute-api:eu-west-1:1:abc/*/$connect' }],
  ])('%s with %j is none', (name, changes) => {
    expect(parseGatewayEvent({ ...readEvent(name), ...changes })).toBeNull();
  });

  test('of any shape is read or refused, and never throws', () => {
    const event = fc.oneof(
      fc.anything(),
      fc.record({
        type: fc.constantFrom('TOKEN', 'REQUEST', undefined),
        version: fc.constantFrom('1.0', '2.0', undefined),
        methodArn: fc.oneof(fc.anything(), fc.constant('arn:aws:execute-api:r:1:a/s/GET/x')),
        routeArn: fc.oneof(fc.anything(), fc.constant('arn:aws:execute-api:r:1:a/s/GET/x')),
        headers: fc.anything(),
        multiValueHeaders: fc.anything(),
        cookies: fc.anything(),
        queryStringParameters: fc.anything(),
        rawQueryString: fc.anything(),
        requestContext: fc.oneof(fc.anything(), fc.constant({ eventType: 'CONNECT' })),
      }),
    );
    fc.assert(
      fc.property(event, (value) => {
        const parsed = parseGatewayEvent(value);
        if (parsed === null || parsed.kind === 'rest-token') return;
        for (const name of ['authorization', 'cookie']) {
          expect(['string', 'object']).toContain(typeof parsed.headers.get(name));
        }
        expect(String(parsed.query)).toBeTypeOf('string');
      }),
    );
  });
});

describe('the headers of an event', () => {
  const rest = (changes: object) => parseRestRequestEvent({ ...readEvent('request-rest'), ...changes })?.headers;
  const http = (changes: object) => parseHttpApiEvent({ ...readEvent('request-http-v2'), ...changes })?.headers;

  test.each<[string, object, string | null]>([
    ['both maps', {}, BEARER],
    ['one map alone', { multiValueHeaders: null }, BEARER],
    ['the other alone', { headers: undefined }, BEARER],
    ['no map', { headers: null, multiValueHeaders: null }, null],
    [
      'another case',
      { headers: { AUTHORIZATION: 'Bearer a' }, multiValueHeaders: { authorization: ['Bearer a'] } },
      'Bearer a',
    ],
    [
      'two values',
      {
        headers: { A: '1', authorization: 'Bearer b' },
        multiValueHeaders: { authorization: ['Bearer a', 'Bearer b'] },
      },
      'Bearer a, Bearer b',
    ],
    [
      'maps that differ',
      { headers: { Authorization: 'Bearer b' }, multiValueHeaders: { Authorization: ['Bearer a'] } },
      'Bearer a, Bearer b',
    ],
    [
      'two spellings',
      { headers: { Authorization: 'Bearer a', authorization: 'Bearer b' }, multiValueHeaders: null },
      'Bearer a, Bearer b',
    ],
    ['nothing but empty texts', { headers: { Authorization: '' }, multiValueHeaders: { Authorization: [''] } }, null],
    [
      'values that are no texts',
      { headers: { Authorization: 7 }, multiValueHeaders: { Authorization: [null, {}] } },
      null,
    ],
    ['lists for maps', { headers: ['Authorization'], multiValueHeaders: ['x'] }, null],
  ])('of %s are read whole', (_name, changes, expected) => {
    expect(rest(changes)?.get('authorization')).toBe(expected);
    expect(rest(changes)?.get('Authorization')).toBe(expected);
  });

  test.each<[string, object, string | null]>([
    ['the list of cookies', {}, 'theme=dark; lang=en'],
    ['no list', { cookies: undefined }, null],
    ['a header in place of the list', { cookies: null, headers: { cookie: 'a=1' } }, 'a=1'],
    ['both alike', { cookies: ['a=1', 'b=2'], headers: { cookie: 'a=1; b=2' } }, 'a=1; b=2'],
    ['both, differing', { cookies: ['a=1'], headers: { cookie: 'a=2' } }, 'a=2, a=1'],
  ])('of payload 2.0 give %s as the cookie header', (_name, changes, expected) => {
    expect(http(changes)?.get('cookie')).toBe(expected);
  });
});

describe('the query of an event', () => {
  test.each<[object, string]>([
    [{}, 'page=1&page=2'],
    [{ multiValueQueryStringParameters: null }, 'page=2'],
    [{ queryStringParameters: null, multiValueQueryStringParameters: null }, ''],
    [{ queryStringParameters: { page: '3' } }, 'page=1&page=2&page=3'],
    [
      { queryStringParameters: { a: 'x y&z=1', b: '\ud800' }, multiValueQueryStringParameters: {} },
      'a=x+y%26z%3D1&b=%EF%BF%BD',
    ],
  ])('holds every value: %j', (changes, expected) => {
    expect(String(parseRestRequestEvent({ ...readEvent('request-rest'), ...changes })?.query)).toBe(expected);
  });

  test('of payload 2.0 is the raw one', () => {
    expect(String(parseHttpApiEvent(readEvent('request-http-v2'))?.query)).toBe('page=1&page=2');
    expect(String(parseHttpApiEvent({ ...readEvent('request-http-v2'), rawQueryString: null })?.query)).toBe('');
  });
});

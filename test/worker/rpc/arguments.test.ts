import { describe, expect, test } from 'vitest';
import { parseRpcRequest, parseText } from '../../../packages/worker/src/rpc/arguments.ts';

const read = (headers: unknown): ReturnType<typeof parseRpcRequest>['headers'] =>
  parseRpcRequest({ method: 'GET', url: '/', headers }).headers;

describe('headers', () => {
  test.each([
    ['Headers', new Headers({ Authorization: 'Bearer a' })],
    ['a record', { Authorization: 'Bearer a' }],
    ['a record without a prototype', Object.assign(Object.create(null), { AUTHORIZATION: 'Bearer a' })],
    ['entries', [['authorization', 'Bearer a']]],
  ])('are read from %s, whatever the case of a name', (_what, headers) => {
    expect(read(headers).get('authorization')).toBe('Bearer a');
    expect(read(headers).get('Authorization')).toBe('Bearer a');
    expect(read(headers).get('cookie')).toBeNull();
  });

  test('of one name are joined, so that neither hides the other', () => {
    const entries = [
      ['Authorization', 'Bearer a'],
      ['authorization', 'Bearer b'],
    ];
    expect(read(entries).get('authorization')).toBe('Bearer a, Bearer b');
    expect(read({ Authorization: 'Bearer a', authorization: 'Bearer b' }).get('authorization')).toBe(
      'Bearer a, Bearer b',
    );
    const cookies = [
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
    ];
    expect(read(cookies).get('cookie')).toBe('a=1; b=2');
  });

  test('named like members of objects are headers and nothing else', () => {
    expect(read([]).get('constructor')).toBeNull();
    expect(read(JSON.parse('{"__proto__":"x"}')).get('__proto__')).toBe('x');
  });

  test('fold case in ASCII alone', () => {
    expect(read([['coo\u212Aie', 'a=1']]).get('cookie')).toBeNull();
  });

  test('in great number are read in their order', () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ['x-a', String(index)]);
    expect(read(many).get('x-a')).toMatch(/^0, 1, 2, .*, 19999$/);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'Authorization: Bearer a'],
    ['a Map', new Map([['authorization', 'Bearer a']])],
    ['a reader of its own', { get: () => 'Bearer a' }],
    ['a value that is no text', { authorization: 1 }],
    ['several values in one member', { authorization: ['Bearer a'] }],
    ['an entry without a value', [['authorization']]],
    ['an entry of three', [['authorization', 'Bearer a', 'Bearer b']]],
    ['a flat list', ['authorization', 'Bearer a']],
    ['a name that is no text', [[1, 'Bearer a']]],
  ])('of the form "%s" are a TypeError', (_what, headers) => {
    expect(() => read(headers)).toThrow(TypeError);
  });
});

describe('the request', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', '/orders/1'],
    ['a list', [{ method: 'GET', url: '/', headers: {} }]],
    ['no method', { url: '/', headers: {} }],
    ['no URL', { method: 'GET', headers: {} }],
    ['a URL object', { method: 'GET', url: new URL('https://api.acme.dev/'), headers: {} }],
    ['no headers', { method: 'GET', url: '/' }],
  ])('of the form "%s" is a TypeError', (_what, request) => {
    expect(() => parseRpcRequest(request)).toThrow(TypeError);
  });

  test('itself is refused with the parts to send instead, and its body is left', () => {
    const request = new Request('https://api.acme.dev/', { method: 'POST', body: 'x' });
    expect(() => parseRpcRequest(request)).toThrow('authorize takes { method, url, headers }, not the Request');
    expect(request.bodyUsed).toBe(false);
  });

  test('keeps no other member', () => {
    const asked = { method: 'GET', url: '/', headers: {}, cf: {}, credentials: 'always', lookAlikes: 'ignore' };
    expect(Object.keys(parseRpcRequest(asked)).sort()).toEqual(['headers', 'method', 'url']);
  });

  test('stands in no message', () => {
    const secret = 'Bearer very-secret';
    const wrong = [{ headers: [[secret, 1]] }, { headers: { a: secret, b: 1 } }, { headers: secret }, secret];
    for (const part of wrong) {
      const request = typeof part === 'string' ? part : { method: 'GET', url: '/', ...part };
      expect(() => parseRpcRequest(request)).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(/secret/) }),
      );
    }
    expect(() => parseText({ secret }, 'token')).toThrow('token must be a string.');
  });
});

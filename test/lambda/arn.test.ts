import { describe, expect, test } from 'vitest';
import { parseMethodArn } from '../../packages/lambda/src/arn.ts';
import { isCanonical, toTarget } from '../../packages/lambda/src/target.ts';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';

describe('the ARN of a method', () => {
  test.each([
    ['GET/', 'GET', ''],
    ['GET//', 'GET', '/'],
    ['GET/a:b:c', 'GET', 'a:b:c'],
    ['GET/a//b/', 'GET', 'a//b/'],
    ['GET/arn:aws:execute-api:x:1:y/z/GET/q', 'GET', 'arn:aws:execute-api:x:1:y/z/GET/q'],
    ['PROPFIND/a', 'PROPFIND', 'a'],
    ['get/a', 'get', 'a'],
    ['/a', '', 'a'],
    ['GET/%2e%2e/%zz', 'GET', '%2e%2e/%zz'],
    ['GET/a\nb', 'GET', 'a\nb'],
    ['GET/*$x?', 'GET', '*$x?'],
  ])('keeps method and path verbatim: %j', (rest, method, path) => {
    expect(parseMethodArn(`${BASE}/${rest}`)).toEqual({
      arn: `${BASE}/${rest}`,
      base: BASE,
      apiId: 'abcdef1234',
      stage: 'prod',
      method,
      path,
    });
  });

  test('of more than 1,600 bytes is read whole, in time', () => {
    const path = 'é:/'.repeat(100_000);
    const started = performance.now();
    expect(parseMethodArn(`${BASE}/GET/${path}`)?.path).toBe(path);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test.each([
    '',
    'GET/',
    BASE,
    `${BASE}/GET`,
    `${BASE}/$connect`,
    'arn:aws:s3:::bucket/a/b/c',
    'arn:aws:execute-api:eu-west-1:123456789012:*/prod/GET/',
    'arn:aws:execute-api:*:123456789012:abcdef1234/prod/GET/',
    'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/*/GET/',
    'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/$x/GET/',
    'arn:aws*:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/',
    ` ${BASE}/GET/`,
  ])('is not %j: nothing that could be a pattern stands before the method', (text) => {
    expect(parseMethodArn(text)).toBeNull();
  });
});

describe('the target of a path in an ARN', () => {
  test.each([
    ['', '/'],
    ['a/b', '/a/b'],
    ['a%20b/%zz', '/a%20b/%zz'],
    ['a|b;c', '/a|b;c'],
    ['café', '/caf%C3%A9'],
    ['a b', '/a%20b'],
    ['a?b#c', '/a%3Fb%23c'],
    ['😀', '/%F0%9F%98%80'],
    ['a\nb', '/a%0Ab'],
  ])('%j is %j: what no request line holds was decoded and is encoded again', (path, target) => {
    expect(toTarget(path)).toBe(target);
  });

  test('is canonical in one spelling only', () => {
    const canonical = ['', 'a', 'a/', 'a:b', 'caf%C3%A9', 'a%20b'];
    const others = ['/', 'a//', 'caf%c3%a9', 'café', '%61', 'a b', 'a|b', 'a;b', '.', 'a/../b', 'a?b', '%'];
    expect(canonical.map(isCanonical)).toEqual(canonical.map(() => true));
    expect(others.map(isCanonical)).toEqual(others.map(() => false));
  });
});

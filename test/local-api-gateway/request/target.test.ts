import { describe, expect, test } from 'vitest';
import { parseTarget } from '../../../packages/local-api-gateway/src/request/target.ts';
import { stripStage } from '../../../packages/local-api-gateway/src/server/stage-prefix.ts';

describe('a request target', () => {
  test.each([
    ['/', { path: '/', query: '' }],
    ['/a/../b//c;d%2e?x=1?y', { path: '/a/../b//c;d%2e', query: 'x=1?y' }],
    ['//host/a', { path: '//host/a', query: '' }],
    ['/a?', { path: '/a', query: '' }],
    ['http://host:1/a?b', { path: '/a', query: 'b' }],
    ['HTTP://host', { path: '/', query: '' }],
    ['http://host?a', { path: '/', query: 'a' }],
    ['/http://host/a', { path: '/http://host/a', query: '' }],
    ['*', undefined],
    ['', undefined],
    ['a/b', undefined],
    ['?a', undefined],
    ['host:443', undefined],
  ])('%j is split without a change', (target, expected) => {
    expect(parseTarget(target)).toEqual(expected);
  });
});

describe('the stage in front of a target', () => {
  test.each([
    ['/prod/orders/1?a=/prod', '/orders/1?a=/prod'],
    ['/prod', '/'],
    ['/prod/', '/'],
    ['/prod?a', '/?a'],
    ['/prod//a/../b', '//a/../b'],
    ['http://host/prod/a', '/a'],
    ['/production/a', undefined],
    ['/Prod/a', undefined],
    ['/%70rod/a', undefined],
    ['//prod/a', undefined],
    ['/', undefined],
    ['*', undefined],
  ])('%j becomes %j', (target, expected) => {
    expect(stripStage(target, 'prod')).toBe(expected);
  });
});

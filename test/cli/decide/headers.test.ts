import { expect, test } from 'vitest';
import { createHeaderReader } from '../../../packages/cli/src/decide/headers.ts';

test('reads names in any case and joins several values as HTTP does', () => {
  const reader = createHeaderReader([
    ['Authorization', ['Bearer a', 'Bearer b']],
    ['AUTHORIZATION', 'Bearer c'],
    ['Cookie', ['a=1', 'b=2']],
  ]);
  expect(reader.get('authorization')).toBe('Bearer a, Bearer b, Bearer c');
  expect(reader.get('cookie')).toBe('a=1; b=2');
  expect(reader.get('host')).toBeNull();
});

test('an empty list is an absent header', () => {
  expect(createHeaderReader([['authorization', []]]).get('authorization')).toBeNull();
});

test('drops only the blanks around a value and keeps what a header must not hold for the core to refuse', () => {
  const reader = createHeaderReader([
    ['a', ' \tBearer x\t '],
    ['b', 'x\n'],
    ['c', 'x\u0000'],
    ['d', 'x\u200b'],
    ['e', '  '],
  ]);
  expect(['a', 'b', 'c', 'd', 'e'].map((name) => reader.get(name))).toEqual([
    'Bearer x',
    'x\n',
    'x\u0000',
    'x\u200b',
    '',
  ]);
});

test('names of Object.prototype are ordinary names', () => {
  expect(createHeaderReader([]).get('constructor')).toBeNull();
  expect(createHeaderReader([['__proto__', 'x']]).get('__proto__')).toBe('x');
});

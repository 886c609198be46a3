import { describe, expect, test } from 'vitest';
import { toFailure, toLogText } from '../../../packages/local-api-gateway/src/authorizer/failure.ts';

class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
}

describe('what Lambda reports of a failure', () => {
  test.each([
    ['an error', new Error('a'), { errorType: 'Error', errorMessage: 'a' }],
    ['an error of a subclass', new UnauthorizedError('a'), { errorType: 'UnauthorizedError', errorMessage: 'a' }],
    ['text', 'a', { errorType: 'string', errorMessage: 'a' }],
    ['a number', 7, { errorType: 'number', errorMessage: '7' }],
    ['nothing', undefined, { errorType: 'undefined', errorMessage: 'undefined' }],
    ['null', null, { errorType: 'object', errorMessage: 'null' }],
    ['a symbol', Symbol('a'), { errorType: 'symbol', errorMessage: 'Symbol(a)' }],
  ])('%s', (_, thrown, expected) => {
    expect(toFailure(thrown)).toEqual(expected);
  });

  test('a thrown value that cannot be read is a failure too', () => {
    const unreadable = Object.create(null);
    const trap = new Proxy(new Error('a'), {
      get: () => {
        throw new Error('trap');
      },
    });
    expect(toFailure(unreadable).errorMessage).toBe('the thrown value could not be read');
    expect(toFailure(trap).errorMessage).toBe('the thrown value could not be read');
  });
});

describe('text for a log', () => {
  const token = 'Bearer abcdefghijklmnop.QRSTUVWXYZ';

  test.each([
    ['keys could not be fetched', 'keys could not be fetched'],
    ['bad: Bearer abcdefghijklmnop.QRSTUVWXYZ!', 'bad: Bearer [masked]!'],
    ['part=abcdefgh', '[masked]'],
    ['end XXSTUVWXYZ', 'end [masked]'],
    ['short abcdefg', 'short abcdefg'],
    [`foreign ${'z9'.repeat(16)}`, 'foreign [masked]'],
    ['line\r\nbreak\u001b[31m', 'line  break [31m'],
  ])('%j becomes %j', (text, expected) => {
    expect(toLogText(text, token)).toBe(expected);
  });

  test('is at most 300 characters', () => {
    expect(toLogText('a b '.repeat(1_000), token)).toHaveLength(300);
  });
});

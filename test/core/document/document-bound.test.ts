import { describe, expect, test } from 'vitest';
import { compiled, onlyFinding, toDocument } from './compiling.ts';

const bounded = (maxDocumentBytes: unknown, kind = 'rest-token') =>
  toDocument({ apiGateway: { kind, maxDocumentBytes } });

describe('the bound of IAM documents', () => {
  test.each([
    ['rest-token', 1_048_576],
    ['http-iam', 1_048_576],
    ['websocket', 8192],
  ])('of a "%s" authorizer is %i bytes by default', (kind, bytes) => {
    expect(compiled(toDocument({ apiGateway: { kind } })).apiGateway.maxDocumentBytes).toBe(bytes);
  });

  test.each([
    ['rest-token', 2048],
    ['rest-request', 300_000],
    ['http-iam', 1_048_576],
    ['websocket', 2048],
    ['websocket', 8192],
  ])('of a "%s" authorizer may be %i', (kind, bytes) => {
    expect(compiled(bounded(bytes, kind)).apiGateway.maxDocumentBytes).toBe(bytes);
  });

  test.each([
    ['wrong-value', 2047, 'write 2048 or more'],
    ['wrong-value', 0, 'write 2048 or more'],
    ['wrong-value', 1_048_577, 'write 1048576 or less'],
    ['wrong-value', 4096.5, null],
    ['wrong-type', '8 KB', null],
  ])('out of bounds is a %s: %j', (code, bytes, suggestion) => {
    expect(onlyFinding(bounded(bytes))).toMatchObject({
      ...{ level: 'error', code, suggestion, pointer: '/apiGateway/maxDocumentBytes' },
      message: expect.stringContaining('expected a whole number from 2048 to 1048576'),
    });
  });

  test('cannot be raised for a WebSocket API: document-bound', () => {
    expect(onlyFinding(bounded(8193, 'websocket'))).toMatchObject({
      level: 'error',
      code: 'document-bound',
      pointer: '/apiGateway/maxDocumentBytes',
      suggestion: 'write 8192 or less, or remove "maxDocumentBytes"',
    });
  });
});

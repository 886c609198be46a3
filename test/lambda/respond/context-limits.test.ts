import { PolicyError } from '@sallyport/core';
import { tokenAuthorizer } from '@sallyport/lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitContext, RESERVED_CONTEXT_KEYS, toContext } from '../../../packages/lambda/src/respond/context.ts';
import { toPolicy } from '../authorizers/setting.ts';
import { createScene } from '../iam/scene.ts';

const { ask } = await createScene({ 'GET /': 'authenticated' });
const DECISION = await ask('GET ');
const countBytes = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).byteLength;

describe('a context', () => {
  test('without a principal is the policy alone', () => {
    expect(toContext(DECISION, null, [{ key: 'user', from: 'subject' }])).toEqual({
      sallyport_policy: DECISION.policy,
    });
  });

  test.each([...RESERVED_CONTEXT_KEYS, 'sallyport_subject', 'sallyport_anything'])(
    'never has the mapped key %s: a reserved-context-key',
    (key) => {
      const policy = toPolicy({ context: { [key]: 'subject' } });
      expect(() => tokenAuthorizer(policy, { env: {} })).toThrow(PolicyError);
    },
  );

  test('reserves what API Gateway fills in itself', () => {
    const filled = [
      'principalId',
      'claims',
      'integrationLatency',
      'error',
      'status',
      'requestId',
      'latency',
      'lambda',
      'jwt',
    ];
    for (const key of filled) expect(RESERVED_CONTEXT_KEYS.has(key), key).toBe(true);
  });

  test('that fits is left as it is', () => {
    const context = { sallyport_policy: 'sha256:0', a: 'x', b: 1, c: true };
    expect(fitContext(context, 8000)).toEqual(context);
  });

  test('that does not fit loses its longest values first, whole, and names them', () => {
    const context = { sallyport_policy: 'sha256:0', long: 'x'.repeat(500), longer: 'x'.repeat(600), short: 'y' };
    expect(fitContext(context, 200)).toEqual({
      sallyport_policy: 'sha256:0',
      short: 'y',
      sallyport_omitted: 'longer long',
    });
    expect(fitContext({ ...context, sallyport_omitted: 'gone' }, 640)).toMatchObject({
      sallyport_omitted: 'gone longer',
    });
  });

  test('of any values keeps the policy, changes none, and fits where it can', () => {
    const values = fc.dictionary(
      fc.string({ maxLength: 20 }),
      fc.oneof(fc.string({ maxLength: 1024 }), fc.integer(), fc.boolean()),
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 2500, max: 9000 }), (context, maxBytes) => {
        const whole: Readonly<Record<string, string | number | boolean>> = { ...context, sallyport_policy: 'sha256:0' };
        const fitted = fitContext(whole, maxBytes);
        expect(fitted.sallyport_policy).toBe('sha256:0');
        expect(countBytes(fitted)).toBeLessThanOrEqual(maxBytes);
        for (const [key, value] of Object.entries(fitted)) {
          if (key !== 'sallyport_omitted') expect(value).toBe(whole[key]);
        }
      }),
    );
  });
});

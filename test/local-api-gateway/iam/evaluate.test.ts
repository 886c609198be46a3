import { evaluateIam, evaluateIamDocument, type IamEffect, parseIamDocument } from '@sallyport/local-api-gateway';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allow, BASE, context, deny, document, INVOKE, rules } from './documented-rules.ts';

describe('IAM evaluation, rule by rule', () => {
  test.each(rules)('%s', (_, given, path, expected) => {
    expect(evaluateIam(given, { action: INVOKE, resource: `${BASE}/${path}`, context })).toBe(expected);
  });

  test('every part of the ARN counts', () => {
    const given = document(allow('GET/a'));
    for (const [part, other] of [
      ['aws', 'aws-cn'],
      ['eu-west-1', 'eu-west-2'],
      ['123456789012', '123456789013'],
      ['abcdef1234', 'zbcdef1234'],
      ['/prod/', '/test/'],
      ['GET', 'POST'],
    ] as const) {
      const resource = `${BASE}/GET/a`.replace(part, other);
      expect(evaluateIam(given, { action: INVOKE, resource })).toBe('implicitDeny');
    }
  });

  test('a colon in the path is text like any other', () => {
    const request = { action: INVOKE, resource: `${BASE}/GET/2021-08-01T00:00:00Z` };
    expect(evaluateIam(document(allow('GET/2021-08-01T00:00:00Z')), request)).toBe('allow');
    expect(evaluateIam(document(allow('GET/2021-08-01T00')), request)).toBe('implicitDeny');
  });

  test('throws for a malformed document instead of giving an effect', () => {
    expect(() => evaluateIam({ Version: '2012-10-17' }, { action: INVOKE, resource: BASE })).toThrow(TypeError);
  });
});

describe('IAM evaluation, against a second reading of the rules', () => {
  const path = fc.constantFrom('GET/', 'GET/a', 'GET/a/b', 'GET/b', 'POST/a', 'GET/a//b');
  const pattern = fc.constantFrom('*', 'GET/*', 'GET/a', 'GET/a/*', 'GET/?', '*/a', 'POST/?*', 'GET/a?b');
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    actionMember: fc.constantFrom('Action', 'NotAction'),
    resourceMember: fc.constantFrom('Resource', 'NotResource'),
    actions: fc.subarray([INVOKE, 's3:*', '*'], { minLength: 1 }),
    resources: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  });

  function toExpression(text: string): RegExp {
    const source = text
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]');
    return new RegExp(`^${source}$`);
  }

  test('any matching Deny denies, else any matching Allow allows, else it is implicit', () => {
    const seen = new Set<IamEffect>();
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), path, (statements, asked) => {
        const effects = statements
          .filter((given) => {
            const action = given.actions.some((text) => text !== 's3:*');
            const resource = given.resources.some((text) => toExpression(text).test(asked));
            return action === (given.actionMember === 'Action') && resource === (given.resourceMember === 'Resource');
          })
          .map((given) => given.Effect);
        const expected = effects.includes('Deny')
          ? 'explicitDeny'
          : effects.includes('Allow')
            ? 'allow'
            : 'implicitDeny';
        const given = document(
          ...statements.map(({ Effect, actionMember, resourceMember, actions, resources }) => ({
            Effect,
            [actionMember]: actions,
            [resourceMember]: resources.map((text) => `${BASE}/${text}`),
          })),
        );
        seen.add(expected);
        expect(evaluateIam(given, { action: INVOKE, resource: `${BASE}/${asked}` })).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
    expect(seen.size).toBe(3);
  });

  test('a document compiled once gives the same effect as one read for each request', () => {
    const given = document(allow('GET/*'), deny('GET/a/*'));
    const parsed = parseIamDocument(given);
    if (parsed.outcome === 'refused') throw new Error('a good document was refused');
    for (const asked of ['GET/a', 'GET/a/b', 'POST/a']) {
      const request = { action: INVOKE, resource: `${BASE}/${asked}` };
      expect(evaluateIamDocument(parsed.document, request)).toBe(evaluateIam(given, request));
    }
  });

  test('evaluates a document of 200 resources thousands of times within seconds', () => {
    const paths = Array.from({ length: 200 }, (_, index) => `GET/v1/resource${index}/*`);
    const parsed = parseIamDocument(document(allow(...paths)));
    if (parsed.outcome === 'refused') throw new Error('a good document was refused');
    const started = performance.now();
    for (let run = 0; run < 5_000; run += 1) {
      evaluateIamDocument(parsed.document, { action: INVOKE, resource: `${BASE}/GET/v1/resource199/x` });
    }
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

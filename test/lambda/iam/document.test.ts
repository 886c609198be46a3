import { compileIam } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { createEvaluator } from './evaluator.ts';
import { BASE, createScene, NOW, toArn } from './scene.ts';

const ROUTES = { 'GET /orders/:id': { scopes: ['read'] }, 'POST /orders': { scopes: ['write'] } } as const;
const EXP = NOW + 900;

describe('a document', () => {
  test('allows what is granted until notAfter and denies everything else without condition', async () => {
    const scene = await createScene({ 'POST /orders': 'authenticated', 'GET /users': 'deny' });
    const { document, exact, bytes } = await scene.compile();
    const orders = [`${BASE}/POST/orders`, `${BASE}/POST/orders/`];
    const instant = new Date((EXP + 30) * 1000).toISOString().replace('.000', '');
    expect(document).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: orders,
          Condition: { DateLessThan: { 'aws:CurrentTime': instant } },
        },
        { Effect: 'Deny', Action: 'execute-api:Invoke', NotResource: orders },
        {
          Effect: 'Deny',
          Action: 'execute-api:Invoke',
          Resource: [`${BASE}/*`],
          Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': instant } },
        },
      ],
    });
    expect(exact).toBe(true);
    expect(bytes).toBe(new TextEncoder().encode(JSON.stringify(document)).byteLength);
  });

  test('is one Deny of everything where nothing is granted, never an empty list', async () => {
    const scene = await createScene(ROUTES);
    expect((await scene.compile()).document).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: [`${BASE}/*`] }],
    });
  });

  test('grants up to exp and the tolerance of its issuer, and denies explicitly from then on', async () => {
    const { evaluate } = await createScene(ROUTES, { scopes: ['read'] });
    expect(await evaluate('GET orders/1', EXP + 29)).toBe('allow');
    expect(await evaluate('GET orders/1', EXP + 30)).toBe('explicitDeny');
    expect(await evaluate('POST orders', EXP + 29)).toBe('explicitDeny');
  });

  test('grants a day at most, however long the token lives', async () => {
    const { evaluate } = await createScene(ROUTES, { scopes: ['read'], claims: { exp: NOW + 30 * 86_400 } });
    expect(await evaluate('GET orders/1', NOW + 86_399)).toBe('allow');
    expect(await evaluate('GET orders/1', NOW + 86_400)).toBe('explicitDeny');
  });

  test('rounds a fractional exp down', async () => {
    const { evaluate } = await createScene(ROUTES, { scopes: ['read'], claims: { exp: NOW + 60.9 } });
    expect(await evaluate('GET orders/1', NOW + 89)).toBe('allow');
    expect(await evaluate('GET orders/1', NOW + 90)).toBe('explicitDeny');
  });

  test('has no condition where the policy leaves expiry to its TTL', async () => {
    const scene = await createScene(ROUTES, { scopes: ['read'] }, { expiryCondition: 'none', resultTtlSeconds: 60 });
    const { document } = await scene.compile();
    expect(JSON.stringify(document)).not.toContain('Condition');
    expect(createEvaluator(document)(toArn('GET orders/1'))).toBe('allow');
  });

  test('is the same for every request of a token, where it is exact', async () => {
    const scene = await createScene(ROUTES, { scopes: ['read'] });
    const requests = ['GET orders/1', 'POST orders', 'GET orders/a%20b', 'GET admin', 'GET ;', 'PROPFIND orders/1'];
    const texts = await Promise.all(
      requests.map(async (request) => JSON.stringify((await scene.compile(request)).document)),
    );
    expect(new Set(texts).size).toBe(1);
  });

  test.each([
    `${BASE}/`,
    `${BASE}/GET`,
    'arn:aws:execute-api:eu-west-1:123456789012:*/prod',
    'arn:aws:s3:::bucket',
    '',
  ])('is never made for %j, which is no API and stage', async (base) => {
    const { rehearsal, principal } = await createScene(ROUTES, { scopes: ['read'] });
    expect(() => compileIam(rehearsal.policy, principal, { base, nowSeconds: NOW })).toThrow(TypeError);
  });
});

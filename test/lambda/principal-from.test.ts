import { lambdaAuthorizer, principalFrom } from '@sallyport/lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSetting, toHttpEvent, toPolicy, toRestEvent } from './authorizers/setting.ts';

const CONTEXT = { org: { claim: 'org' }, level: { claim: 'level' }, groups: { claim: 'groups' } };
const CLAIMS = { client_id: 'app', jti: 't1', org: 'acme', level: 7, groups: ['a', 'b'] };

/** What the authorizer of a kind says of one principal. */
async function forward(kind: 'rest-request' | 'http-iam', claims: object = {}) {
  const policy = toPolicy({ kind, context: CONTEXT });
  const { handler, mint } = createSetting(lambdaAuthorizer, policy, {});
  const authorization = `Bearer ${await mint(['read:orders', 'x'], { ...CLAIMS, ...claims })}`;
  const toEvent = kind === 'http-iam' ? toHttpEvent : toRestEvent;
  const answer = await handler(toEvent('GET/orders/1', { authorization }), {});
  if (!('policyDocument' in answer)) throw new Error('no document');
  return answer;
}

const toTexts = (context: object): object =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [key, String(value)]));

const PRINCIPAL = {
  policy: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  issuer: 'main',
  subject: 'auth0|abc',
  clientId: 'app',
  tenant: null,
  scopes: ['read:orders', 'x'],
  tokenId: 't1',
  expiresAt: expect.any(Number),
  omitted: [],
};

describe('the principal of a backend’s event', () => {
  test('at a REST or WebSocket API, or in payload 1.0, where every value is a text', async () => {
    const { principalId, context } = await forward('rest-request');
    const authorizer = { ...toTexts(context), principalId, integrationLatency: 12 };
    expect(principalFrom({ requestContext: { authorizer } })).toEqual({
      ...PRINCIPAL,
      principalId: 'https://tokens.acme.dev|sub|auth0|abc',
      context: { org: 'acme', level: '7', groups: '["a","b"]' },
    });
  });

  test('at an HTTP API in payload 2.0, under lambda, where values keep their types', async () => {
    const { context } = await forward('http-iam');
    expect(principalFrom({ requestContext: { authorizer: { lambda: context } } })).toEqual({
      ...PRINCIPAL,
      principalId: null,
      context: { org: 'acme', level: 7, groups: '["a","b"]' },
    });
  });

  test('says what was left out: a null beside it is no absence', async () => {
    const { context } = await forward('rest-request', { sub: 'x'.repeat(2000) });
    const principal = principalFrom({ requestContext: { authorizer: toTexts(context) } });
    expect(principal).toMatchObject({ subject: null, omitted: ['sallyport_subject'] });
  });

  test.each([
    undefined,
    null,
    {},
    { requestContext: null },
    { requestContext: { authorizer: null } },
    { requestContext: { authorizer: { lambda: null } } },
    { requestContext: { authorizer: { principalId: 'x', claims: { sub: 'x' } } } },
    { requestContext: { authorizer: { jwt: { claims: { sub: 'x' }, scopes: [] } } } },
    { requestContext: { authorizer: { sallyport_policy: 'sha256:0' } } },
    { requestContext: { authorizer: { sallyport_issuer: 'main', sallyport_policy: {} } } },
    { requestContext: { authorizer: Object.create({ sallyport_issuer: 'main', sallyport_policy: 'x' }) } },
    { headers: { sallyport_policy: 'x', sallyport_issuer: 'main' } },
  ])('is null in %j, where none of our authorizers let anyone in', (event) => {
    expect(principalFrom(event)).toBeNull();
  });

  test('of a request without a token, let in by a public route, is null', async () => {
    const policy = toPolicy({ kind: 'rest-request', resultTtlSeconds: 0, identitySources: [] });
    const { handler } = createSetting(lambdaAuthorizer, policy, {});
    const { context } = await handler(toRestEvent('GET/health', {}), {});
    expect(principalFrom({ requestContext: { authorizer: toTexts(context) } })).toBeNull();
  });

  test('is read or null for any event, and never throws', () => {
    const authorizer = fc.dictionary(
      fc.constantFrom(
        'sallyport_policy',
        'sallyport_issuer',
        'sallyport_scopes',
        'sallyport_expiresAt',
        'lambda',
        '__proto__',
        'x',
      ),
      fc.anything(),
    );
    const event = fc.oneof(
      fc.anything(),
      authorizer.map((value) => ({ requestContext: { authorizer: value } })),
    );
    fc.assert(
      fc.property(event, (value) => {
        const principal = principalFrom(value);
        if (principal !== null) expect(principal.scopes.every((scope) => typeof scope === 'string')).toBe(true);
      }),
    );
  });
});

import { compilePolicy, createAuthorizer, createWebPorts, type PolicyDocument } from '@sallyport/core';
import { createTestClock, createTestIssuer } from '@sallyport/core/testing';
import { type AnswerPreview, previewAnswer } from '@sallyport/lambda';
import { expect, test } from 'vitest';
import { AUDIENCE, BASE, ISSUER, START } from './authorizers/setting.ts';

const POLICY: PolicyDocument = {
  issuers: { main: { issuer: ISSUER, audience: AUDIENCE } },
  routes: { 'GET /orders/:id': 'authenticated', 'GET /orders/:id/items': 'authenticated', 'GET /closed': 'deny' },
  apiGateway: { unknownPaths: 'never' },
};

const setUp = () => {
  const clock = createTestClock(START);
  const issuer = createTestIssuer({ issuer: ISSUER, audience: AUDIENCE, clock: clock.now });
  const ports = createWebPorts({ clock: clock.now, fetch: issuer.fetchPort, sleep: clock.sleep });
  const { policy } = compilePolicy(POLICY, { env: {} });
  if (policy === null) throw new Error('the policy has errors');
  const { authorize } = createAuthorizer(POLICY, ports);
  const preview = async (request: string, token: string | null): Promise<AnswerPreview> => {
    const [method = '', url = ''] = request.split(' ');
    const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
    return previewAnswer(policy, authorize, { method, url, headers }, BASE);
  };
  return { issuer, preview };
};

test.each([
  ['GET /orders/1', 200, null, 'written'],
  ['GET /closed', 403, 'route_denied', 'written'],
  ['GET /nowhere', 403, 'route_unmatched', 'written'],
  // Declared never to arrive, and under a pattern that is granted.
  ['GET /orders/1/other', 401, 'route_unmatched', 'thrown'],
] as const)('%s is previewed as %i, %s: %s', async (request, status, reason, how) => {
  const { issuer, preview } = setUp();
  const { answer, document, outcome, ...rest } = await preview(request, await issuer.mint());
  expect({ ...rest, reason: outcome.reason }).toEqual({ status, reason });
  expect([answer === null, document === null]).toEqual(how === 'thrown' ? [true, true] : [false, false]);
});

test('a token that is not accepted is previewed as 401, and a fault as 500', async () => {
  const { issuer, preview } = setUp();
  expect(await preview('GET /orders/1', 'a.b.c')).toMatchObject({ status: 401, answer: null });
  expect(await preview('GET /orders/1', null)).toMatchObject({ status: 401, answer: null });
  issuer.fail('status500');
  expect(await preview('GET /orders/1', await issuer.mint())).toMatchObject({ status: 500, answer: null });
});

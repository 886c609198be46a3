/** How documents deny everything else, as the policy says: at run time, in previews, and in what is built. */
import { type ApiGatewayEntry, createAuthorizer, createWebPorts, type PolicyDocument } from '@sallyport/core';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { type AuthorizerAnswer, lambdaAuthorizer, previewAnswer, type SimpleAnswer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { bundleAuthorizer } from '../../../packages/cli/src/build/bundle.ts';
import { toPolicyModule } from '../../../packages/cli/src/build/policy-module.ts';
import { AUDIENCE, BASE, createSetting, ISSUER, ROUTES, START, toHttpEvent, toPolicy } from '../authorizers/setting.ts';
import { readEvent } from '../events/read.ts';
import { createEvaluator } from './evaluator.ts';
import { createScene, NOW, toArn } from './scene.ts';

const ROUTES_WITH_WS: PolicyDocument['routes'] = { ...ROUTES, 'GET /ws': 'authenticated' };
const SHAPES = ['notResource', 'resource'] as const;
const toTokenEvent = (token: string, request: string) => ({
  ...readEvent('token', token),
  methodArn: `${BASE}/${request}`,
});

function toText(answer: AuthorizerAnswer | SimpleAnswer): string {
  if (!('policyDocument' in answer)) throw new Error('no document');
  return JSON.stringify(answer.policyDocument);
}

const setUp = (entry: ApiGatewayEntry, route?: string) =>
  createSetting(lambdaAuthorizer, toPolicy(entry, { routes: ROUTES_WITH_WS }), {
    ...(route === undefined ? {} : { route }),
    invalidToken: 'deny',
  });

describe.each(SHAPES)('the shape of the policy: %s', (denyShape) => {
  const expected = denyShape === 'notResource';

  test.each([300, 0])('is that of every answer with a TTL of %i, and what is not granted is denied', async (ttl) => {
    const { handler, mint } = setUp({ denyShape, resultTtlSeconds: ttl });
    const answer = await handler(toTokenEvent(await mint(['read:orders']), 'GET/orders/1'), {});
    const text = toText(answer);
    expect(text.includes('NotResource')).toBe(expected);
    const evaluate = createEvaluator(JSON.parse(text));
    expect(evaluate(`${BASE}/GET/orders/1`, START)).toBe('allow');
    expect(evaluate(`${BASE}/GET/nowhere`, START)).toBe(expected ? 'explicitDeny' : 'implicitDeny');
    const denied = toText(await handler(toTokenEvent(await mint(), 'GET/closed'), {}));
    expect(createEvaluator(JSON.parse(denied))(`${BASE}/GET/closed`, START)).toBe('explicitDeny');
    const refused = toText(await handler(toTokenEvent('a.b.c', 'GET/orders/1'), {}));
    expect(createEvaluator(JSON.parse(refused))(`${BASE}/GET/nowhere`, START)).toBe('explicitDeny');
  });

  test('is that of an HTTP API and of a $connect too', async () => {
    const http = setUp({ kind: 'http-iam', denyShape });
    const headers = { authorization: `Bearer ${await http.mint(['read:orders'])}` };
    expect(toText(await http.handler(toHttpEvent('GET/orders/1', headers), {})).includes('NotResource')).toBe(expected);
    const socket = setUp({ kind: 'websocket', denyShape }, 'GET /ws');
    const event = readEvent('websocket-connect', await socket.mint(['read:orders']));
    expect(toText(await socket.handler(event, {})).includes('NotResource')).toBe(expected);
  });

  test('is what tools preview, byte for byte', async () => {
    const { handler, mint, issuer, clock } = setUp({ denyShape });
    const token = await mint(['read:orders']);
    const ports = createWebPorts({ fetch: issuer.fetchPort, clock: clock.now, sleep: clock.sleep });
    const { authorize, policy } = createAuthorizer(toPolicy({ denyShape }, { routes: ROUTES_WITH_WS }), ports);
    const request = { method: 'GET', url: '/orders/1', headers: new Headers({ authorization: `Bearer ${token}` }) };
    const { answer } = await previewAnswer(policy, authorize, request, BASE);
    if (answer === null) throw new Error('nothing was previewed');
    expect(toText(answer)).toBe(toText(await handler(toTokenEvent(token, 'GET/orders/1'), {})));
    expect(toText(answer).includes('NotResource')).toBe(expected);
  });

  test('is in the bundle that is built of the policy', async () => {
    const { mint, issuer } = setUp({});
    const issuers = { main: { issuer: ISSUER, audience: AUDIENCE, jwks: await issuer.jwks() } };
    const document = toPolicy({ denyShape, resultTtlSeconds: 60, expiryCondition: 'none' }, { issuers });
    const built = await buildPolicy(checkPolicy(document, { env: {}, hosts: 'publicOnly' }));
    if (built === null) throw new Error('nothing was built');
    const bundle = await bundleAuthorizer({ policySource: toPolicyModule(built), plan: built.plan });
    const module: { handler: (event: unknown, context: unknown) => Promise<AuthorizerAnswer> } = await import(
      `data:text/javascript;base64,${Buffer.from(bundle).toString('base64')}`
    );
    // The bundle has no clock but the machine's.
    const token = await mint(['read:orders'], {
      iat: Math.floor(Date.now() / 1000) - 5,
      exp: Math.floor(Date.now() / 1000) + 600,
    });
    const answer = await module.handler(toTokenEvent(token, 'GET/orders/1'), {});
    expect(toText(answer).includes('NotResource')).toBe(expected);
  });
});

test('the shape is notResource where the policy says nothing', async () => {
  const { handler, mint } = setUp({});
  expect(toText(await handler(toTokenEvent(await mint(), 'GET/nowhere'), {}))).toContain('NotResource');
});

test('a shape that no policy can name denies by exception: silence has to be asked for', async () => {
  const scene = await createScene({ 'GET /a': 'authenticated' });
  Reflect.set(scene.rehearsal.policy.apiGateway, 'denyShape', undefined);
  const plain = await scene.compile();
  const short = await scene.compile(undefined, { maxBytes: plain.bytes - 1 });
  for (const { document, narrowed } of [plain, short]) {
    expect(narrowed).toBeNull();
    expect(createEvaluator(document)(toArn('GET b'), NOW)).toBe('explicitDeny');
  }
});

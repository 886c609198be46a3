import { type ApiGatewayEntry, createAuthorizer, createWebPorts, type PolicyDocument } from '@sallyport/core';
import { buildPolicy, checkPolicy } from '@sallyport/core/check';
import { previewAnswer, tokenAuthorizer, toMaxBytes, webSocketAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { isWritableOwn } from '../../../packages/lambda/src/iam/own.ts';
import { BASE, createSetting, START, toPolicy } from '../authorizers/setting.ts';
import { readEvent } from '../events/read.ts';
import { createEvaluator } from './evaluator.ts';
import { createScene, NOW } from './scene.ts';

const ROUTES: PolicyDocument['routes'] = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`GET /resource-${at}`, 'authenticated' as const]),
);
const toEvent = (token: string, methodArn: string) => ({ ...readEvent('token', token), methodArn });
const countBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('the bound of the policy at run time', () => {
  test('narrows what the gate answers, with a warning, and grants the request that asked', async () => {
    const answers = [2048, 4096, 1_048_576].map(async (maxDocumentBytes) => {
      const policy = toPolicy({ maxDocumentBytes }, { routes: ROUTES });
      const { handler, mint, logged } = createSetting(tokenAuthorizer, policy, {});
      const { policyDocument } = await handler(toEvent(await mint(), `${BASE}/GET/resource-39`), {});
      expect(countBytes(policyDocument)).toBeLessThanOrEqual(maxDocumentBytes);
      const evaluate = createEvaluator(policyDocument);
      expect(evaluate(`${BASE}/GET/resource-39`, START)).toBe('allow');
      expect(evaluate(`${BASE}/GET/other`, START)).toBe('explicitDeny');
      const kept = Object.keys(ROUTES).filter((key) => evaluate(`${BASE}/${key.replace(' ', '')}`, START) === 'allow');
      return [kept.length, logged.some(({ kind, level }) => kind === 'sallyport.narrowed' && level === 'WARN')];
    });
    const [least, more, most] = await Promise.all(answers);
    expect(least?.[1]).toBe(true);
    expect(more?.[1]).toBe(true);
    expect(Number(more?.[0])).toBeGreaterThan(Number(least?.[0]));
    expect(most).toEqual([40, false]);
  });

  test('is what tools preview, too', async () => {
    const { rehearsal } = await createScene(ROUTES, {}, { maxDocumentBytes: 2048 });
    const authorize = (request: Parameters<typeof rehearsal.rehearse>[0]) =>
      rehearsal.rehearse(request, { issuer: 'main' });
    const request = { method: 'GET', url: '/resource-39', headers: new Headers() };
    const { document, status } = await previewAnswer(rehearsal.policy, authorize, request, BASE);
    expect(status).toBe(200);
    expect(document?.exact).toBe(false);
    expect(document?.bytes).toBeLessThanOrEqual(2048);
  });

  test('is in a built policy', async () => {
    const judged = checkPolicy(toPolicy({ maxDocumentBytes: 4096 }, { routes: ROUTES }), { env: {} });
    const built = await buildPolicy(judged);
    expect(built).not.toBeNull();
    if (built === null) return;
    expect(toMaxBytes(createAuthorizer(built, createWebPorts({ env: {} })).policy)).toBe(4096);
  });

  test('is 8,192 bytes for a WebSocket API and 1 MiB for any other by default, whatever a policy of another kind says', async () => {
    const { policy } = (await createScene(ROUTES)).rehearsal;
    const read = (apiGateway: ApiGatewayEntry) =>
      toMaxBytes({ ...policy, apiGateway: { ...policy.apiGateway, ...apiGateway, context: [], identitySources: [] } });
    expect([read({}), read({ kind: 'websocket' })]).toEqual([1_048_576, 8192]);
    expect(read({ kind: 'websocket', maxDocumentBytes: 4096 })).toBe(4096);
  });

  test.each([
    ['websocket', undefined, 8000],
    ['websocket', 3000, 2808],
    ['rest-token', 3000, 2808],
    ['rest-token', 1_048_576, 8000],
  ] as const)(
    'holds the whole answer of a $connect, whose context gives way: %s, %j',
    async (kind, maxDocumentBytes, most) => {
      const context = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`fact${at}`, { claim: 'note' }]));
      const policy = toPolicy(
        { kind, context, ...(maxDocumentBytes !== undefined && { maxDocumentBytes }) },
        { routes: { 'GET /ws': 'authenticated' } },
      );
      const { handler, mint } = createSetting(webSocketAuthorizer, policy, { route: 'GET /ws' });
      const answer = await handler(readEvent('websocket-connect', await mint([], { note: 'x'.repeat(400) })), {});
      expect(countBytes(answer)).toBeLessThanOrEqual(most);
      expect(countBytes(answer)).toBeGreaterThan(most - 500);
      expect(createEvaluator(answer.policyDocument)(`${BASE}/$connect`, START)).toBe('allow');
    },
  );
});

test('the least bound holds every document of one ARN: 512 characters in both statements, and the longest stage', async () => {
  const longest = `${BASE.replace('/prod', '')}/${'s'.repeat(128)}`;
  for (const base of [BASE, longest, `${longest.replace('abcdef1234', 'a'.repeat(270))}`]) {
    const scene = await createScene(
      { 'GET /:id': 'authenticated' },
      {},
      { resultTtlSeconds: 0, maxDocumentBytes: 2048 },
    );
    const own = `GET ${'x'.repeat(512 - `${base}/GET/`.length)}`;
    const arn = `${base}/${own.replace(' ', '/')}`;
    expect([arn.length, isWritableOwn(arn, base)]).toEqual([512, true]);
    const { rehearsal } = scene;
    const authorize = (request: Parameters<typeof rehearsal.rehearse>[0]) =>
      rehearsal.rehearse(request, { issuer: 'main' });
    const request = { method: 'GET', url: `/${own.slice(4)}`, headers: new Headers() };
    const { answer, document } = await previewAnswer(rehearsal.policy, authorize, request, base);
    if (answer === null || !('policyDocument' in answer)) throw new Error('no document');
    expect(createEvaluator(answer.policyDocument)(arn, NOW)).toBe('allow');
    expect(document?.bytes).toBeGreaterThan(1024);
    expect(document?.bytes).toBeLessThanOrEqual(toMaxBytes(rehearsal.policy));
  }
});

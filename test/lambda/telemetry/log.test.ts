import { lambdaAuthorizer, tokenAuthorizer } from '@sallyport/lambda';
import { afterEach, describe, expect, test } from 'vitest';
import { createSetting, START, toPolicy } from '../authorizers/setting.ts';
import { readEvent } from '../events/read.ts';

const CONTEXT = {
  functionName: 'edge',
  memoryLimitInMB: '256',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:edge',
  awsRequestId: 'request-1',
};

afterEach(() => {
  delete process.env._X_AMZN_TRACE_ID;
});

describe('the log line of a decision', () => {
  test('has the fields of Powertools and those of both gates', async () => {
    const { handler, mint, logged } = createSetting(tokenAuthorizer, toPolicy({}), {
      env: { POWERTOOLS_SERVICE_NAME: 'api' },
    });
    process.env._X_AMZN_TRACE_ID = 'Root=1-5e1b4151-5ac6c58f3a1b2c3d4e5f6071;Parent=53995c3f42cd8ad8;Sampled=1';
    await handler(readEvent('token', await mint(['read:orders'])), CONTEXT);
    expect(logged).toEqual([
      {
        level: 'INFO',
        message: 'allow',
        service: 'api',
        timestamp: '2030-03-17T17:46:40.000Z',
        cold_start: true,
        function_name: 'edge',
        function_memory_size: 256,
        function_arn: CONTEXT.invokedFunctionArn,
        function_request_id: 'request-1',
        xray_trace_id: '1-5e1b4151-5ac6c58f3a1b2c3d4e5f6071',
        kind: 'sallyport.decision',
        v: 1,
        ts: '2030-03-17T17:46:40Z',
        decisionId: expect.any(String),
        effect: 'allow',
        status: 200,
        reason: null,
        mode: 'enforce',
        wouldDeny: null,
        about: null,
        method: 'GET',
        route: 'GET /orders/:id',
        policy: expect.stringMatching(/^sha256:/),
        issuer: 'main',
        subject: expect.stringMatching(/^hash:[0-9a-f]{16}$/),
        client: 'test-client',
        tokenId: expect.stringMatching(/^hash:[0-9a-f]{16}$/),
        documentBytes: expect.any(Number),
        documentNarrowed: null,
      },
    ]);
  });

  test('is INFO for an allow, WARN for a denial, ERROR for a fault; only the first is cold', async () => {
    const { handler, mint, logged, issuer } = createSetting(tokenAuthorizer, toPolicy({}), {});
    await handler(readEvent('token', await mint(['read:orders'])), undefined);
    await handler(readEvent('token', await mint()), null);
    await handler(readEvent('token', 'a.b.c'), 7).catch(() => null);
    const cold = createSetting(tokenAuthorizer, toPolicy({}), {});
    cold.issuer.fail('status500');
    await cold.handler(readEvent('token', await issuer.mint()), {}).catch(() => null);
    expect(logged.map(({ level, message, cold_start }) => [level, message, cold_start])).toEqual([
      ['INFO', 'allow', true],
      ['WARN', 'deny scope_insufficient', false],
      ['WARN', 'deny token_malformed', false],
    ]);
    expect(cold.logged).toMatchObject([
      { level: 'ERROR', message: expect.stringMatching(/_unavailable$/), service: 'sallyport' },
    ]);
    expect(logged[0]).not.toHaveProperty('xray_trace_id');
    expect(logged[0]).not.toHaveProperty('function_name');
  });

  test('is never cold where AWS started the environment ahead of time', async () => {
    const env = { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' };
    const { handler, mint, logged } = createSetting(tokenAuthorizer, toPolicy({}), { env });
    await handler(readEvent('token', await mint()), {});
    expect(logged).toMatchObject([{ cold_start: false }]);
  });

  test.each([
    ['deny', 1],
    ['off', 0],
    ['all', 2],
  ] as const)('follows the policy: %s', async (decisions, count) => {
    const { handler, mint, logged } = createSetting(tokenAuthorizer, toPolicy({}, { log: { decisions } }), {});
    await handler(readEvent('token', await mint(['read:orders'])), {});
    await handler(readEvent('token', await mint()), {});
    expect(logged).toHaveLength(count);
  });

  test('holds no claim beyond the log setting, no path and no query', async () => {
    const policy = toPolicy({}, { log: { decisions: 'all', subject: 'off' } });
    const { handler, mint, logged } = createSetting(tokenAuthorizer, policy, {});
    const event = readEvent('token', await mint(['read:orders'], { email: 'someone@acme.dev' }));
    await handler({ ...event, methodArn: String(event.methodArn).replace('orders/1', 'orders/secret-42') }, {});
    expect(JSON.stringify(logged)).not.toMatch(/secret-42|someone|auth0|read:orders/);
  });
});

describe('a document that is too large', () => {
  test('grants less and warns, whatever decisions are logged', async () => {
    const routes = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`GET /resource-${at}`, 'authenticated' as const]),
    );
    const make = (decisions: 'deny' | 'off') =>
      createSetting(lambdaAuthorizer, toPolicy({ maxDocumentBytes: 2048 }, { routes, log: { decisions } }), {});
    const warned = make('deny');
    const event = (token: string) => ({
      ...readEvent('token', token),
      methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/resource-39',
    });
    const answer = await warned.handler(event(await warned.mint()), {});
    expect(JSON.stringify('policyDocument' in answer && answer.policyDocument).length).toBeLessThanOrEqual(2048);
    expect(warned.logged).toContainEqual(expect.objectContaining({ level: 'WARN', kind: 'sallyport.narrowed' }));
    expect(warned.logged.every(({ timestamp }) => timestamp === new Date(START * 1000).toISOString())).toBe(true);
    const silent = make('off');
    await silent.handler(event(await silent.mint()), {});
    expect(silent.logged).toEqual([]);
  });
});

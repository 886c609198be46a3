import { type ApiGatewayEntry, PolicyError } from '@sallyport/core';
import { type LambdaAuthorizerOptions, lambdaAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../events/read.ts';
import { createSetting, toPolicy } from './setting.ts';

const ROUTES = { 'GET /orders/:id': 'authenticated', 'GET /ws': 'authenticated' } as const;
const EVENTS = ['token', 'request-rest', 'request-http-v1', 'request-http-v2', 'websocket-connect'];
const setUp = (apiGateway: ApiGatewayEntry, options: LambdaAuthorizerOptions = {}) =>
  createSetting(lambdaAuthorizer, toPolicy(apiGateway, { routes: ROUTES }), options);

describe('one authorizer for every event', () => {
  test.each<[ApiGatewayEntry, LambdaAuthorizerOptions, readonly string[]]>([
    [{ kind: 'rest-token' }, {}, ['token']],
    [{ kind: 'rest-request' }, {}, ['request-rest']],
    [{ kind: 'http-iam' }, {}, ['request-http-v1', 'request-http-v2']],
    [{ kind: 'http-simple', resultTtlSeconds: 0 }, {}, ['request-http-v2']],
    [{ kind: 'websocket' }, { route: 'GET /ws' }, ['websocket-connect']],
    [{ kind: 'rest-token' }, { route: 'GET /ws' }, ['token', 'websocket-connect']],
  ])(
    'of the policy %j and %j answers %j, and refuses the others as event_malformed',
    async (entry, options, served) => {
      const { handler, mint } = setUp(entry, options);
      const token = await mint();
      for (const name of EVENTS) {
        const outcome = await handler(readEvent(name, token), {}).then(
          (answer) => ('isAuthorized' in answer ? `simple ${answer.isAuthorized}` : 'document'),
          (error: unknown) => (error instanceof Error ? error.message : ''),
        );
        const form = entry.kind === 'http-simple' ? 'simple true' : 'document';
        expect(outcome, name).toBe(served.includes(name) ? form : 'event_malformed');
      }
    },
  );

  test.each([undefined, null, 7, 'x', [], {}, { version: '3.0' }])('refuses %j as event_malformed', async (event) => {
    await expect(setUp({}).handler(event, {})).rejects.toThrow(/^event_malformed$/);
  });

  test('is not constructed for a WebSocket API without its route', () => {
    const policy = toPolicy({ kind: 'websocket' }, { routes: ROUTES });
    expect(() => lambdaAuthorizer(policy, { env: {} })).toThrow(PolicyError);
    expect(() => lambdaAuthorizer(policy, { env: {}, route: 'GET /nowhere' })).toThrow(PolicyError);
  });
});

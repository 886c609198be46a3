import type { ApiGatewayEntry } from '@sallyport/core';
import { lambdaAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { readEvent } from '../events/read.ts';
import { createEvaluator } from '../iam/evaluator.ts';
import { BASE, createSetting, START, toHttpEvent, toPolicy, toRestEvent } from './setting.ts';

const setUp = (apiGateway: ApiGatewayEntry, options = {}) =>
  createSetting(lambdaAuthorizer, toPolicy(apiGateway), { invalidToken: 'deny', ...options });
const REST: ApiGatewayEntry = { kind: 'rest-request' };

describe('invalidToken: "deny"', () => {
  test.each([0, 300])(
    'answers a token that stays refused with a Deny of the whole stage, TTL %i',
    async (resultTtlSeconds) => {
      const { handler, mint, logged } = setUp({ ...REST, resultTtlSeconds });
      const expired = await mint([], { exp: START - 60 });
      for (const value of [`Bearer ${expired}`, 'Bearer a.b.c', 'Basic eA==', 'Bearer']) {
        const answer = await handler(toRestEvent('GET/orders/1', { Authorization: value }), {});
        if (!('policyDocument' in answer)) throw new Error('no document');
        const evaluate = createEvaluator(answer.policyDocument);
        for (const request of ['GET/orders/1', 'GET/health', '/'])
          expect(evaluate(`${BASE}/${request}`)).toBe('explicitDeny');
        expect(answer.principalId).toBe('unauthorized');
        expect(Object.hasOwn(answer.context, 'sallyport_reason')).toBe(resultTtlSeconds === 0);
      }
      expect(logged.map(({ reason }) => reason)).toEqual([
        'token_expired',
        'token_malformed',
        'scheme_unsupported',
        'credential_malformed',
      ]);
    },
  );

  test('answers an HTTP API with isAuthorized false', async () => {
    const { handler } = setUp({ kind: 'http-simple', resultTtlSeconds: 0 });
    const answer = await handler(toHttpEvent('GET/orders/1', { authorization: 'Bearer a.b.c' }), {});
    expect(answer).toMatchObject({ isAuthorized: false, context: { sallyport_reason: 'token_malformed' } });
  });

  test('answers $connect with a Deny', async () => {
    const policy = toPolicy({ kind: 'websocket' }, { routes: { 'GET /ws': 'authenticated' } });
    const { handler } = createSetting(lambdaAuthorizer, policy, { invalidToken: 'deny', route: 'GET /ws' });
    const answer = await handler(readEvent('websocket-connect', 'a.b.c'), {});
    expect(answer).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Deny', Resource: [`${BASE}/*`] }] } });
  });

  test.each([0, 300])(
    'never answers what may change: key_not_found, token_not_yet_valid, a fault; TTL %i',
    async (resultTtlSeconds) => {
      const { handler, mint, issuer, logged, clock } = setUp({ ...REST, resultTtlSeconds });
      const ask = async (token: string) =>
        handler(toRestEvent('GET/orders/1', { Authorization: `Bearer ${token}` }), {});
      await expect(ask(await mint([], { nbf: START + 3600 }))).rejects.toThrow(/^Unauthorized$/);
      const foreign = createSetting(lambdaAuthorizer, toPolicy(REST), {});
      clock.advance(60);
      await expect(
        ask((await foreign.mint()).replace(/^[^.]+/, btoa('{"alg":"ES256","kid":"gone"}').replaceAll('=', ''))),
      ).rejects.toThrow(/^Unauthorized$/);
      expect(logged.map(({ reason }) => reason)).toEqual(['token_not_yet_valid', 'key_not_found']);
      issuer.fail('status500');
      clock.advance(100_000);
      await expect(ask(await mint())).rejects.toThrow(/^keys_unavailable$|^discovery_unavailable$/);
    },
  );

  test('keeps no Deny for two credentials, of which the cache key may hold the good one: credential_ambiguous', async () => {
    const { handler, mint, logged } = setUp({ ...REST, resultTtlSeconds: 300 });
    const event = readEvent('request-rest-two-tokens', await mint());
    await expect(handler(event, {})).rejects.toThrow(/^Unauthorized$/);
    expect(logged).toMatchObject([{ reason: 'credential_ambiguous' }]);
  });

  test('changes nothing for a token that is accepted, nor for an event that is none', async () => {
    const { handler, mint } = setUp({ kind: 'rest-token' });
    const answer = await handler(readEvent('token', await mint(['read:orders'])), {});
    expect(answer).toMatchObject({ principalId: 'https://tokens.acme.dev|sub|auth0|abc' });
    await expect(handler(readEvent('appsync'), {})).rejects.toThrow(/^event_malformed$/);
  });
});

/** A policy that declares TTL 0 behind an API Gateway that keeps results all the same: what is kept ends in 10 s. */
import { httpApiAuthorizer, requestAuthorizer, tokenAuthorizer } from '@sallyport/lambda';
import {
  createLocalApiGateway,
  type HttpApiAuthorizerOptions,
  type LocalApiGateway,
  type RestAuthorizerOptions,
} from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { createSetting, toPolicy } from '../lambda/authorizers/setting.ts';

const API = { apiId: 'abcdef1234', region: 'eu-west-1', accountId: '123456789012', stage: 'prod' };
const KEPT = { resultTtlSeconds: 300 };
const integration = (): { status: number } => ({ status: 200 });
type Setting = Pick<ReturnType<typeof createSetting<unknown, object>>, 'handler' | 'clock' | 'mint'>;

function toRest(authorizer: RestAuthorizerOptions, { clock }: Setting): LocalApiGateway {
  const routes = [{ method: 'ANY', path: '/{proxy+}', authorizer: 'edge', integration }];
  return createLocalApiGateway({ ...API, authorizers: { edge: authorizer }, routes, clock: clock.now });
}

function toHttp(authorizer: HttpApiAuthorizerOptions, { clock }: Setting): LocalApiGateway {
  const routes = [{ routeKey: 'ANY /{proxy+}', authorizer: 'edge', integration }];
  return createLocalApiGateway({
    ...API,
    protocol: 'HTTP',
    authorizers: { edge: authorizer },
    routes,
    clock: clock.now,
  });
}

const SCENES = {
  'rest-token': () => {
    const setting = createSetting(tokenAuthorizer, toPolicy({ kind: 'rest-token', resultTtlSeconds: 0 }), {});
    return { ...setting, api: toRest({ type: 'TOKEN', handler: setting.handler, ...KEPT }, setting) };
  },
  'rest-request': () => {
    const setting = createSetting(requestAuthorizer, toPolicy({ kind: 'rest-request', resultTtlSeconds: 0 }), {});
    const identitySources = ['method.request.header.Authorization'];
    return {
      ...setting,
      api: toRest({ type: 'REQUEST', handler: setting.handler, identitySources, ...KEPT }, setting),
    };
  },
  'http-iam': () => {
    const setting = createSetting(httpApiAuthorizer, toPolicy({ kind: 'http-iam', resultTtlSeconds: 0 }), {});
    const identitySources = ['$request.header.Authorization'];
    const form = { payloadFormatVersion: '2.0', response: 'iam' } as const;
    return { ...setting, api: toHttp({ ...form, handler: setting.handler, identitySources, ...KEPT }, setting) };
  },
};

describe.each(Object.entries(SCENES))('a cache that nobody switched off, at %s', (_, createScene) => {
  test('serves a document of TTL 0 for 10 s and then fails closed, without asking the authorizer', async () => {
    const { api, clock, mint } = createScene();
    const headers = { Authorization: `Bearer ${await mint(['read:orders'])}` };
    const ask = async (): Promise<object> => {
      const { status, authorizerInvoked } = await api.invoke({ method: 'GET', path: '/orders/1', headers });
      return { status, authorizerInvoked };
    };
    expect(await ask()).toEqual({ status: 200, authorizerInvoked: true });
    clock.advance(9);
    expect(await ask()).toEqual({ status: 200, authorizerInvoked: false });
    clock.advance(1);
    expect(await ask()).toEqual({ status: 403, authorizerInvoked: false });
    clock.advance(290);
    expect(await ask()).toEqual({ status: 200, authorizerInvoked: true });
  });
});

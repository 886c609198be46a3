import { serveLocalApiGateway } from '@sallyport/local-api-gateway';
import { afterEach, expect, test } from 'vitest';
import { answerFor } from '../fixture.ts';
import { createHttpApiProbe, createRestRequestProbe } from '../kinds.ts';
import { requestText, sendRaw } from './raw-client.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

test('an HTTP API over HTTP: headers in lower case, cookies apart, its own bodies', async () => {
  const { gateway, calls } = createHttpApiProbe(({ headers }) => ({ isAuthorized: headers.authorization === 'good' }));
  const { url, close } = await serveLocalApiGateway(gateway, { port: 0 });
  closers.push(close);
  const send = async (path: string, headers: Record<string, string>): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, { headers });
    return [response.status, response.headers.get('apigw-requestid') !== null, await response.json()];
  };
  expect(await send('/orders', { Authorization: 'good', Cookie: 'a=1; b=2' })).toEqual([200, true, {}]);
  expect(await send('/orders', { Authorization: 'other' })).toEqual([403, true, { message: 'Forbidden' }]);
  expect(await send('/orders', {})).toEqual([401, true, { message: 'Unauthorized' }]);
  expect(await send('/nowhere', { Authorization: 'good' })).toEqual([404, true, { message: 'Not Found' }]);
  expect(calls[0]).toMatchObject({ cookies: ['a=1', 'b=2'], rawPath: '/orders', headers: { authorization: 'good' } });
});

test('a REST REQUEST authorizer over HTTP sees header names and repeated headers as they were sent', async () => {
  const { gateway, calls } = createRestRequestProbe(() => answerFor('Allow'));
  const { port, close } = await serveLocalApiGateway(gateway, { port: 0, stagePrefix: 'strip' });
  closers.push(close);
  const answer = await sendRaw(port, requestText('/prod/files/a%2F//b?x=1', 'X-Probe: 1', 'x-PROBE: 2'));
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(calls[0]).toMatchObject({
    path: '/files/a%2F//b',
    pathParameters: { proxy: 'a%2F//b' },
    headers: { 'X-Probe': '2' },
    multiValueHeaders: { 'X-Probe': ['1', '2'] },
    requestContext: { path: '/prod/files/a%2F//b', identity: { sourceIp: '127.0.0.1' } },
  });
});

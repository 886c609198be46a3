import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseTokenEvent } from '../../../packages/lambda/src/events/token.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'));

describe('a TOKEN event', () => {
  test.each([
    ['token', 'prod', 'GET', 'orders/1'],
    ['token-root', 'prod', 'GET', ''],
    ['token-colons', 'prod', 'GET', 'reports/2021-08-01T00:00:00Z/a:b//c'],
    ['token-china', 'prod', 'POST', 'orders'],
    ['token-govcloud', 'v1', 'DELETE', 'orders/1/'],
    ['token-default-stage', '$default', 'GET', 'orders/1'],
    ['token-test-invoke', 'ESTestInvoke-stage', 'GET', ''],
    ['token-serverless-offline', 'dev', 'GET', 'pets/1'],
  ])('%s is read: stage %s, method %s, path %j', (name, stage, method, path) => {
    const event = parseTokenEvent(read(name));
    expect(event?.arn).toMatchObject({ stage, method, path });
    expect(event?.authorization).toBe(name === 'token-test-invoke' ? 'anything' : 'Bearer header.payload.signature');
  });

  test.each(['request-rest', 'request-http-v2', 'websocket-connect', 'appsync'])('%s is none', (name) => {
    expect(parseTokenEvent(read(name))).toBeNull();
  });

  test.each([
    undefined,
    null,
    'TOKEN',
    7,
    [],
    {},
    { type: 'TOKEN' },
    { type: 'TOKEN', methodArn: 7 },
    { type: 'token', methodArn: 'arn:aws:execute-api:r:1:a/s/GET/' },
  ])('%j is none', (event) => {
    expect(parseTokenEvent(event)).toBeNull();
  });

  test.each([undefined, null, '', 7, ['Bearer x'], {}])(
    'without a text as its token is read as one without: %j',
    (authorizationToken) => {
      const methodArn = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/';
      expect(parseTokenEvent({ type: 'TOKEN', methodArn, authorizationToken })?.authorization).toBeNull();
    },
  );
});

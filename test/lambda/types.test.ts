/** The handlers fit the types that AWS users write: a line that does not compile fails the check of the tests’ types. */
import type { PolicyDocument } from '@sallyport/core';
import {
  httpApiAuthorizer,
  lambdaAuthorizer,
  principalFrom,
  requestAuthorizer,
  type SimpleAnswer,
  tokenAuthorizer,
  webSocketAuthorizer,
} from '@sallyport/lambda';
import type {
  APIGatewayAuthorizerResult,
  APIGatewayIAMAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayRequestAuthorizerHandler,
  APIGatewaySimpleAuthorizerWithContextResult,
  APIGatewayTokenAuthorizerHandler,
  Handler,
} from 'aws-lambda';
import { expect, test } from 'vitest';
import { toPolicy } from './authorizers/setting.ts';
import { readEvent } from './events/read.ts';

const policy = (kind: NonNullable<PolicyDocument['apiGateway']>['kind'] & string) =>
  toPolicy({ kind, resultTtlSeconds: 0 }, { routes: { 'GET /ws': 'authenticated' } });
const env = {};

test('every handler is one of AWS’s', () => {
  const token: APIGatewayTokenAuthorizerHandler = tokenAuthorizer(policy('rest-token'), { env });
  const request: APIGatewayRequestAuthorizerHandler = requestAuthorizer(policy('rest-request'), { env });
  const http: Handler<
    APIGatewayRequestAuthorizerEventV2,
    APIGatewayIAMAuthorizerResult | APIGatewaySimpleAuthorizerWithContextResult<SimpleAnswer['context']>
  > = httpApiAuthorizer(policy('http-iam'), { env });
  const connect: Handler<unknown, APIGatewayAuthorizerResult> = webSocketAuthorizer(policy('websocket'), {
    env,
    route: 'GET /ws',
  });
  const any: Handler = lambdaAuthorizer(policy('rest-token'), { env });
  for (const handler of [token, request, http, connect, any]) {
    expect(handler).toBeTypeOf('function');
    expect(handler).toHaveLength(2);
  }
});

test('the events of this folder have every member that AWS’s types promise', () => {
  const rest: Record<keyof APIGatewayRequestAuthorizerEvent, true> = {
    type: true,
    methodArn: true,
    resource: true,
    path: true,
    httpMethod: true,
    headers: true,
    multiValueHeaders: true,
    pathParameters: true,
    queryStringParameters: true,
    multiValueQueryStringParameters: true,
    stageVariables: true,
    requestContext: true,
  };
  const http: Record<keyof APIGatewayRequestAuthorizerEventV2, true> = {
    version: true,
    type: true,
    routeArn: true,
    identitySource: true,
    routeKey: true,
    rawPath: true,
    rawQueryString: true,
    cookies: true,
    headers: true,
    queryStringParameters: true,
    requestContext: true,
    pathParameters: true,
    stageVariables: true,
  };
  expect(Object.keys(readEvent('request-rest')).sort()).toEqual(Object.keys(rest).sort());
  expect(Object.keys(readEvent('request-http-v2')).sort()).toEqual(Object.keys(http).sort());
  for (const name of ['request-http-v1', 'request-rest-console']) {
    expect(Object.keys(readEvent(name))).toEqual(expect.arrayContaining(Object.keys(rest)));
  }
});

test('a principal has typed members', () => {
  const principal = principalFrom({
    requestContext: { authorizer: { sallyport_policy: 'sha256:0', sallyport_issuer: 'main' } },
  });
  const subject: string | null | undefined = principal?.subject;
  const scopes: readonly string[] = principal?.scopes ?? [];
  expect([subject, scopes]).toEqual([null, []]);
});

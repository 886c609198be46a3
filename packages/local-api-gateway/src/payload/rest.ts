/**
 * Writes the two events of REST APIs, and payload 1.0 of HTTP APIs, which is the second of them with more members.
 *
 * Spec: [D] input to a Lambda authorizer; no `identitySource` in the REST event [L]. The TOKEN event tells nothing of
 *   the request but the token and the ARN [D]. The members of `identity` that are null, and whether payload 1.0 has the
 *   stage in `path`, rest on memory [unverified: identity-nulls] [unverified: payload-one-path].
 */
import { createHash } from 'node:crypto';
import { toStagePath } from '../protocol.ts';
import type { AuthorizerCall } from './call.ts';
import type {
  HttpApiV1Event,
  RestIdentity,
  RestRequestContext,
  RestRequestEvent,
  TokenAuthorizerEvent,
} from './events.ts';
import { toRestMaps, toUserAgent } from './maps.ts';
import { toRequestTime } from './time.ts';

/** The event of a TOKEN authorizer. */
export function toTokenEvent(call: AuthorizerCall, values: readonly string[]): TokenAuthorizerEvent {
  return { type: 'TOKEN', authorizationToken: values.join(), methodArn: call.arn };
}

/** The event of a REST REQUEST authorizer. */
export function toRestRequestEvent(call: AuthorizerCall): RestRequestEvent {
  return {
    type: 'REQUEST',
    methodArn: call.arn,
    resource: call.resource,
    path: call.target.path,
    httpMethod: call.method,
    ...toRestMaps(call),
    pathParameters: call.pathParameters,
    requestContext: toRestRequestContext(call),
  };
}

/** The event of an HTTP API authorizer with payload 1.0. */
export function toHttpApiV1Event(call: AuthorizerCall, values: readonly string[]): HttpApiV1Event {
  const joined = values.join(',');
  return {
    version: '1.0',
    identitySource: joined,
    authorizationToken: joined,
    ...toRestRequestEvent(call),
    path: toStagePath(call.api, call.target.path),
  };
}

function toRestRequestContext(call: AuthorizerCall): RestRequestContext {
  const { api, requestId, arrivedMs } = call;
  return {
    accountId: api.accountId,
    apiId: api.apiId,
    domainName: api.domainName,
    domainPrefix: api.apiId,
    extendedRequestId: requestId,
    httpMethod: call.method,
    identity: toIdentity(call),
    path: toStagePath(api, call.target.path),
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: toRequestTime(arrivedMs),
    requestTimeEpoch: arrivedMs,
    // Six characters of API Gateway's own choice; here they follow the template, so that they stay the same.
    resourceId: createHash('sha256').update(call.resource).digest('hex').slice(0, 6),
    resourcePath: call.resource,
    stage: api.stage,
  };
}

function toIdentity(call: AuthorizerCall): RestIdentity {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: call.sourceIp,
    user: null,
    userAgent: toUserAgent(call),
    userArn: null,
  };
}

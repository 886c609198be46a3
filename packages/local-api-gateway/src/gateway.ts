/**
 * The gateway: takes one request through routing, the authorizer, the IAM evaluation and the integration, in this
 * order.
 */

import { authorizeRequest } from './authorization.ts';
import { requireConfig } from './config-error.ts';
import { type AuthorizerControls, createControls } from './controls.ts';
import {
  createHttpApiDeployment,
  createRestDeployment,
  createWebSocketDeployment,
  type Deployment,
} from './deployment.ts';
import type { Exchange, LocalRequest, LocalResponse } from './exchange.ts';
import { callIntegration } from './integration/integration.ts';
import { toIntegrationRequest } from './integration/request.ts';
import type { HttpApiOptions, LocalApiGatewayOptions, WebSocketApiOptions } from './options.ts';
import type { Protocol } from './protocol.ts';
import { logRequest, NOT_ASKED, refuse } from './refusal.ts';
import { MAX_HEADER_BYTES, measureHeaders } from './request/headers.ts';
import { startExchange } from './start-exchange.ts';
import { createConnector, type LocalWebSocketGateway } from './web-socket.ts';

/** A REST or HTTP API in this process. */
export type LocalApiGateway = AuthorizerControls & {
  readonly protocol: Exclude<Protocol, 'WEBSOCKET'>;
  /** Answers one request; never rejects for what a client, an authorizer or an integration does. */
  readonly invoke: (request: LocalRequest) => Promise<LocalResponse>;
  /** Answers a request for a stage that this API does not have. */
  readonly refuseStage: (request: LocalRequest) => LocalResponse;
};

/** The largest body, in bytes [D quotas]. */
export const MAX_BODY_BYTES: number = 10 * 1024 * 1024;

/** Makes a gateway. Throws `LocalApiGatewayConfigError` for options that could not be deployed. */
export function createLocalApiGateway(options: WebSocketApiOptions): LocalWebSocketGateway;
/** Makes a gateway. Throws `LocalApiGatewayConfigError` for options that could not be deployed. */
export function createLocalApiGateway(options: LocalApiGatewayOptions | HttpApiOptions): LocalApiGateway;
export function createLocalApiGateway(
  options: LocalApiGatewayOptions | HttpApiOptions | WebSocketApiOptions,
): LocalApiGateway | LocalWebSocketGateway {
  if (options.protocol === 'WEBSOCKET') {
    const deployment = createWebSocketDeployment(options);
    return { ...createControls(deployment), ...createConnector(deployment, options.messages) };
  }
  requireConfig(
    options.protocol === undefined || options.protocol === 'REST' || options.protocol === 'HTTP',
    'protocol must be REST, HTTP or WEBSOCKET',
  );
  const deployment = options.protocol === 'HTTP' ? createHttpApiDeployment(options) : createRestDeployment(options);
  return {
    ...createControls(deployment),
    protocol: options.protocol ?? 'REST',
    invoke: (request) => answer(deployment, startExchange(deployment, request, '')),
    refuseStage: (request) => refuse(deployment, startExchange(deployment, request, ''), 'unknownStage', NOT_ASKED),
  };
}

async function answer(deployment: Deployment, exchange: Exchange): Promise<LocalResponse> {
  const { headers, target, route, request, requestId } = exchange;
  if (measureHeaders(headers) > MAX_HEADER_BYTES) {
    return refuse(deployment, exchange, 'headersTooLarge', NOT_ASKED);
  }
  if (Buffer.byteLength(request.body ?? '') > MAX_BODY_BYTES) {
    return refuse(deployment, exchange, 'bodyTooLarge', NOT_ASKED);
  }
  if (target === undefined || route === undefined) {
    return refuse(deployment, exchange, 'unknownResource', NOT_ASKED);
  }
  const authorized = await authorizeRequest(deployment, exchange, target, route);
  if ('refusal' in authorized) return refuse(deployment, exchange, authorized.refusal, authorized);

  const integrationRequest = toIntegrationRequest(
    deployment.api,
    exchange,
    target,
    route,
    authorized.integrationContext,
  );
  const integrated = await callIntegration(route.integration, integrationRequest, request.signal);
  if (integrated.outcome === 'failed') {
    deployment.report({ type: 'integrationFailed', requestId, route: route.routeKey, cause: integrated.cause });
    return refuse(deployment, exchange, integrated.refusal, authorized);
  }
  logRequest(deployment, exchange, authorized, integrated.status);
  const idHeader = deployment.api.protocol === 'REST' ? 'x-amzn-requestid' : 'apigw-requestid';
  const responseHeaders = { 'content-type': 'application/json', ...integrated.headers, [idHeader]: requestId };
  return { ...authorized.progress, status: integrated.status, headers: responseHeaders, body: integrated.body };
}

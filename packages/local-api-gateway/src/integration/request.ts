/**
 * Writes the request that an integration sees, with what the authorizer said of the caller.
 *
 * Spec: [D] `requestContext.authorizer` holds context as text, `principalId` and `integrationLatency` in REST and
 *   WebSocket APIs, and `lambda` with typed values in HTTP APIs [D][L].
 */
import type { DeployedRoute, Exchange } from '../exchange.ts';
import type { DeployedApi } from '../protocol.ts';
import { lastHeader } from '../request/headers.ts';
import type { RequestTarget } from '../request/target.ts';
import type { IntegrationRequest } from './integration.ts';

/** The request for the integration of `route`; `authorizer` is absent where none was asked. */
export function toIntegrationRequest(
  api: DeployedApi,
  exchange: Exchange,
  target: RequestTarget,
  route: DeployedRoute,
  authorizer: Readonly<Record<string, unknown>> | undefined,
): IntegrationRequest {
  const { accountId, apiId, stage } = api;
  const { request, headers, requestId, sourceIp, connectionId } = exchange;
  const { method, body = '' } = request;
  const { resource, routeKey } = route;
  const identity = { sourceIp, userAgent: lastHeader(headers, 'user-agent') };
  const requestContext = {
    accountId,
    apiId,
    stage,
    requestId,
    httpMethod: method,
    resourcePath: resource,
    identity,
    ...(api.protocol === 'REST' ? {} : { routeKey }),
    ...(connectionId === '' ? {} : { connectionId }),
    ...(authorizer === undefined ? {} : { authorizer }),
  };
  return {
    ...target,
    method,
    resource,
    pathParameters: exchange.pathParameters,
    headers: Object.fromEntries(headers),
    body,
    requestContext,
  };
}

/**
 * Writes the event of a WebSocket API's `$connect` authorizer.
 *
 * Spec: [D] WebSocket Lambda authorizers: as the REST REQUEST event, without method, resource, path and path
 *   parameters; `requestContext` tells of the connection.
 */
import type { AuthorizerCall } from './call.ts';
import type { WebSocketEvent } from './events.ts';
import { toRestMaps, toUserAgent } from './maps.ts';
import { toRequestTime } from './time.ts';

/** The event of a `$connect` authorizer. */
export function toWebSocketEvent(call: AuthorizerCall): WebSocketEvent {
  const { api, arrivedMs, requestId } = call;
  return {
    type: 'REQUEST',
    methodArn: call.arn,
    ...toRestMaps(call),
    requestContext: {
      apiId: api.apiId,
      connectedAt: arrivedMs,
      connectionId: call.connectionId,
      domainName: api.domainName,
      eventType: 'CONNECT',
      extendedRequestId: requestId,
      identity: { sourceIp: call.sourceIp, userAgent: toUserAgent(call) },
      messageDirection: 'IN',
      requestId,
      requestTime: toRequestTime(arrivedMs),
      requestTimeEpoch: arrivedMs,
      routeKey: '$connect',
      stage: api.stage,
    },
  };
}

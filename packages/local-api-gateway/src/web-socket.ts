/**
 * The gateway of a WebSocket API: decides whether a client may connect. `$connect` is the one route with an authorizer.
 *
 * Trust: a client is connected only after its authorizer allowed `$connect` and the integration accepted it; nothing
 *   ends the connection when the token expires, as at API Gateway.
 * Spec: [D] WebSocket APIs: the answer to the request that asks to connect is the only one with a status.
 */
import { authorizeRequest } from './authorization.ts';
import type { AuthorizerControls } from './controls.ts';
import type { Deployment } from './deployment.ts';
import type { Exchange, LocalRequest, LocalResponse } from './exchange.ts';
import { callIntegration } from './integration/integration.ts';
import { toIntegrationRequest } from './integration/request.ts';
import type { WebSocketApiOptions, WebSocketMessage } from './options.ts';
import { createRequestId } from './platform.ts';
import { logRequest, NOT_ASKED, refuse } from './refusal.ts';
import { MAX_HEADER_BYTES, measureHeaders } from './request/headers.ts';
import { startExchange } from './start-exchange.ts';

/** The request that asks to connect: an HTTP upgrade. */
export type ConnectRequest = Omit<LocalRequest, 'method' | 'path' | 'body'> & {
  /** The request target after the stage, of which only the query counts; default `/`. */
  readonly path?: string;
};

/** The answer to it: status 101 and a connection, or a refusal. */
export type ConnectResponse = LocalResponse & { readonly connectionId: string };

/** A WebSocket API in this process. */
export type LocalWebSocketGateway = AuthorizerControls & {
  readonly protocol: 'WEBSOCKET';
  /** Answers one request to connect; never rejects for what a client, an authorizer or an integration does. */
  readonly connect: (request: ConnectRequest) => Promise<ConnectResponse>;
  /** Answers a request that asks for another stage, or for no connection at all. */
  readonly refuseStage: (request: LocalRequest) => LocalResponse;
  /** Answers a message of a connected client: text to send back, or nothing. Never rejects. */
  readonly receive: (message: WebSocketMessage) => Promise<string | undefined>;
};

/** Makes what a WebSocket gateway does beside its controls. */
export function createConnector(
  deployment: Deployment,
  messages: WebSocketApiOptions['messages'],
): Omit<LocalWebSocketGateway, keyof AuthorizerControls> {
  return {
    protocol: 'WEBSOCKET',
    async connect({ path = '/', ...request }) {
      const exchange = startExchange(deployment, { method: 'GET', path, ...request }, createRequestId());
      return { ...(await connect(deployment, exchange)), connectionId: exchange.connectionId };
    },
    refuseStage: (request) => refuse(deployment, startExchange(deployment, request, ''), 'unknownStage', NOT_ASKED),
    async receive(message) {
      const { connectionId } = message;
      const requestId = createRequestId();
      // What a message without a route gets [unverified: web-socket-bodies].
      if (messages === undefined) return JSON.stringify({ message: 'Forbidden', connectionId, requestId });
      try {
        return await messages(message);
      } catch {
        return JSON.stringify({ message: 'Internal server error', connectionId, requestId });
      }
    },
  };
}

async function connect(deployment: Deployment, exchange: Exchange): Promise<LocalResponse> {
  const { headers, target, route, request, requestId } = exchange;
  if (measureHeaders(headers) > MAX_HEADER_BYTES) {
    return refuse(deployment, exchange, 'headersTooLarge', NOT_ASKED);
  }
  if (target === undefined || route === undefined) {
    return refuse(deployment, exchange, 'unknownResource', NOT_ASKED);
  }
  const authorized = await authorizeRequest(deployment, exchange, target, route);
  if ('refusal' in authorized) return refuse(deployment, exchange, authorized.refusal, authorized);
  const seen = toIntegrationRequest(deployment.api, exchange, target, route, authorized.integrationContext);
  const integrated = await callIntegration(route.integration, seen, request.signal);
  if (integrated.outcome === 'failed') {
    deployment.report({ type: 'integrationFailed', requestId, route: route.routeKey, cause: integrated.cause });
    return refuse(deployment, exchange, integrated.refusal, authorized);
  }
  const { status, headers: given, body } = integrated;
  const isAccepted = status < 300;
  logRequest(deployment, exchange, authorized, isAccepted ? 101 : status);
  if (!isAccepted)
    return { ...authorized.progress, status, headers: { ...given, 'x-amzn-requestid': requestId }, body };
  // The one header that $connect can set: the subprotocol that was chosen [D].
  const protocol = given['sec-websocket-protocol'];
  const chosen = protocol === undefined ? {} : { 'sec-websocket-protocol': protocol };
  return { ...authorized.progress, status: 101, headers: chosen, body: '' };
}

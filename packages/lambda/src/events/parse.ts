/**
 * Tells the events of API Gateway apart, by shape and version.
 */
import { parseHttpApiEvent } from './http-api.ts';
import { parseRestRequestEvent, type RequestEvent } from './rest-request.ts';
import { parseTokenEvent, type TokenEvent } from './token.ts';
import { type ConnectEvent, parseConnectEvent } from './websocket.ts';

/** Any event that an authorizer is asked with. */
export type GatewayEvent = TokenEvent | RequestEvent | ConnectEvent;

/** The event, or null where it is none of ours. At most one of the readers takes it. */
export function parseGatewayEvent(event: unknown): GatewayEvent | null {
  return parseTokenEvent(event) ?? parseConnectEvent(event) ?? parseHttpApiEvent(event) ?? parseRestRequestEvent(event);
}

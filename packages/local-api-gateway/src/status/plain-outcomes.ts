/**
 * The status maps of HTTP and WebSocket APIs, which have no gateway responses to override [P cloudposse ADR].
 *
 * Spec: HTTP API 401 and 403 with their bodies [L]; 500 for an authorizer that cannot be invoked or answers in an
 *   invalid format [D]; its other statuses and all bodies of WebSocket APIs rest on memory [unverified:
 *   http-api-statuses] [unverified: web-socket-bodies].
 */
import type { Protocol } from '../protocol.ts';
import type { OutcomeName } from './outcomes.ts';
import type { GatewayResponse } from './render.ts';

type PlainOutcome = { readonly status: number; readonly message: string };
type PlainOutcomes = Readonly<Record<OutcomeName, PlainOutcome>>;

/** What a body may tell of the request. */
export type PlainInput = { readonly requestId: string; readonly connectionId: string };

const FAILED: PlainOutcome = { status: 500, message: 'Internal Server Error' };
const FORBIDDEN: PlainOutcome = { status: 403, message: 'Forbidden' };
const UNAUTHORIZED: PlainOutcome = { status: 401, message: 'Unauthorized' };
const NOT_FOUND: PlainOutcome = { status: 404, message: 'Not Found' };
const TOO_LONG: PlainOutcome = { status: 414, message: 'Request URI too long' };
const HEADERS_TOO_LARGE: PlainOutcome = { status: 431, message: 'Request Header Fields Too Large' };
const BODY_TOO_LARGE: PlainOutcome = { status: 413, message: 'Request Entity Too Large' };

/** The map of HTTP APIs. */
export const HTTP_API_OUTCOMES: PlainOutcomes = {
  unauthorized: UNAUTHORIZED,
  explicitDeny: FORBIDDEN,
  implicitDeny: FORBIDDEN,
  authorizerFailed: FAILED,
  authorizerAnswerRefused: FAILED,
  unknownResource: NOT_FOUND,
  unknownStage: NOT_FOUND,
  methodArnTooLong: TOO_LONG,
  headersTooLarge: HEADERS_TOO_LARGE,
  bodyTooLarge: BODY_TOO_LARGE,
  integrationFailed: FAILED,
  integrationTimedOut: { status: 503, message: 'Service Unavailable' },
};

/** The map of WebSocket APIs, for the request that asks to connect. */
export const WEB_SOCKET_OUTCOMES: PlainOutcomes = {
  ...HTTP_API_OUTCOMES,
  authorizerFailed: { status: 500, message: 'Internal server error' },
  authorizerAnswerRefused: { status: 500, message: 'Internal server error' },
  unknownResource: FORBIDDEN,
  unknownStage: FORBIDDEN,
  integrationFailed: { status: 502, message: 'Internal server error' },
  integrationTimedOut: { status: 504, message: 'Endpoint request timed out' },
};

/** Writes the response of an HTTP or WebSocket API. */
export function renderPlainResponse(
  protocol: Exclude<Protocol, 'REST'>,
  name: OutcomeName,
  input: PlainInput,
): GatewayResponse & { readonly message: string } {
  const { requestId, connectionId } = input;
  if (protocol === 'HTTP') {
    const { status, message } = HTTP_API_OUTCOMES[name];
    const headers = { 'content-type': 'application/json', 'apigw-requestid': requestId };
    return { status, message, headers, body: JSON.stringify({ message }) };
  }
  const { status, message } = WEB_SOCKET_OUTCOMES[name];
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
  return { status, message, headers, body: JSON.stringify({ message, connectionId, requestId }) };
}

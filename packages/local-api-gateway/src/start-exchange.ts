/**
 * Begins an exchange: reads of a request what needs no decision, and finds its route.
 */
import type { Deployment } from './deployment.ts';
import type { Exchange, LocalRequest } from './exchange.ts';
import { createRequestId } from './platform.ts';
import { toHeaderNames, toRequestHeaders } from './request/headers.ts';
import { parseTarget } from './request/target.ts';

/** Begins the exchange of one request; `connectionId` is empty for other protocols than WebSocket. */
export function startExchange(deployment: Deployment, request: LocalRequest, connectionId: string): Exchange {
  const target = parseTarget(request.path);
  const match = target && deployment.router(request.method, target.path);
  return {
    requestId: createRequestId(),
    arrivedMs: deployment.nowMs(),
    request,
    headers: toRequestHeaders(request.headers ?? {}),
    headerNames: toHeaderNames(request.headers ?? {}),
    sourceIp: request.sourceIp ?? '127.0.0.1',
    connectionId,
    target,
    route: match?.route,
    pathParameters: match?.pathParameters ?? {},
  };
}

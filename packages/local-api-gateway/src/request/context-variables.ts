/**
 * The `$context` variables of a request, by their names at API Gateway: for identity sources, gateway responses and
 * access logs.
 *
 * Spec: [D] `$context` variables of REST, HTTP and WebSocket APIs; what a request does not have is left out.
 */
import { toRequestTime } from '../payload/time.ts';
import { type DeployedApi, type Protocol, toStagePath } from '../protocol.ts';
import { lastHeader, type RequestHeaders } from './headers.ts';
import type { RequestTarget } from './target.ts';

/** What the variables are made from. */
export type VariableInput = {
  readonly requestId: string;
  readonly arrivedMs: number;
  readonly request: { readonly method: string };
  readonly headers: RequestHeaders;
  readonly target: RequestTarget | undefined;
  readonly sourceIp: string;
  readonly connectionId: string;
  readonly route: { readonly routeKey: string; readonly resource: string } | undefined;
};

const EVERYWHERE = [
  'accountId',
  'apiId',
  'domainName',
  'domainPrefix',
  'extendedRequestId',
  'identity.sourceIp',
  'identity.userAgent',
  'protocol',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'stage',
];
const NAMES: Readonly<Record<Protocol, ReadonlySet<string>>> = {
  REST: new Set([...EVERYWHERE, 'httpMethod', 'path', 'resourcePath']),
  HTTP: new Set([...EVERYWHERE, 'httpMethod', 'path', 'routeKey']),
  WEBSOCKET: new Set([...EVERYWHERE, 'connectedAt', 'connectionId', 'eventType', 'routeKey']),
};

/** Whether a request of this protocol can have the variable; those of an authorizer come after it was asked. */
export function isContextName(protocol: Protocol, name: string): boolean {
  return NAMES[protocol].has(name);
}

/** The variables of one request before its authorizer is asked. */
export function toContextVariables(api: DeployedApi, input: VariableInput): Map<string, string> {
  const { requestId, target, route, arrivedMs } = input;
  const values: Readonly<Record<string, string | undefined>> = {
    accountId: api.accountId,
    apiId: api.apiId,
    domainName: api.domainName,
    domainPrefix: api.apiId,
    extendedRequestId: requestId,
    'identity.sourceIp': input.sourceIp,
    'identity.userAgent': lastHeader(input.headers, 'user-agent'),
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: toRequestTime(arrivedMs),
    requestTimeEpoch: String(arrivedMs),
    stage: api.stage,
    httpMethod: input.request.method,
    path: target && toStagePath(api, target.path),
    resourcePath: route?.resource,
    routeKey: route?.routeKey,
    connectedAt: String(arrivedMs),
    connectionId: input.connectionId,
    eventType: 'CONNECT',
  };
  const variables = new Map<string, string>();
  for (const name of NAMES[api.protocol]) {
    const value = values[name];
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}

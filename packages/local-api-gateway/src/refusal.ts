/**
 * Writes the response to a request that the gateway answers by itself, and the access-log line of every request.
 */
import { type Authorized, UNASKED } from './authorization.ts';
import type { Deployment } from './deployment.ts';
import type { Exchange, LocalResponse, Progress } from './exchange.ts';
import { toContextVariables } from './request/context-variables.ts';
import { lastHeader } from './request/headers.ts';
import { OUTCOMES, type OutcomeName } from './status/outcomes.ts';
import { renderPlainResponse } from './status/plain-outcomes.ts';
import { renderGatewayResponse } from './status/render.ts';

/** The authorization of a request whose authorizer was not asked. */
export const NOT_ASKED: Authorized = { progress: UNASKED };

/** The response for an outcome; `authorized` says how far the authorizer got. */
export function refuse(
  deployment: Deployment,
  exchange: Exchange,
  name: OutcomeName,
  authorized: Authorized,
): LocalResponse {
  const { api } = deployment;
  const { requestId, headers, connectionId } = exchange;
  const { progress } = authorized;
  if (api.protocol !== 'REST') {
    const { message, ...response } = renderPlainResponse(api.protocol, name, { requestId, connectionId });
    logRequest(deployment, exchange, authorized, response.status, new Map([['error.message', message]]));
    return { ...progress, ...response };
  }
  const outcome = OUTCOMES[name];
  const variables = toAuthorizedVariables(deployment, exchange, progress);
  const requestHeader = (header: string): string | undefined => lastHeader(headers, header);
  const response = renderGatewayResponse(outcome, { requestId, variables, requestHeader }, deployment.findOverride);
  const error = new Map([
    ['error.message', outcome.message ?? 'null'],
    ['error.responseType', outcome.responseType],
  ]);
  logRequest(deployment, exchange, authorized, response.status, error);
  return { ...progress, ...response, gatewayResponse: outcome.responseType };
}

/** Writes the access-log line of a request that ended with `status`. */
export function logRequest(
  deployment: Deployment,
  exchange: Exchange,
  { progress, latencyMs }: Authorized,
  status: number,
  error: ReadonlyMap<string, string> = new Map(),
): void {
  const variables = toAuthorizedVariables(deployment, exchange, progress);
  for (const [name, value] of error) variables.set(name, value);
  variables.set('status', String(status));
  if (latencyMs !== undefined) {
    variables.set('authorizer.latency', String(latencyMs));
    variables.set('authorizer.integrationLatency', String(latencyMs));
  }
  deployment.logAccess(variables);
}

// `$context` variables with those of the authorizer [D].
function toAuthorizedVariables(deployment: Deployment, exchange: Exchange, progress: Progress): Map<string, string> {
  const variables = toContextVariables(deployment.api, exchange);
  for (const [name, value] of Object.entries(progress.context ?? {})) variables.set(`authorizer.${name}`, value);
  if (progress.principalId !== undefined) variables.set('authorizer.principalId', progress.principalId);
  return variables;
}

/**
 * Writes the response to a request that the gateway answers by itself, with the variables that overrides may use.
 */
import type { Deployment } from './deployment.ts';
import type { Exchange, LocalResponse, Progress } from './exchange.ts';
import { lastHeader } from './request/headers.ts';
import { OUTCOMES, type OutcomeName } from './status/outcomes.ts';
import { renderGatewayResponse } from './status/render.ts';

/** The response for an outcome; `progress` says how far the authorizer got. */
export function refuse(
  deployment: Deployment,
  exchange: Exchange,
  name: OutcomeName,
  progress: Progress,
): LocalResponse {
  const { requestId, headers } = exchange;
  const outcome = OUTCOMES[name];
  const variables = toContextVariables(deployment, exchange, progress);
  const requestHeader = (header: string): string | undefined => lastHeader(headers, header);
  const response = renderGatewayResponse(outcome, { requestId, variables, requestHeader }, deployment.findOverride);
  return { ...progress, ...response, gatewayResponse: outcome.responseType };
}

// `$context` variables by their names at API Gateway [D]; what a request does not have is left out.
function toContextVariables(
  deployment: Deployment,
  exchange: Exchange,
  progress: Progress,
): ReadonlyMap<string, string> {
  const { apiId, accountId, stage } = deployment.api;
  const { requestId, request, headers, target, match, sourceIp } = exchange;
  const variables = new Map<string, string>();
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) variables.set(name, value);
  };
  add('requestId', requestId);
  add('apiId', apiId);
  add('accountId', accountId);
  add('stage', stage);
  add('httpMethod', request.method);
  add('path', target && `/${stage}${target.path}`);
  add('resourcePath', match?.route.path);
  add('identity.sourceIp', sourceIp);
  add('identity.userAgent', lastHeader(headers, 'user-agent'));
  for (const [name, value] of Object.entries(progress.context ?? {})) add(`authorizer.${name}`, value);
  add('authorizer.principalId', progress.principalId);
  return variables;
}

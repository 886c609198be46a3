/**
 * Takes one request through its route's authorizer and the IAM evaluation: may it pass, and what is its backend told?
 *
 * Trust: an allow is reached in one place only, after the document was evaluated for this request's own ARN and time,
 *   or after a simple response said so for every route that its result serves.
 * Does not: simulate resource policies, API keys, usage plans, throttling, or IAM and Cognito authorization.
 */
import { MAX_METHOD_ARN_BYTES, toMethodArn, toRouteKeyArn } from './arn.ts';
import type { Verdict } from './authorizer/answer.ts';
import { type Authorizer, askAuthorizer } from './authorizer/ask.ts';
import type { Deployment } from './deployment.ts';
import type { DeployedRoute, Exchange, Progress } from './exchange.ts';
import { evaluateIamDocument, type IamEffect } from './iam/evaluate.ts';
import type { AuthorizerCall } from './payload/call.ts';
import { createConditionKeys } from './request/condition-keys.ts';
import { toContextVariables } from './request/context-variables.ts';
import { parseQuery } from './request/query.ts';
import type { RequestTarget } from './request/target.ts';
import type { OutcomeName } from './status/outcomes.ts';

/** How far a request came, and either the outcome that its client gets or what its integration is told. */
export type Authorized = {
  readonly progress: Progress;
  /** Time spent in the handler, in ms; absent where no authorizer was asked. */
  readonly latencyMs?: number;
} & ({ readonly refusal: OutcomeName } | { readonly integrationContext?: Readonly<Record<string, unknown>> });

const ACTION = 'execute-api:Invoke';

/** The progress of a request whose authorizer was not asked. */
export const UNASKED: Progress = { authorizerInvoked: false, cached: false };

/** Authorizes a request for the route that serves it; never rejects. */
export async function authorizeRequest(
  deployment: Deployment,
  exchange: Exchange,
  target: RequestTarget,
  route: DeployedRoute,
): Promise<Authorized> {
  if (route.authorizer === undefined) return { progress: UNASKED };
  // A route that names an unknown authorizer was refused at construction, and is refused here again, not opened.
  const authorizer = deployment.authorizers.get(route.authorizer);
  if (authorizer === undefined) return { progress: UNASKED, refusal: 'authorizerFailed' };
  const call = toCall(deployment, exchange, target, route);
  if (Buffer.byteLength(call.arn) > MAX_METHOD_ARN_BYTES) return { progress: UNASKED, refusal: 'methodArnTooLong' };
  return await ask(deployment, authorizer, call);
}

async function ask(deployment: Deployment, authorizer: Authorizer, call: AuthorizerCall): Promise<Authorized> {
  const { api, nowMs, report } = deployment;
  const lambdaArnPrefix = `arn:${api.partition}:lambda:${api.region}:${api.accountId}`;
  const asked = await askAuthorizer(authorizer, call, { nowMs, report, lambdaArnPrefix });
  const { authorizerInvoked, cached, keptFrom, latencyMs } = asked;
  const told = { authorizerInvoked, cached, ...(keptFrom === undefined ? {} : { keptFrom }) };
  if ('refusal' in asked) return { progress: told, latencyMs, refusal: asked.refusal };
  return { latencyMs, ...judge(deployment, call, asked.answer, told, latencyMs) };
}

function judge(
  deployment: Deployment,
  call: AuthorizerCall,
  verdict: Verdict,
  told: Progress,
  latencyMs: number,
): Authorized {
  const { context, values } = verdict;
  if ('isAuthorized' in verdict) {
    const progress = { ...told, isAuthorized: verdict.isAuthorized, context };
    if (!verdict.isAuthorized) return { progress, refusal: 'explicitDeny' };
    return { progress, integrationContext: { lambda: values } };
  }
  const { document, principalId } = verdict;
  const keys = createConditionKeys(deployment.nowMs(), call.sourceIp, call.headers, deployment.unavailableKeys);
  const effect: IamEffect = evaluateIamDocument(document, { action: ACTION, resource: call.arn, context: keys });
  const progress = { ...told, effect, principalId, context };
  if (effect !== 'allow') return { progress, refusal: effect };
  // [unverified: http-api-backend-context] for a document without context.
  if (call.api.protocol === 'HTTP') return { progress, integrationContext: { lambda: values } };
  // The gateway's own two members win over members of the same name in the authorizer's context.
  return { progress, integrationContext: { ...context, principalId, integrationLatency: latencyMs } };
}

function toCall(
  { api, methodArnPath }: Deployment,
  exchange: Exchange,
  target: RequestTarget,
  route: DeployedRoute,
): AuthorizerCall {
  const { request, requestId, arrivedMs, headers, headerNames, pathParameters, sourceIp, connectionId } = exchange;
  const { method, signal } = request;
  const arn =
    api.protocol === 'WEBSOCKET'
      ? toRouteKeyArn(api, route.routeKey)
      : toMethodArn(api, method, target.path, methodArnPath);
  return {
    api,
    routeKey: route.routeKey,
    resource: route.resource,
    requestId,
    arrivedMs,
    arn,
    method,
    target,
    headers,
    headerNames,
    query: parseQuery(target.query),
    pathParameters,
    sourceIp,
    connectionId,
    variables: toContextVariables(api, exchange),
    signal,
  };
}

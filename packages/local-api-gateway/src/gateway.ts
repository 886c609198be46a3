/**
 * The gateway: takes one request through routing, the authorizer, the IAM evaluation and the integration, in this
 * order.
 *
 * Trust: an allow is reached in one place only, after the document was evaluated for this request's own ARN and time.
 * Does not: simulate resource policies, API keys, usage plans, throttling, or IAM and Cognito authorization.
 */
import { MAX_METHOD_ARN_BYTES, toMethodArn } from './arn.ts';
import { type AuthorizerHandler, checkHandler } from './authorizer/handler.ts';
import { askTokenAuthorizer, type TokenAuthorizer } from './authorizer/token-authorizer.ts';
import { requireConfig } from './config-error.ts';
import { createDeployment, type Deployment } from './deployment.ts';
import type { Exchange, LocalRequest, LocalResponse, Progress } from './exchange.ts';
import { evaluateIamDocument, type IamEffect } from './iam/evaluate.ts';
import { callIntegration, type IntegrationRequest } from './integration/integration.ts';
import type { LocalApiGatewayOptions, RouteOptions } from './options.ts';
import { createRequestId } from './platform.ts';
import { refuse } from './refusal.ts';
import { createConditionKeys } from './request/condition-keys.ts';
import { lastHeader, MAX_HEADER_BYTES, measureHeaders, toRequestHeaders } from './request/headers.ts';
import { parseTarget, type RequestTarget } from './request/target.ts';
import type { RouteMatch } from './resources/router.ts';
import type { OutcomeName } from './status/outcomes.ts';

/** A gateway in this process. */
export type LocalApiGateway = {
  readonly stage: string;
  /** Answers one request; never rejects for what a client, an authorizer or an integration does. */
  readonly invoke: (request: LocalRequest) => Promise<LocalResponse>;
  /** Answers a request for a stage that this API does not have. */
  readonly refuseStage: (request: LocalRequest) => LocalResponse;
  /** Drops every kept result, as FlushStageAuthorizersCache does [D]. */
  readonly flushCache: () => void;
  /** Swaps a handler, as a new container would, and keeps the cache. Throws `LocalApiGatewayConfigError`. */
  readonly replaceHandler: (authorizer: string, handler: AuthorizerHandler) => void;
};

/** The largest body, in bytes [D quotas]. */
export const MAX_BODY_BYTES: number = 10 * 1024 * 1024;

type Authorized =
  | { readonly progress: Progress; readonly refusal: OutcomeName }
  | { readonly progress: Progress; readonly integrationContext?: Readonly<Record<string, string | number>> };

const ACTION = 'execute-api:Invoke';
const UNASKED: Progress = { authorizerInvoked: false, cached: false };

/** Makes a gateway. Throws `LocalApiGatewayConfigError` for options that could not be deployed. */
export function createLocalApiGateway(options: LocalApiGatewayOptions): LocalApiGateway {
  const deployment = createDeployment(options);
  const { authorizers, api } = deployment;
  return {
    stage: api.stage,
    invoke: (request) => answer(deployment, startExchange(deployment, request)),
    refuseStage: (request) => refuse(deployment, startExchange(deployment, request), 'unknownStage', UNASKED),
    flushCache() {
      for (const { cache } of authorizers.values()) cache.flush();
    },
    replaceHandler(name, handler) {
      const authorizer = authorizers.get(name);
      requireConfig(authorizer !== undefined, `there is no authorizer "${name}"`);
      checkHandler(name, handler);
      authorizer.handler = handler;
    },
  };
}

function startExchange(deployment: Deployment, request: LocalRequest): Exchange {
  const target = parseTarget(request.path);
  return {
    requestId: createRequestId(),
    request,
    headers: toRequestHeaders(request.headers ?? {}),
    sourceIp: request.sourceIp ?? '127.0.0.1',
    target,
    match: target && deployment.router(request.method, target.path),
  };
}

async function answer(deployment: Deployment, exchange: Exchange): Promise<LocalResponse> {
  const { headers, target, match, request, requestId } = exchange;
  if (measureHeaders(headers) > MAX_HEADER_BYTES) return refuse(deployment, exchange, 'headersTooLarge', UNASKED);
  if (Buffer.byteLength(request.body ?? '') > MAX_BODY_BYTES) {
    return refuse(deployment, exchange, 'bodyTooLarge', UNASKED);
  }
  if (target === undefined || match === undefined) return refuse(deployment, exchange, 'unknownResource', UNASKED);

  const { route } = match;
  const authorized = await authorizeRoute(deployment, exchange, target, route);
  const { progress } = authorized;
  if ('refusal' in authorized) return refuse(deployment, exchange, authorized.refusal, progress);

  const integrationRequest = toIntegrationRequest(deployment, exchange, target, match, authorized.integrationContext);
  const integrated = await callIntegration(route.integration, integrationRequest, request.signal);
  if (integrated.outcome === 'failed') {
    const { cause } = integrated;
    deployment.report({ type: 'integrationFailed', requestId, route: `${route.method} ${route.path}`, cause });
    return refuse(deployment, exchange, integrated.refusal, progress);
  }
  const responseHeaders = { 'content-type': 'application/json', ...integrated.headers, 'x-amzn-requestid': requestId };
  return { ...progress, status: integrated.status, headers: responseHeaders, body: integrated.body };
}

// A route that names no authorizer is open; one that names an unknown authorizer was refused at construction, and is
// refused here again rather than opened.
async function authorizeRoute(
  deployment: Deployment,
  exchange: Exchange,
  target: RequestTarget,
  route: RouteOptions,
): Promise<Authorized> {
  if (route.authorizer === undefined) return { progress: UNASKED };
  const authorizer = deployment.authorizers.get(route.authorizer);
  if (authorizer === undefined) return { progress: UNASKED, refusal: 'authorizerFailed' };
  return await authorize(deployment, exchange, target, authorizer);
}

async function authorize(
  deployment: Deployment,
  exchange: Exchange,
  target: RequestTarget,
  authorizer: TokenAuthorizer,
): Promise<Authorized> {
  const { api, methodArnPath, nowMs, report, unavailableKeys } = deployment;
  const { request, headers, requestId, sourceIp } = exchange;
  const methodArn = toMethodArn(api, request.method, target.path, methodArnPath);
  if (Buffer.byteLength(methodArn) > MAX_METHOD_ARN_BYTES) return { progress: UNASKED, refusal: 'methodArnTooLong' };

  const lambdaArnPrefix = `arn:${api.partition}:lambda:${api.region}:${api.accountId}`;
  const asked = await askTokenAuthorizer(
    authorizer,
    { requestId, headers, methodArn, signal: request.signal },
    { nowMs, report, lambdaArnPrefix },
  );
  const { authorizerInvoked, cached, latencyMs } = asked;
  if ('refusal' in asked) return { progress: { authorizerInvoked, cached }, refusal: asked.refusal };

  const { document, principalId, context } = asked.answer;
  const keys = createConditionKeys(nowMs(), sourceIp, headers, unavailableKeys);
  const effect: IamEffect = evaluateIamDocument(document, { action: ACTION, resource: methodArn, context: keys });
  const progress = { authorizerInvoked, cached, effect, principalId, context };
  if (effect !== 'allow') return { progress, refusal: effect };
  // The gateway's own two members win over members of the same name in the authorizer's context.
  return { progress, integrationContext: { ...context, principalId, integrationLatency: latencyMs } };
}

function toIntegrationRequest(
  deployment: Deployment,
  exchange: Exchange,
  target: RequestTarget,
  match: RouteMatch<RouteOptions>,
  authorizer: Readonly<Record<string, string | number>> | undefined,
): IntegrationRequest {
  const { accountId, apiId, stage } = deployment.api;
  const { request, headers, requestId, sourceIp } = exchange;
  const { method, body = '' } = request;
  const { path: resource } = match.route;
  const identity = { sourceIp, userAgent: lastHeader(headers, 'user-agent') };
  const requestContext = { accountId, apiId, stage, requestId, httpMethod: method, resourcePath: resource, identity };
  return {
    ...target,
    method,
    resource,
    pathParameters: match.pathParameters,
    headers: Object.fromEntries(headers),
    body,
    requestContext: authorizer === undefined ? requestContext : { ...requestContext, authorizer },
  };
}

/**
 * A local API Gateway for any Lambda authorizer: pre-checks, result cache, IAM evaluation, status map.
 *
 * Does not: know anything of the authorizers it serves.
 * Spec: rules carry their source: [D] AWS documentation, [L] asserted against AWS by LocalStack's tests, [I] issue, [P]
 *   third-party page, [T] measured with Lambda's own runtime client. Rules without one are in `UNVERIFIED_ON_AWS`.
 */
export type { MethodArnPath } from './arn.ts';
export { type AnswerResult, type AuthorizerAnswer, parseAnswer } from './authorizer/answer.ts';
export type { AuthorizerHandler, LambdaContext, TokenAuthorizerEvent } from './authorizer/handler.ts';
export { LocalApiGatewayConfigError } from './config-error.ts';
export type { GatewayEvent, UnauthorizedCause } from './events.ts';
export type { LocalRequest, LocalResponse } from './exchange.ts';
export { createLocalApiGateway, type LocalApiGateway } from './gateway.ts';
export { type IamDocument, type IamDocumentResult, parseIamDocument } from './iam/document.ts';
export { evaluateIam, evaluateIamDocument, type IamEffect, type IamRequest } from './iam/evaluate.ts';
export type { ContextValue, IamContext } from './iam/keys.ts';
export type {
  Integration,
  IntegrationRequest,
  IntegrationRequestContext,
  IntegrationResponse,
} from './integration/integration.ts';
export type { LocalApiGatewayOptions, RouteOptions, TokenAuthorizerOptions } from './options.ts';
export type { HeadersInput } from './request/headers.ts';
export { type LocalApiGatewayServer, type ServeOptions, serveLocalApiGateway } from './server/serve.ts';
export type { GatewayResponseType } from './status/outcomes.ts';
export type { GatewayResponseOverride, GatewayResponseOverrides } from './status/overrides.ts';
export type { ResponseHeaders } from './status/render.ts';
export { UNVERIFIED_ON_AWS, type UnverifiedRule } from './unverified.ts';

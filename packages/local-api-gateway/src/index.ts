/**
 * A local API Gateway for any Lambda authorizer: pre-checks, result cache, IAM evaluation, status map.
 *
 * Does not: know anything of the authorizers it serves.
 * Spec: rules carry their source: [D] AWS documentation, [L] asserted against AWS by LocalStack's tests, [I] issue, [P]
 *   third-party page, [T] measured with Lambda's own runtime client. Rules without one are in `UNVERIFIED_ON_AWS`.
 */
export type { AccessLogOptions } from './access-log.ts';
export type { MethodArnPath } from './arn.ts';
export {
  type AnswerForm,
  type AnswerResult,
  type AuthorizerAnswer,
  parseAnswer,
  parseSimpleAnswer,
  type SimpleAnswer,
} from './authorizer/answer.ts';
export type { AuthorizerHandler, HandlerFactory, HandlerSource, LambdaContext } from './authorizer/handler.ts';
export type {
  HttpApiAuthorizerOptions,
  HttpApiV1AuthorizerOptions,
  HttpApiV2AuthorizerOptions,
  RequestAuthorizerOptions,
  RestAuthorizerOptions,
  TokenAuthorizerOptions,
  WebSocketAuthorizerOptions,
} from './authorizer/options.ts';
export { LocalApiGatewayConfigError } from './config-error.ts';
export type { AuthorizerControls } from './controls.ts';
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
export type {
  ApiOptions,
  HttpApiOptions,
  HttpApiRouteOptions,
  LocalApiGatewayOptions,
  RouteOptions,
  WebSocketApiOptions,
  WebSocketMessage,
} from './options.ts';
export type {
  AuthorizerEvent,
  HttpApiV1Event,
  HttpApiV2Event,
  RestRequestEvent,
  TokenAuthorizerEvent,
  WebSocketEvent,
} from './payload/events.ts';
export type { Protocol } from './protocol.ts';
export type { HeadersInput } from './request/headers.ts';
export { type LocalApiGatewayServer, type ServeOptions, serveLocalApiGateway } from './server/serve.ts';
export type { GatewayResponseType } from './status/outcomes.ts';
export type { GatewayResponseOverride, GatewayResponseOverrides } from './status/overrides.ts';
export type { ResponseHeaders } from './status/render.ts';
export { UNVERIFIED_ON_AWS, type UnverifiedRule } from './unverified.ts';
export type { ConnectRequest, ConnectResponse, LocalWebSocketGateway } from './web-socket.ts';

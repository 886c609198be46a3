/**
 * The Lambda gate: one route policy as an API Gateway authorizer of any kind.
 */
export { type LambdaAuthorizer, type LambdaAuthorizerOptions, lambdaAuthorizer } from './authorizers/any.ts';
export { type HttpApiAuthorizer, httpApiAuthorizer } from './authorizers/http-api.ts';
export type { AuthorizerHandler, AuthorizerOptions } from './authorizers/options.ts';
export { type RequestAuthorizer, requestAuthorizer } from './authorizers/rest-request.ts';
export { type TokenAuthorizer, type TokenAuthorizerOptions, tokenAuthorizer } from './authorizers/token.ts';
export {
  type WebSocketAuthorizer,
  type WebSocketAuthorizerOptions,
  webSocketAuthorizer,
} from './authorizers/websocket.ts';
export { checkGate, findContextRefusals, findGateRefusals } from './check-gate.ts';
export { type CompiledIam, type CompileIamOptions, compileIam, toMaxBytes } from './iam/compile.ts';
export type { AuthorizerDocument, AuthorizerStatement } from './iam/document.ts';
export {
  findInexactRoutes,
  type InexactRemedy,
  type InexactRoutes,
  type InexactSearch,
  searchInexactRoutes,
} from './iam/search/inexact.ts';
export { findLargestDocument, type LargestDocument, type LargestDocumentOptions } from './iam/search/largest.ts';
export { type AnswerPreview, type PreviewRequest, previewAnswer } from './preview.ts';
export { type ForwardedPrincipal, principalFrom } from './principal-from.ts';
export type { AuthorizerAnswer, SimpleAnswer } from './respond/answer.ts';
export type { AuthorizerContext } from './respond/context.ts';
export type { LambdaLogRecord, Log } from './telemetry/log.ts';

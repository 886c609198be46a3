/**
 * The Lambda gate: one route policy as an API Gateway authorizer.
 */
export { checkGate } from './check-gate.ts';
export { type CompiledIam, type CompileIamOptions, compileIam } from './iam/compile.ts';
export type { AuthorizerDocument, AuthorizerStatement } from './iam/document.ts';
export type { OwnRequest } from './iam/own.ts';
export type { Log } from './log.ts';
export type { AuthorizerAnswer } from './respond/answer.ts';
export type { AuthorizerContext } from './respond/context.ts';
export { type TokenAuthorizer, type TokenAuthorizerOptions, tokenAuthorizer } from './token-authorizer.ts';

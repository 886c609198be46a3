/**
 * The Lambda gate: one route policy as an API Gateway authorizer.
 */
export { type CompiledIam, type CompileIamOptions, compileIam } from './iam/compile.ts';
export type { AuthorizerDocument, AuthorizerStatement } from './iam/document.ts';

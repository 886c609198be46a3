/**
 * The public face of the core: one authorizer, what it takes and what it returns.
 */

export type { Authorizer, AuthorizerOptions } from './authorizer.ts';
export { type FactValue, readFact } from './claims/facts.ts';
export { type ClaimPath, parseClaimPath } from './claims/path.ts';
export { createAuthorizer } from './create.ts';
export { type ApiGatewayAnswer, toApiGatewayAnswer } from './decision/api-gateway-answer.ts';
export type {
  AccessKind,
  Allowed,
  AuthorizeRequest,
  Decision,
  Denied,
  Effect,
  HeaderReader,
  LookAlikes,
  Principal,
  ReportedDenial,
  TokenSource,
} from './decision/decision.ts';
export { isLogged, type LogRecord, toLogRecord } from './decision/log-record.ts';
export { type Problem, toProblem } from './decision/problem.ts';
export {
  type OAuthError,
  type Phase,
  REASONS,
  type Reason,
  type ReasonEntry,
} from './decision/reasons.ts';
export {
  type AssertionKey,
  type AssertionKeys,
  type PrivateJwk,
  resolveAssertionKeys,
} from './document/assertion-keys.ts';
export { type BuiltPolicy, isBuiltPolicy, type Policy } from './document/built.ts';
export { type CompileOptions, type CompileResult, compilePolicy } from './document/compile.ts';
export type {
  CompiledAccess,
  CompiledApiGateway,
  CompiledAssertion,
  CompiledIssuer,
  CompiledPolicy,
  CompiledResource,
  CompiledWorker,
  PathForm,
  RouteExceptions,
  UnsafeSetting,
} from './document/compiled.ts';
export { expandPolicy } from './document/expand.ts';
export { type Finding, type FindingLevel, PolicyError } from './document/finding.ts';
export { hashPolicy } from './document/hash.ts';
export { type IdentitySource, parseIdentitySources } from './document/identity-source.ts';
export { findExceptionLimits } from './document/limits/exceptions.ts';
export { findSimpleLimits } from './document/limits/simple-answers.ts';
export { resolveOriginVariable } from './document/origin-variable.ts';
export { listOwnPaths, type OwnPath, type OwnPathKind, type OwnPathSettings } from './document/own-paths.ts';
export type * from './document/policy.ts';
export { createKeySource } from './keys/create.ts';
export { type PulledKeys, pullKeys, toPullScope } from './keys/pull.ts';
export {
  createSnapshotTier,
  type KeySnapshot,
  parseKeySnapshot,
  type SnapshotSet,
  toSnapshotLife,
} from './keys/snapshot.ts';
export type {
  KeyAnswer,
  KeyEvent,
  KeyQuery,
  KeySource,
  KeySourceReport,
  KeyTier,
  KeyTierScope,
  StoredKeySet,
  VerificationKey,
} from './keys/source.ts';
export { createWebPorts } from './platform.ts';
export type { FetchPort, Ports } from './ports.ts';
export type { IssuerRule, Preset } from './presets/preset.ts';
export { findPreset, PRESETS } from './presets/presets.ts';
export { type ParamSolution, solveAccess } from './requirement/solve.ts';
export { parsePath, parseTarget, type RequestTarget, toSegmentText } from './routes/path.ts';
export { meets, type PathShape, toPathShape } from './routes/shape.ts';
export type { Method, PatternSegment, Route, RouteMatch, RoutePattern, RouteTable } from './routes/table.ts';
export { METHODS } from './routes/table.ts';

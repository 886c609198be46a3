/**
 * The Worker gate: middleware for Hono, and a ready gateway Worker.
 */
export { assertGuarded, WiringError } from './assert-guarded.ts';
export type { AssertionClaims } from './assertion/claims.ts';
export type { RuntimeOptions } from './environment.ts';
export type { ExecutionContext } from './execution-context.ts';
export type { Fetcher } from './fetcher.ts';
export {
  createGatewayWorker,
  type GatewayOptions,
  type GatewayWorker,
} from './gateway.ts';
export { type GuardOptions, type SallyportEnv, sallyport } from './guard.ts';
export type { HealthReport, IssuerHealth } from './health/report.ts';
export { createKeyEntrypoint, type KeyEntrypoint } from './key-entrypoint.ts';
export type { LogSink, WorkerLogRecord } from './log.ts';
export type { RpcHeaders, RpcRequest } from './rpc/arguments.ts';
export type { RpcAllowed, RpcAnswer, RpcDecision, RpcDenied } from './rpc/decision.ts';
export {
  createRpcEntrypoint,
  type RpcEntrypointClass,
  type RpcMethods,
  type RpcOptions,
  type WorkerEntrypointClass,
} from './rpc/entrypoint.ts';
export { SallyportFault } from './rpc/fault.ts';
export type { RpcClaim, RpcPrincipal } from './rpc/principal.ts';
export type { TokenValidation } from './rpc/validation.ts';
export { createCacheApiTier, type KeyCache, type KeyCaches } from './stores/cache-api-tier.ts';
export { createEntrypointTier } from './stores/entrypoint-tier.ts';
export { createKvTier, type KeyNamespace } from './stores/kv-tier.ts';
export type { WiringExceptions, WiringFault } from './wiring-faults.ts';

/**
 * The Worker gate: middleware for Hono, and a ready gateway Worker.
 */
export type { RuntimeOptions } from './environment.ts';
export type { Fetcher } from './fetcher.ts';
export {
  createGatewayWorker,
  type ExecutionContext,
  type GatewayOptions,
  type GatewayWorker,
} from './gateway.ts';
export { type GuardOptions, type SallyportEnv, sallyport } from './guard.ts';
export { createKeyEntrypoint, type KeyEntrypoint } from './key-entrypoint.ts';
export type { LogSink } from './log.ts';
export { createCacheApiTier, type KeyCache, type KeyCaches } from './stores/cache-api-tier.ts';
export { createEntrypointTier } from './stores/entrypoint-tier.ts';
export { createKvTier, type KeyNamespace } from './stores/kv-tier.ts';

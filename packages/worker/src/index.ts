/**
 * The Worker gate: middleware for Hono, and a ready gateway Worker.
 */
export type { Fetcher, RuntimeOptions } from './environment.ts';
export {
  createGatewayWorker,
  type ExecutionContext,
  type GatewayOptions,
  type GatewayWorker,
} from './gateway.ts';
export { type GuardOptions, type SallyportEnv, sallyport } from './guard.ts';
export type { LogSink } from './log.ts';

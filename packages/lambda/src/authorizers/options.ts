/**
 * What the construction of an authorizer may replace, and what every authorizer is.
 */
import type { KeySnapshot, Ports } from '@sallyport/core';
import type { Log } from '../telemetry/log.ts';

/** What a construction may replace. */
export interface AuthorizerOptions {
  /** Values for `${NAME}`; default the process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly ports?: Partial<Ports>;
  /** Key sets baked into the deployment by `sallyport keys pull`: a cold start then waits for no issuer. */
  readonly keys?: KeySnapshot | undefined;
  /** Takes one record a decision, and one of metrics; default one JSON line on the console each. */
  readonly log?: Log;
  /** Metrics in CloudWatch's embedded format, which bills them; default `on` with `POWERTOOLS_METRICS_NAMESPACE` set. */
  readonly metrics?: 'on' | 'off';
  /** The APIs that this authorizer serves, by id; an event of any other throws. Default: every one. */
  readonly apiIds?: readonly string[];
  /**
   * `deny` answers a token that can never become acceptable with a Deny (403), kept for the result TTL, in place of the
   * error that makes a 401 and counts as one of the function's. Default `throw`.
   */
  readonly invalidToken?: 'throw' | 'deny';
}

/** A handler: declares two parameters, since Node 24 on Lambda refuses a third. */
export type AuthorizerHandler<Answer> = (event: unknown, context: unknown) => Promise<Answer>;

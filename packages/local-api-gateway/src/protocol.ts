/**
 * The three protocols of API Gateway, and what a deployed API of each is called by.
 */
import type { ApiIdentity } from './arn.ts';

/** What kind of API is served: REST, HTTP API or WebSocket. */
export type Protocol = 'REST' | 'HTTP' | 'WEBSOCKET';

/** An API as its requests show it. */
export type DeployedApi = ApiIdentity & {
  readonly protocol: Protocol;
  /** The host of the default endpoint. */
  readonly domainName: string;
  readonly stageVariables: Readonly<Record<string, string>>;
};

/** The stage of an HTTP API that is served without a stage in its URLs [D]. */
export const DEFAULT_STAGE: string = '$default';

/** A path as `requestContext` shows it: with the stage before it, unless that is `$default` [D]. */
export function toStagePath(api: ApiIdentity, path: string): string {
  return api.stage === DEFAULT_STAGE ? path : `/${api.stage}${path}`;
}

/** The host of the default endpoint; China has a suffix of its own [D]. */
export function toDomainName(api: ApiIdentity): string {
  const suffix = api.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `${api.apiId}.execute-api.${api.region}.${suffix}`;
}

/**
 * A deployed API: the checked options, with everything that outlives a request.
 */
import type { ApiIdentity, MethodArnPath } from './arn.ts';
import type { AuthorizerAnswer } from './authorizer/answer.ts';
import { createIdentityReader } from './authorizer/identity.ts';
import type { TokenAuthorizer } from './authorizer/token-authorizer.ts';
import { createResultCache } from './cache/result-cache.ts';
import type { GatewayEvent } from './events.ts';
import {
  checkApiIdentity,
  checkAuthorizerOptions,
  checkClock,
  checkRouteOptions,
  type LocalApiGatewayOptions,
  type RouteOptions,
  type TokenAuthorizerOptions,
} from './options.ts';
import { systemClock } from './platform.ts';
import { createRouter, type Router } from './resources/router.ts';
import { createOverrideLookup, type OverrideLookup } from './status/overrides.ts';

/** What every request of a gateway shares. */
export type Deployment = {
  readonly api: ApiIdentity;
  readonly nowMs: () => number;
  readonly router: Router<RouteOptions>;
  readonly authorizers: ReadonlyMap<string, TokenAuthorizer>;
  readonly findOverride: OverrideLookup;
  /** Never throws. */
  readonly report: (event: GatewayEvent) => void;
  readonly methodArnPath: MethodArnPath;
  /** Lower-case names. */
  readonly unavailableKeys: ReadonlySet<string>;
};

const DEFAULT_TIMEOUT_MS = 10_000;

/** Checks the options and builds the API. Throws `LocalApiGatewayConfigError` for what could not be deployed. */
export function createDeployment(options: LocalApiGatewayOptions): Deployment {
  const { clock = systemClock, gatewayResponses = {}, methodArnPath = 'raw' } = options;
  checkClock(clock);
  const authorizers = new Map(
    Object.entries(options.authorizers).map(([name, given]) => [name, createTokenAuthorizer(name, given)]),
  );
  for (const route of options.routes) checkRouteOptions(route, new Set(authorizers.keys()));
  return {
    api: checkApiIdentity(options),
    nowMs: clock,
    router: createRouter(options.routes),
    authorizers,
    findOverride: createOverrideLookup(gatewayResponses),
    report: createReport(options.onEvent),
    methodArnPath,
    unavailableKeys: new Set(options.unavailableConditionKeys?.map((name) => name.toLowerCase())),
  };
}

function createTokenAuthorizer(name: string, options: TokenAuthorizerOptions): TokenAuthorizer {
  checkAuthorizerOptions(name, options);
  const { handler, identitySource = 'Authorization', validationExpression, resultTtlSeconds, timeoutMs } = options;
  return {
    name,
    handler,
    readIdentity: createIdentityReader(name, identitySource, validationExpression),
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    cache: createResultCache<AuthorizerAnswer>(resultTtlSeconds),
  };
}

function createReport(onEvent: ((event: GatewayEvent) => void) | undefined): (event: GatewayEvent) => void {
  return (event) => {
    try {
      onEvent?.(event);
    } catch {
      // A listener's fault is not the client's.
    }
  };
}

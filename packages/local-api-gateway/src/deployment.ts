/**
 * A deployed API: the checked options, with everything that outlives a request.
 */
import { type AccessLog, createAccessLog } from './access-log.ts';
import type { MethodArnPath } from './arn.ts';
import type { Authorizer } from './authorizer/ask.ts';
import { createHttpApiAuthorizer, createRestAuthorizer, createWebSocketAuthorizer } from './authorizer/kinds.ts';
import { requireConfig } from './config-error.ts';
import type { GatewayEvent } from './events.ts';
import type { DeployedRoute } from './exchange.ts';
import {
  type ApiOptions,
  checkApiIdentity,
  checkAuthorizerCount,
  checkClock,
  checkMethodArnPath,
  checkRoute,
  type HttpApiOptions,
  type LocalApiGatewayOptions,
  type WebSocketApiOptions,
} from './options.ts';
import { systemClock } from './platform.ts';
import { type DeployedApi, type Protocol, toDomainName } from './protocol.ts';
import { createHttpApiRouter, parseRouteKey } from './resources/http-router.ts';
import { createRouter, type Router } from './resources/router.ts';
import { createOverrideLookup, type OverrideLookup } from './status/overrides.ts';

/** What every request of a gateway shares. */
export type Deployment = {
  readonly api: DeployedApi;
  readonly nowMs: () => number;
  readonly router: Router<DeployedRoute>;
  readonly authorizers: ReadonlyMap<string, Authorizer>;
  readonly findOverride: OverrideLookup;
  /** Never throws. */
  readonly report: (event: GatewayEvent) => void;
  /** Never throws. */
  readonly logAccess: AccessLog;
  readonly methodArnPath: MethodArnPath;
  /** Lower-case names. */
  readonly unavailableKeys: ReadonlySet<string>;
};

type Base = Omit<Deployment, 'router' | 'authorizers' | 'findOverride' | 'methodArnPath'>;

/** Builds a REST API. Throws `LocalApiGatewayConfigError` for what could not be deployed. */
export function createRestDeployment(options: LocalApiGatewayOptions): Deployment {
  const { gatewayResponses = {} } = options;
  const methodArnPath = checkMethodArnPath(options.methodArnPath);
  const base = createBase(options, 'REST');
  const authorizers = createAuthorizers(options.authorizers, createRestAuthorizer);
  const routes = options.routes.map(({ method, path, authorizer, integration }) => {
    const routeKey = `${method} ${path}`;
    checkRoute(`route "${routeKey}"`, { authorizer, integration }, new Set(authorizers.keys()));
    return { method, path, routeKey, resource: path, authorizer, integration };
  });
  const findOverride = createOverrideLookup(gatewayResponses);
  return { ...base, router: createRouter(routes), authorizers, findOverride, methodArnPath };
}

/** Builds an HTTP API. Throws `LocalApiGatewayConfigError` for what could not be deployed. */
export function createHttpApiDeployment(options: HttpApiOptions): Deployment {
  requireConfig(!('gatewayResponses' in options), 'gatewayResponses: an HTTP API has none');
  const base = createBase(options, 'HTTP');
  const authorizers = createAuthorizers(options.authorizers, createHttpApiAuthorizer);
  const routes = options.routes.map(({ routeKey, authorizer, integration }) => {
    checkRoute(`route "${routeKey}"`, { authorizer, integration }, new Set(authorizers.keys()));
    const key = parseRouteKey(routeKey);
    return { ...key, resource: key.path, authorizer, integration };
  });
  const methodArnPath = checkMethodArnPath(options.methodArnPath);
  const findOverride = (): undefined => undefined;
  return { ...base, router: createHttpApiRouter(routes), authorizers, findOverride, methodArnPath };
}

/** Builds a WebSocket API. Throws `LocalApiGatewayConfigError` for what could not be deployed. */
export function createWebSocketDeployment(options: WebSocketApiOptions): Deployment {
  requireConfig(!('gatewayResponses' in options), 'gatewayResponses: a WebSocket API has none');
  const base = createBase(options, 'WEBSOCKET');
  const authorizers = createAuthorizers(options.authorizers, createWebSocketAuthorizer);
  const { authorizer, integration = () => ({ status: 200 }) } = options.connect;
  checkRoute('route "$connect"', { authorizer, integration }, new Set(authorizers.keys()));
  const route = { routeKey: '$connect', resource: '$connect', authorizer, integration };
  const findOverride = (): undefined => undefined;
  // The path of a WebSocket URL names the stage and nothing more; it has no part in choosing a route [D].
  const router: Router<DeployedRoute> = () => ({ route, pathParameters: {} });
  return { ...base, router, authorizers, findOverride, methodArnPath: 'raw' };
}

function createBase(options: ApiOptions, protocol: Protocol): Base {
  const { clock = systemClock, stageVariables = {} } = options;
  checkClock(clock);
  const identity = checkApiIdentity(options, protocol);
  return {
    api: { ...identity, protocol, domainName: toDomainName(identity), stageVariables },
    nowMs: clock,
    report: createReport(options.onEvent),
    logAccess: createAccessLog(options.accessLog),
    unavailableKeys: new Set(options.unavailableConditionKeys?.map((name) => name.toLowerCase())),
  };
}

function createAuthorizers<Options>(
  given: Readonly<Record<string, Options>>,
  create: (name: string, options: Options) => Authorizer,
): ReadonlyMap<string, Authorizer> {
  checkAuthorizerCount(given);
  return new Map(Object.entries(given).map(([name, options]) => [name, create(name, options)]));
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

/**
 * The options of a gateway, one type a protocol, checked as a deployment would check them.
 *
 * Spec: stage names of letters, digits, `-` and `_`, at most 128, and `$default` for HTTP APIs [D]; ten authorizers an
 *   API [D quotas].
 */
import type { AccessLogOptions } from './access-log.ts';
import type { ApiIdentity, MethodArnPath } from './arn.ts';
import type {
  HttpApiAuthorizerOptions,
  RestAuthorizerOptions,
  WebSocketAuthorizerOptions,
} from './authorizer/options.ts';
import { requireConfig } from './config-error.ts';
import type { GatewayEvent } from './events.ts';
import type { Integration } from './integration/integration.ts';
import { DEFAULT_STAGE, type Protocol } from './protocol.ts';
import type { GatewayResponseOverrides } from './status/overrides.ts';

/** A method of a REST API. API Gateway refuses two variable siblings under one parent; this gateway takes them. */
export type RouteOptions = {
  /** A verb, or `ANY` for the seven of REST APIs. */
  readonly method: string;
  /** A resource: `/`, `/orders/{id}`, `/{proxy+}`. */
  readonly path: string;
  /** The name of an authorizer; a method without one is open. */
  readonly authorizer?: string | undefined;
  readonly integration: Integration;
};

/** A route of an HTTP API. */
export type HttpApiRouteOptions = {
  /** `GET /orders/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  /** The name of an authorizer; a route without one is open. */
  readonly authorizer?: string | undefined;
  readonly integration: Integration;
};

/** What every gateway takes. */
export type ApiOptions = Omit<ApiIdentity, 'partition'> & {
  /** Default `aws`. */
  readonly partition?: string;
  /** Epoch milliseconds; default the system clock. TTLs and `aws:CurrentTime` follow it, timeouts do not. */
  readonly clock?: () => number;
  /** Told what clients are not told; what it throws is ignored. */
  readonly onEvent?: (event: GatewayEvent) => void;
  /** Condition keys to leave out, to see what a document does where AWS does not supply them; default none. */
  readonly unavailableConditionKeys?: readonly string[];
  readonly stageVariables?: Readonly<Record<string, string>>;
  /** A line for each request, `$context.authorizer.*` included. */
  readonly accessLog?: AccessLogOptions;
};

type ArnOptions = {
  /** Whether the ARN holds the path as sent (default) or decoded once: AWS does one of the two, try both. */
  readonly methodArnPath?: MethodArnPath;
};

/** What `createLocalApiGateway` takes for a REST API. */
export type LocalApiGatewayOptions = ApiOptions &
  ArnOptions & {
    readonly protocol?: 'REST';
    readonly authorizers: Readonly<Record<string, RestAuthorizerOptions>>;
    /** The methods; the most specific one serves a request, whatever their order. */
    readonly routes: readonly RouteOptions[];
    readonly gatewayResponses?: GatewayResponseOverrides;
  };

/** What `createLocalApiGateway` takes for an HTTP API, which has no gateway responses [P]. */
export type HttpApiOptions = ApiOptions &
  ArnOptions & {
    readonly protocol: 'HTTP';
    readonly authorizers: Readonly<Record<string, HttpApiAuthorizerOptions>>;
    /** The routes; the most specific one serves a request, whatever their order. */
    readonly routes: readonly HttpApiRouteOptions[];
  };

/** What `createLocalApiGateway` takes for a WebSocket API; `$connect` alone can have an authorizer [D]. */
export type WebSocketApiOptions = ApiOptions & {
  readonly protocol: 'WEBSOCKET';
  readonly authorizers: Readonly<Record<string, WebSocketAuthorizerOptions>>;
  readonly connect: {
    /** The name of an authorizer; without one everybody is connected. */
    readonly authorizer?: string | undefined;
    /** A status from 200 to 299 accepts the connection; default accepts. */
    readonly integration?: Integration;
  };
  /** Answers a message of a connected client over HTTP (`serveLocalApiGateway`); default: there is no such route. */
  readonly messages?: (message: WebSocketMessage) => string | undefined | Promise<string | undefined>;
};

/** A message of a connected client. */
export type WebSocketMessage = { readonly connectionId: string; readonly body: string };

// March 1973 in milliseconds; in seconds, the year 5138.
const EARLIEST_MS = 100_000_000_000;
const MAX_AUTHORIZERS = 10;

/** The identity of the API. Throws `LocalApiGatewayConfigError` where an ARN could not be built from it. */
export function checkApiIdentity(options: ApiOptions, protocol: Protocol): ApiIdentity {
  const { apiId, region, accountId, stage, partition = 'aws' } = options;
  requireConfig(/^[A-Za-z0-9-]+$/.test(apiId), 'apiId must be letters, digits and -');
  requireConfig(/^[a-z0-9-]+$/.test(region), 'region must be a region name such as eu-west-1');
  requireConfig(/^[0-9]{12}$/.test(accountId), 'accountId must be twelve digits, as a string');
  requireConfig(
    /^[A-Za-z0-9_-]{1,128}$/.test(stage) || (protocol === 'HTTP' && stage === DEFAULT_STAGE),
    'stage must be 1 to 128 letters, digits, - and _, or $default for an HTTP API',
  );
  requireConfig(/^aws[a-z-]*$/.test(partition), 'partition must be aws, aws-cn, aws-us-gov or alike');
  return { apiId, region, accountId, stage, partition };
}

/** Checks that there are no more authorizers than an API may have. */
export function checkAuthorizerCount(authorizers: Readonly<Record<string, unknown>>): void {
  const count = Object.keys(authorizers).length;
  requireConfig(count <= MAX_AUTHORIZERS, `an API has at most ${MAX_AUTHORIZERS} authorizers, here are ${count}`);
}

/** Checks that a route, called `place` in messages, names an authorizer that exists and has an integration. */
export function checkRoute(
  place: string,
  route: { readonly authorizer?: string | undefined; readonly integration: unknown },
  authorizers: ReadonlySet<string>,
): void {
  requireConfig(typeof route.integration === 'function', `${place} has no integration function`);
  const { authorizer } = route;
  requireConfig(
    authorizer === undefined || authorizers.has(authorizer),
    `${place} names an authorizer that is not there`,
  );
}

/** How the path stands in the ARN, `raw` where nothing is said. Throws for anything but the two ways there are. */
export function checkMethodArnPath(path: MethodArnPath = 'raw'): MethodArnPath {
  const known: ReadonlySet<string> = new Set<MethodArnPath>(['raw', 'decodedOnce']);
  requireConfig(known.has(path), 'methodArnPath must be "raw" or "decodedOnce"');
  return path;
}

/** Throws for a clock that does not give epoch milliseconds: one in seconds would keep every document current. */
export function checkClock(clock: () => number): void {
  const nowMs = clock();
  requireConfig(Number.isFinite(nowMs) && nowMs >= EARLIEST_MS, 'clock must give epoch milliseconds, not seconds');
}

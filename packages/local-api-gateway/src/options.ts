/**
 * The options of a gateway, checked as a deployment would check them.
 *
 * Spec: TTL 0 to 3600 s, explicit because API Gateway's own default of 300 s surprises [D]; stage names of letters,
 *   digits, `-` and `_`, at most 128 [D].
 */
import type { ApiIdentity, MethodArnPath } from './arn.ts';
import { type AuthorizerHandler, checkHandler } from './authorizer/handler.ts';
import { requireConfig } from './config-error.ts';
import type { GatewayEvent } from './events.ts';
import type { Integration } from './integration/integration.ts';
import type { GatewayResponseOverrides } from './status/overrides.ts';

/** A REST TOKEN authorizer. */
export type TokenAuthorizerOptions = {
  readonly type: 'TOKEN';
  readonly handler: AuthorizerHandler;
  /** The header that holds the token; default `Authorization`. */
  readonly identitySource?: string;
  /** Has to match the whole token, else 401 without an invocation; no flags. */
  readonly validationExpression?: RegExp | string;
  /** How long a result is kept, 0 (not at all) to 3600; a whole number. */
  readonly resultTtlSeconds: number;
  /** How long the handler may take, up to 29,000; default 10,000. */
  readonly timeoutMs?: number;
};

/** A method of the API. API Gateway refuses two variable siblings under one parent; this gateway takes them. */
export type RouteOptions = {
  /** A verb, or `ANY` for the seven of REST APIs. */
  readonly method: string;
  /** A resource: `/`, `/orders/{id}`, `/{proxy+}`. */
  readonly path: string;
  /** The name of an authorizer; a method without one is open. */
  readonly authorizer?: string | undefined;
  readonly integration: Integration;
};

/** What `createLocalApiGateway` takes. */
export type LocalApiGatewayOptions = Omit<ApiIdentity, 'partition'> & {
  /** Default `aws`. */
  readonly partition?: string;
  readonly authorizers: Readonly<Record<string, TokenAuthorizerOptions>>;
  /** The methods; the most specific one serves a request, whatever their order. */
  readonly routes: readonly RouteOptions[];
  /** Epoch milliseconds; default the system clock. TTLs and `aws:CurrentTime` follow it, timeouts do not. */
  readonly clock?: () => number;
  readonly gatewayResponses?: GatewayResponseOverrides;
  /** Told what clients are not told; what it throws is ignored. */
  readonly onEvent?: (event: GatewayEvent) => void;
  /** Whether the ARN holds the path as sent (default) or decoded once: AWS does one of the two, try both. */
  readonly methodArnPath?: MethodArnPath;
  /** Condition keys to leave out, to see what a document does where AWS does not supply them; default none. */
  readonly unavailableConditionKeys?: readonly string[];
};

// March 1973 in milliseconds; in seconds, the year 5138.
const EARLIEST_MS = 100_000_000_000;

/** The identity of the API. Throws `LocalApiGatewayConfigError` where an ARN could not be built from it. */
export function checkApiIdentity(options: LocalApiGatewayOptions): ApiIdentity {
  const { apiId, region, accountId, stage, partition = 'aws' } = options;
  requireConfig(/^[A-Za-z0-9-]+$/.test(apiId), 'apiId must be letters, digits and -');
  requireConfig(/^[a-z0-9-]+$/.test(region), 'region must be a region name such as eu-west-1');
  requireConfig(/^[0-9]{12}$/.test(accountId), 'accountId must be twelve digits, as a string');
  requireConfig(/^[A-Za-z0-9_-]{1,128}$/.test(stage), 'stage must be 1 to 128 letters, digits, - and _');
  requireConfig(/^aws[a-z-]*$/.test(partition), 'partition must be aws, aws-cn, aws-us-gov or alike');
  return { apiId, region, accountId, stage, partition };
}

/** Checks one authorizer's options. Throws `LocalApiGatewayConfigError` that names it. */
export function checkAuthorizerOptions(name: string, options: TokenAuthorizerOptions): void {
  const { type, resultTtlSeconds, timeoutMs = 1, handler } = options;
  requireConfig(type === 'TOKEN', `authorizer "${name}": type must be TOKEN, the only kind served so far`);
  requireConfig(
    Number.isInteger(resultTtlSeconds) && resultTtlSeconds >= 0 && resultTtlSeconds <= 3600,
    `authorizer "${name}": resultTtlSeconds must be given, a whole number from 0 to 3600`,
  );
  requireConfig(
    Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 29_000,
    `authorizer "${name}": timeoutMs must be a whole number from 1 to 29000`,
  );
  checkHandler(name, handler);
}

/** Checks that a route names an authorizer that exists and has an integration. */
export function checkRouteOptions(route: RouteOptions, authorizers: ReadonlySet<string>): void {
  const place = `route "${route.method} ${route.path}"`;
  requireConfig(typeof route.integration === 'function', `${place} has no integration function`);
  const { authorizer } = route;
  requireConfig(
    authorizer === undefined || authorizers.has(authorizer),
    `${place} names an authorizer that is not there`,
  );
}

/** Throws for a clock that does not give epoch milliseconds: one in seconds would keep every document current. */
export function checkClock(clock: () => number): void {
  const nowMs = clock();
  requireConfig(Number.isFinite(nowMs) && nowMs >= EARLIEST_MS, 'clock must give epoch milliseconds, not seconds');
}

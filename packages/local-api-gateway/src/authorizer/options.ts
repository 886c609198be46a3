/**
 * The options of an authorizer, one type a kind, checked as a deployment would check them.
 *
 * Spec: TTL 0 to 3600 s, explicit because API Gateway's own default of 300 s surprises [D]; a REST REQUEST authorizer
 *   with a TTL needs an identity source [L]; simple responses belong to payload 2.0 [D]; a WebSocket API keeps no
 *   results [D]; an HTTP API waits 10 s for an authorizer [D].
 */
import { requireConfig } from '../config-error.ts';
import type {
  HttpApiV1Event,
  HttpApiV2Event,
  RestRequestEvent,
  TokenAuthorizerEvent,
  WebSocketEvent,
} from '../payload/events.ts';
import type { Protocol } from '../protocol.ts';
import { checkHandlerSource, type HandlerSource } from './handler.ts';

type Timing = {
  /** How long the handler may take; up to 29,000, for an HTTP API up to 10,000; default 10,000. */
  readonly timeoutMs?: number;
};

type Caching = {
  /** How long a result is kept, 0 (not at all) to 3600; a whole number. */
  readonly resultTtlSeconds: number;
};

/** A REST TOKEN authorizer. */
export type TokenAuthorizerOptions = Timing &
  Caching & {
    readonly type: 'TOKEN';
    readonly handler: HandlerSource<TokenAuthorizerEvent>;
    /** The header that holds the token, with or without `method.request.header.`; default `Authorization`. */
    readonly identitySource?: string;
    /** Has to match the whole token, else 401 without an invocation; no flags. */
    readonly validationExpression?: RegExp | string;
  };

/** A REST REQUEST authorizer. */
export type RequestAuthorizerOptions = Timing &
  Caching & {
    readonly type: 'REQUEST';
    readonly handler: HandlerSource<RestRequestEvent>;
    /** Such as `method.request.header.Authorization`, `method.request.querystring.q`, `stageVariables.v`, `context.path`. */
    readonly identitySources: readonly string[];
  };

/** A Lambda authorizer of an HTTP API with payload 1.0, which answers with an IAM document. */
export type HttpApiV1AuthorizerOptions = Timing &
  Caching & {
    readonly payloadFormatVersion: '1.0';
    readonly response: 'iam';
    readonly handler: HandlerSource<HttpApiV1Event>;
    /** Such as `$request.header.Authorization`, `$request.querystring.q`, `$context.routeKey`; without any, no cache. */
    readonly identitySources: readonly string[];
  };

/** A Lambda authorizer of an HTTP API with payload 2.0, which answers with an IAM document or a simple response. */
export type HttpApiV2AuthorizerOptions = Timing &
  Caching & {
    readonly payloadFormatVersion: '2.0';
    readonly response: 'iam' | 'simple';
    readonly handler: HandlerSource<HttpApiV2Event>;
    /** Such as `$request.header.Authorization`, `$request.querystring.q`, `$context.routeKey`; without any, no cache. */
    readonly identitySources: readonly string[];
  };

/** The authorizer of a WebSocket API's `$connect`; its results are never kept. */
export type WebSocketAuthorizerOptions = Timing & {
  readonly handler: HandlerSource<WebSocketEvent>;
  /** Such as `route.request.header.Authorization`, `route.request.querystring.token`. */
  readonly identitySources: readonly string[];
};

/** An authorizer of a REST API. */
export type RestAuthorizerOptions = TokenAuthorizerOptions | RequestAuthorizerOptions;

/** An authorizer of an HTTP API. */
export type HttpApiAuthorizerOptions = HttpApiV1AuthorizerOptions | HttpApiV2AuthorizerOptions;

/** The longest that an authorizer may take, in milliseconds; REST by its integrations' limit, HTTP API [D]. */
export const MAX_TIMEOUT_MS: Readonly<Record<Protocol, number>> = { REST: 29_000, HTTP: 10_000, WEBSOCKET: 29_000 };

/** Checks a REST authorizer's options. Throws `LocalApiGatewayConfigError` that names it. */
export function checkRestAuthorizer(name: string, options: RestAuthorizerOptions): void {
  const { type, resultTtlSeconds } = options;
  requireConfig(type === 'TOKEN' || type === 'REQUEST', `authorizer "${name}": type must be TOKEN or REQUEST`);
  checkTtl(name, resultTtlSeconds);
  checkTiming(name, options, 'REST');
  if (type === 'TOKEN') return;
  checkSources(name, options.identitySources);
  // "Required when authorization caching is enabled" [D], and refused when it is created [L].
  requireConfig(
    resultTtlSeconds === 0 || options.identitySources.length > 0,
    `authorizer "${name}": resultTtlSeconds above 0 needs an identity source, as at API Gateway`,
  );
  refuseExpression(name, options);
}

/** Checks an HTTP API authorizer's options. Throws `LocalApiGatewayConfigError` that names it. */
export function checkHttpApiAuthorizer(name: string, options: HttpApiAuthorizerOptions): void {
  const { payloadFormatVersion: version, response, resultTtlSeconds, identitySources } = options;
  requireConfig(
    version === '1.0' || version === '2.0',
    `authorizer "${name}": payloadFormatVersion must be 1.0 or 2.0`,
  );
  requireConfig(
    response === 'iam' || (response === 'simple' && version === '2.0'),
    `authorizer "${name}": response must be "iam", or "simple" with payload 2.0`,
  );
  checkTtl(name, resultTtlSeconds);
  checkTiming(name, options, 'HTTP');
  checkSources(name, identitySources);
  refuseExpression(name, options);
}

/** Checks a WebSocket authorizer's options. Throws `LocalApiGatewayConfigError` that names it. */
export function checkWebSocketAuthorizer(name: string, options: WebSocketAuthorizerOptions): void {
  checkTiming(name, options, 'WEBSOCKET');
  checkSources(name, options.identitySources);
  refuseExpression(name, options);
  requireConfig(!('resultTtlSeconds' in options), `authorizer "${name}": a WebSocket API keeps no results`);
}

function checkTtl(name: string, resultTtlSeconds: number): void {
  requireConfig(
    Number.isInteger(resultTtlSeconds) && resultTtlSeconds >= 0 && resultTtlSeconds <= 3600,
    `authorizer "${name}": resultTtlSeconds must be given, a whole number from 0 to 3600`,
  );
}

function checkTiming(name: string, options: Timing & { readonly handler: unknown }, protocol: Protocol): void {
  const { timeoutMs = 1, handler } = options;
  const longest = MAX_TIMEOUT_MS[protocol];
  requireConfig(
    Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= longest,
    `authorizer "${name}": timeoutMs must be a whole number from 1 to ${longest}`,
  );
  checkHandlerSource(name, handler);
}

function checkSources(name: string, sources: unknown): void {
  requireConfig(Array.isArray(sources), `authorizer "${name}": identitySources must be a list, if an empty one`);
}

// "Does not apply to the REQUEST authorizer" [D]: an expression there would look like a check that nobody makes.
function refuseExpression(name: string, options: object): void {
  requireConfig(
    !('validationExpression' in options),
    `authorizer "${name}": only TOKEN authorizers take a validationExpression`,
  );
}

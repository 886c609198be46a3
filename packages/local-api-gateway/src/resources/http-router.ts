/**
 * Decides which route of an HTTP API serves a request.
 *
 * Spec: [D] the most specific route, a method before ANY, `{proxy+}` after that, `$default` last. Slashes before the
 *   path are one: `//test` is `/test` [L]. A trailing slash makes another path [unverified: http-api-trailing-slash].
 *   Literals are compared with the raw text [unverified: literal-encoding].
 */
import { requireConfig } from '../config-error.ts';
import { createRouter, type Router, type RouteShape } from './router.ts';

const ROUTE_KEY = /^([A-Z]+) (\/\S*)$/;

/** The method and path of a route key, or `$default` for both. */
export type RouteKey = RouteShape & { readonly routeKey: string };

/** Reads a route key. Throws `LocalApiGatewayConfigError` for text that is none. */
export function parseRouteKey(routeKey: string): RouteKey {
  if (routeKey === '$default') return { routeKey, method: routeKey, path: routeKey };
  const [, method, path] = ROUTE_KEY.exec(routeKey) ?? [];
  requireConfig(
    method !== undefined && path !== undefined,
    `routeKey "${routeKey}" must be "METHOD /path", "ANY /path" or "$default"`,
  );
  return { routeKey, method, path };
}

/** Builds the router. Throws `LocalApiGatewayConfigError` for an unknown method, a bad path, or a key twice. */
export function createHttpApiRouter<Route extends RouteKey>(routes: readonly Route[]): Router<Route> {
  const defaults = routes.filter((route) => route.routeKey === '$default');
  requireConfig(defaults.length <= 1, 'routeKey "$default" is there twice');
  const [fallback] = defaults;
  const find = createRouter(
    routes.filter((route) => route.routeKey !== '$default'),
    'significant',
  );
  return (method, path) => {
    const match = find(method, path.replace(/^\/+/, '/'));
    return match ?? (fallback && { route: fallback, pathParameters: {} });
  };
}

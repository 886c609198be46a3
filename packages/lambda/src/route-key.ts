/**
 * Whether a principal is granted everything that comes under one route of an HTTP API.
 *
 * Reads the API's `METHOD /a/b`, of literals alone: under a variable or `$default` come odd spellings of paths too, which
 * are denied, and one kept answer would let them in. Narrower where it cannot tell, never wider.
 */
import { type CompiledPolicy, METHODS, type Principal, parsePath, type RouteMatch, solveAccess } from '@sallyport/core';
import { toTarget } from './target.ts';

/** A route of the API. */
interface ApiRoute {
  readonly methods: readonly string[];
  readonly segments: readonly string[];
}

/** Whether every request under a `routeKey` is granted, and where paths may be unknown, has a route of the policy. */
export function grantsRouteKey(policy: CompiledPolicy, principal: Principal, routeKey: string): boolean {
  const api = parseRouteKey(routeKey);
  if (api === null) return false;
  const matches = api.methods.map((method) => policy.routes.match(method, null, api.segments));
  const known = matches.filter((match) => match !== null);
  if (known.length < matches.length && policy.apiGateway.unknownPaths === 'possible') return false;
  const isGranted = ({ route }: RouteMatch): boolean =>
    solveAccess(policy, route.access, principal).some((solution) => Object.keys(solution).length === 0);
  return known.length > 0 && known.every(isGranted);
}

function parseRouteKey(routeKey: string): ApiRoute | null {
  const [, method, path] = /^([A-Z]+) \/([^\s{}]*)$/.exec(routeKey) ?? [];
  if (method === undefined || path === undefined) return null;
  const read = parsePath(toTarget(path));
  return read.kind === 'canonical' ? { methods: method === 'ANY' ? METHODS : [method], segments: read.segments } : null;
}

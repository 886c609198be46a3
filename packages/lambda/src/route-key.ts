/**
 * Whether a principal is granted everything that comes under one route of an HTTP API.
 *
 * Reads the API's `METHOD /a/{b}/{rest+}` or `$default`. Narrower where it cannot tell, never wider.
 */
import {
  type CompiledPolicy,
  meets,
  type PathShape,
  type Principal,
  type Route,
  solveAccess,
  toPathShape,
} from '@sallyport/core';

/** A route of the API. `{rest+}` takes one segment or more; a wildcard that also takes none is the narrower reading. */
interface ApiRoute extends PathShape {
  /** Null for any. */
  readonly method: string | null;
}

const ALL_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Whether every route of the policy under a `routeKey` is granted, and where paths may be unknown, one covers it. */
export function grantsRouteKey(policy: CompiledPolicy, principal: Principal, routeKey: string): boolean {
  const api = parseRouteKey(routeKey);
  if (api === null) return false;
  const under = policy.routes.routes.filter((route) => canMeet(route, api));
  if (under.length === 0) return false;
  if (policy.apiGateway.unknownPaths === 'possible' && !under.some((route) => covers(route, api))) return false;
  return under.every(({ access }) =>
    solveAccess(policy, access, principal).some((solution) => Object.keys(solution).length === 0),
  );
}

function parseRouteKey(routeKey: string): ApiRoute | null {
  if (routeKey === '$default') return { method: null, segments: [], tail: 'wildcard' };
  const [, method, path] = /^([A-Z]+) \/(\S*)$/.exec(routeKey) ?? [];
  if (method === undefined || path === undefined) return null;
  const texts = path === '' ? [] : path.replace(/\/$/, '').split('/');
  const isGreedy = texts.at(-1)?.endsWith('+}') ?? false;
  const segments = (isGreedy ? texts.slice(0, -1) : texts).map((text) => (/^\{.*\}$/.test(text) ? null : text));
  return { method: method === 'ANY' ? null : method, segments, tail: isGreedy ? 'wildcard' : 'end' };
}

function canMeet(route: Route, api: ApiRoute): boolean {
  return (api.method === null || decides(route, api.method)) && meets(toPathShape(route), api);
}

/** Whether every path under the API's route is the policy's route's, or a more specific one's. */
function covers(route: Route, api: ApiRoute): boolean {
  const isEveryMethod = (api.method === null ? ALL_METHODS : [api.method]).every((method) => decides(route, method));
  const isEveryLength =
    route.tail === 'wildcard' || (api.tail === 'end' && route.segments.length === api.segments.length);
  if (!isEveryMethod || !isEveryLength || route.segments.length > api.segments.length) return false;
  return route.segments.every((segment, index) => {
    const text = api.segments[index] ?? null;
    return segment.kind === 'param' || (text !== null && segment.text === text);
  });
}

function decides({ decides: methods }: Route, method: string): boolean {
  return [...methods].some((name) => name === method);
}

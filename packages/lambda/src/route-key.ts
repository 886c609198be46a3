/**
 * Whether a principal is granted everything that comes under one route of an HTTP API.
 *
 * Reads the API's `METHOD /a/{b}/{rest+}` or `$default`. Narrower where it cannot tell, never wider.
 */
import { type CompiledPolicy, type PatternSegment, type Principal, type Route, solveAccess } from '@sallyport/core';

/** A route of the API. */
interface ApiRoute {
  /** Null for any. */
  readonly method: string | null;
  /** Literal texts; null where the API takes any text. */
  readonly segments: readonly (string | null)[];
  /** Whether further segments follow. */
  readonly tail: 'end' | 'greedy';
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
  if (routeKey === '$default') return { method: null, segments: [], tail: 'greedy' };
  const [, method, path] = /^([A-Z]+) \/(\S*)$/.exec(routeKey) ?? [];
  if (method === undefined || path === undefined) return null;
  const texts = path === '' ? [] : path.replace(/\/$/, '').split('/');
  const isGreedy = texts.at(-1)?.endsWith('+}') ?? false;
  const segments = (isGreedy ? texts.slice(0, -1) : texts).map((text) => (/^\{.*\}$/.test(text) ? null : text));
  return { method: method === 'ANY' ? null : method, segments, tail: isGreedy ? 'greedy' : 'end' };
}

function canMeet(route: Route, api: ApiRoute): boolean {
  if (api.method !== null && !decides(route, api.method)) return false;
  const [ours, theirs] = [route.segments.length, api.segments.length];
  if (ours < theirs && route.tail !== 'wildcard') return false;
  if (theirs < ours && api.tail !== 'greedy') return false;
  return route.segments.every((segment, index) => index >= theirs || canAgree(segment, api.segments[index] ?? null));
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

function canAgree(segment: PatternSegment, text: string | null): boolean {
  return segment.kind === 'param' || text === null || segment.text === text;
}

/**
 * The matching rules of the route grammar once more, by brute force over all routes: what the tree is compared with.
 */
import fc from 'fast-check';

/** A route as written: path parts are texts, `:name`, or a last `*`. */
export interface ReferenceRoute {
  readonly methods: readonly string[] | null;
  readonly host: string | null;
  readonly path: readonly string[];
  readonly access: string;
}

const ALL = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const isParam = (part: string): boolean => part.startsWith(':');

export function toKey({ methods, host, path }: ReferenceRoute): string {
  return `${methods === null ? '' : `${methods.join('|')} `}${host ?? ''}/${path.join('/')}`;
}

/** Equal for routes with the same pattern and host. */
export function toPlace(route: ReferenceRoute): string {
  return JSON.stringify([route.host, route.path.map((part) => (isParam(part) ? ':' : part))]);
}

/** Whether the key's methods include this one, HEAD under GET resolved among all routes. */
export function isFor(routes: readonly ReferenceRoute[], route: ReferenceRoute, method: string): boolean {
  if (route.methods === null) return ALL.includes(method);
  if (route.methods.includes(method)) return true;
  if (method !== 'HEAD' || !route.methods.includes('GET')) return false;
  return !routes.some((other) => toPlace(other) === toPlace(route) && other.methods?.includes('HEAD'));
}

/** 0 for the host with its port, 1 for its name alone, 2 for any host, null where the route is for another. */
function rankHost(route: ReferenceRoute, host: string | null): number | null {
  if (route.host === null) return 2;
  if (host === null) return null;
  if (route.host === host) return 0;
  return host.startsWith(`${route.host}:`) ? 1 : null;
}

function isOn(path: readonly string[], segments: readonly string[]): boolean {
  const [part, ...parts] = path;
  const [segment, ...others] = segments;
  if (part === '*') return true;
  if (part === undefined || segment === undefined) return part === segment;
  return (isParam(part) || part === segment) && isOn(parts, others);
}

/** Ranks to be compared from the left: a literal or the end, a parameter, a wildcard; then the host; then the method. */
function toRanks(route: ReferenceRoute, hostRank: number, depth: number): readonly number[] {
  const kinds = Array.from({ length: depth + 1 }, (_, at) => {
    const part = route.path[at];
    if (part === undefined) return route.path.at(-1) === '*' ? 2 : 0;
    return part === '*' ? 2 : isParam(part) ? 1 : 0;
  });
  return [...kinds, hostRank, route.methods === null ? 1 : 0];
}

/** The indexes of the most specific routes for a request; two are a tie. `paths` replaces the routes' own paths. */
export function findBest(
  routes: readonly ReferenceRoute[],
  method: string,
  host: string | null,
  segments: readonly string[],
  paths: readonly (readonly string[])[] = routes.map((route) => route.path),
): readonly number[] {
  const ranked = routes.flatMap((route, index) => {
    const path = paths[index] ?? [];
    const hostRank = rankHost(route, host);
    if (hostRank === null || !isFor(routes, route, method) || !isOn(path, segments)) return [];
    return [{ index, ranks: toRanks({ ...route, path }, hostRank, segments.length) }];
  });
  const compare = (a: readonly number[], b: readonly number[]): number =>
    a.map((rank, at) => rank - (b[at] ?? 0)).find((difference) => difference !== 0) ?? 0;
  return ranked
    .filter(({ ranks }) => ranked.every((other) => compare(ranks, other.ranks) <= 0))
    .map(({ index }) => index);
}

export const TEXTS = ['a', 'b', 'A', 'a.', 'B ', '...', '__proto__'];
export const HOSTS = [null, 'acme.dev', 'acme.dev:8443', 'other.dev'];
export const ACCESSES = ['public', 'optional', 'authenticated', 'deny', 'read', 'write'];

const keyPart = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('a', 'b') },
  { weight: 2, arbitrary: fc.constantFrom(':x', ':y', ':z', ':__proto__') },
  { weight: 1, arbitrary: fc.constantFrom('A', 'a.', 'B%20', '...', '__proto__') },
);

/** A route of any kind, with parameter names that differ within it. */
export const anyRoute: fc.Arbitrary<ReferenceRoute> = fc
  .record({
    methods: fc.oneof(fc.constant(null), fc.subarray(ALL, { minLength: 1, maxLength: 3 })),
    host: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: fc.constantFrom(...HOSTS) }),
    parts: fc.array(keyPart, { maxLength: 4 }),
    tail: fc.constantFrom([], ['*']),
    access: fc.constantFrom(...ACCESSES),
  })
  .filter(({ parts }) => new Set(parts.filter(isParam)).size === parts.filter(isParam).length)
  .map(({ parts, tail, ...route }) => ({ ...route, path: [...parts, ...tail] }));

/** Routes without two that could tie. */
export const anyRoutes: fc.Arbitrary<readonly ReferenceRoute[]> = fc.uniqueArray(anyRoute, {
  maxLength: 14,
  comparator: (one, other) =>
    toPlace(one) === toPlace(other) &&
    (one.methods === null ? other.methods === null : one.methods.some((method) => other.methods?.includes(method))),
});

/** A request over the same alphabet. */
export const anyRequest: fc.Arbitrary<{ method: string; host: string | null; segments: readonly string[] }> = fc.record(
  {
    method: fc.constantFrom(...ALL, ...ALL, 'TRACE', 'get', '__proto__', ''),
    host: fc.constantFrom(...HOSTS, 'acme.dev:1', 'constructor'),
    segments: fc.array(fc.constantFrom('a', 'b', 'a', 'b', 'c', ...TEXTS, 'A.', '..  ', ' .'), { maxLength: 5 }),
  },
);

/**
 * The routes of a policy as API Gateway sees them: no hosts, and methods that the same routes decide taken together.
 *
 * Does not: grant anything. A route of one host never matches here, since an ARN names none.
 */
import type { CompiledPolicy, Method, Route } from '@sallyport/core';
import { createRouteTree, type RouteNode } from './reading.ts';
import { toGrantTexts } from './spelling.ts';

/** Methods for which the same routes decide. */
export interface MethodGroup {
  readonly methods: readonly Method[];
  /** At most one for each pattern: the table settles which key decides a method. */
  readonly routes: readonly Route[];
  readonly tree: RouteNode;
  /** What decides whether a path arrives at all, whatever its method; null where every path may. */
  readonly arriving: RouteNode | null;
  /** The patterns of other methods, where only paths that some pattern matches arrive. */
  readonly foreign: readonly Route[];
  /** Segments of the deepest pattern. */
  readonly deepest: number;
}

/** What is computed once for a policy. */
export interface PolicyShape {
  readonly groups: readonly MethodGroup[];
  /** Every route without a host. */
  readonly routes: readonly Route[];
  /** Every literal segment, of routes with a host too: those decide what arrives. */
  readonly literals: ReadonlySet<string>;
  /** Routes with a literal that no ARN can hold. */
  readonly unwritable: ReadonlySet<Route>;
}

/** The shape of a policy's routes. */
export function toPolicyShape(policy: CompiledPolicy): PolicyShape {
  const routes = policy.routes.routes.filter((route) => route.host === null);
  const numbers = new Map(routes.map((route, index) => [route, index]));
  const methods = new Set(routes.flatMap((route) => [...route.decides]));
  const groups = new Map<string, { methods: Method[]; routes: readonly Route[] }>();
  for (const method of methods) {
    const deciding = routes.filter((route) => route.decides.has(method));
    const key = deciding.map((route) => numbers.get(route)).join(' ');
    const group = groups.get(key) ?? { methods: [], routes: deciding };
    group.methods.push(method);
    groups.set(key, group);
  }
  return {
    routes,
    groups: [...groups.values()].map((group) => ({
      ...group,
      tree: createRouteTree(group.routes),
      ...toArriving(policy, group.routes),
      deepest: Math.max(...group.routes.map((route) => route.segments.length)),
    })),
    literals: new Set(policy.routes.routes.flatMap(toLiterals)),
    unwritable: new Set(
      routes.filter((route) => toLiterals(route).some((text) => toGrantTexts(text).canonical === null)),
    ),
  };
}

/**
 * The patterns of every other key, of other methods and hosts too: an API with a resource for each may let any method in.
 *
 * Where there are none, a path without a match does not arrive: an empty tree says so, and costs nothing to walk.
 */
function toArriving(
  { routes, apiGateway }: CompiledPolicy,
  own: readonly Route[],
): Pick<MethodGroup, 'arriving' | 'foreign'> {
  if (apiGateway.unknownPaths === 'possible') return { arriving: null, foreign: [] };
  const shapes = new Set(own.map(toShape));
  const foreign = routes.routes.filter((route) => !shapes.has(toShape(route)));
  return { arriving: createRouteTree(foreign), foreign };
}

function toShape({ segments, tail }: Route): string {
  return JSON.stringify([tail, ...segments.map((segment) => (segment.kind === 'param' ? null : segment.text))]);
}

function toLiterals(route: Route): readonly string[] {
  return route.segments.flatMap((segment) => (segment.kind === 'literal' ? [segment.text] : []));
}

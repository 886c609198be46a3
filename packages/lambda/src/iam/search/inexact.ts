/**
 * Which routes no IAM document can express for some principal: what `check --gate lambda` refuses, with the choices.
 *
 * Whatever `denyShape` is: both shapes allow the same. How final a denial is, is not judged here.
 * Does not: judge claim values that cannot stand in an ARN, nor ones that equal a literal of a route: those depend on the
 * token, and the compiler narrows at run time.
 */
import type { CompiledApiGateway, CompiledPolicy } from '@sallyport/core';
import { findLosses, type Loss } from './losses.ts';
import { EXAMPLE_BASE, type SearchEnd, searchGrants } from './search.ts';

/**
 * What helps. `unknown_paths_never`: declare `unknownPaths: "never"`, where the API has a resource for each path.
 * `result_ttl_0`: `resultTtlSeconds: 0`. `request_authorizer`: a REQUEST authorizer keyed by path and method.
 * `other_routes`: another shape of routes.
 */
export type InexactRemedy = 'unknown_paths_never' | 'result_ttl_0' | 'request_authorizer' | 'other_routes';

/** Routes that cannot be granted together with a denial, for some principal. */
export interface InexactRoutes {
  /** The keys that would be narrowed, in the order of the policy. */
  readonly routes: readonly string[];
  /** The keys whose paths they would let through; empty where it is a path that no route has, or another reason. */
  readonly denied: readonly string[];
  /** `METHOD /path`: one that a document would let through, or of a route that cannot be written. */
  readonly example: string;
  readonly world: CompiledApiGateway['unknownPaths'];
  readonly why: Loss['why'];
  /** The choices, the best first. */
  readonly remedies: readonly InexactRemedy[];
}

/** What was found, and whether everything was looked at. */
export interface InexactSearch {
  readonly found: readonly InexactRoutes[];
  readonly search: SearchEnd;
}

/**
 * The routes that cannot be expressed for some principal, by what stands in their way.
 *
 * Principals are those that the policy tells apart, by sets of requirements that one token can meet; at most 1,000 sets of
 * grants are looked at, those with the fewest and the most requirements first, and `stopped` says that there were more.
 */
export function searchInexactRoutes(policy: CompiledPolicy): InexactSearch {
  const losses = new Map<string, { readonly loss: Loss; readonly routes: Set<string> }>();
  const search = searchGrants(policy, toClaimText, ({ shape, found }) => {
    const place = { base: EXAMPLE_BASE, encodedPaths: policy.apiGateway.encodedPaths, readLiteral: found.readLiteral };
    for (const loss of findLosses(shape, found.byRoute, place)) {
      const key = `${loss.why}\n${loss.denied?.key ?? ''}`;
      const known = losses.get(key) ?? { loss, routes: new Set() };
      known.routes.add(loss.route.key);
      losses.set(key, known);
    }
  });
  const order = policy.routes.routes.map(({ key }) => key);
  return { found: merge([...losses.values()], order, policy.apiGateway.unknownPaths), search };
}

/** What `searchInexactRoutes` found; empty where every principal's document is exact, or none was met before the bound. */
export function findInexactRoutes(policy: CompiledPolicy): readonly InexactRoutes[] {
  return searchInexactRoutes(policy).found;
}

/** One entry for equal routes and reason, with every denied key. */
function merge(
  losses: readonly { readonly loss: Loss; readonly routes: ReadonlySet<string> }[],
  order: readonly string[],
  world: InexactRoutes['world'],
): readonly InexactRoutes[] {
  const merged = new Map<string, InexactRoutes>();
  for (const { loss, routes } of losses) {
    const sorted = order.filter((key) => routes.has(key));
    const key = JSON.stringify([loss.why, loss.denied === null, sorted]);
    const known = merged.get(key);
    const denied = [...(known?.denied ?? []), ...(loss.denied ? [loss.denied.key] : [])];
    merged.set(key, {
      routes: sorted,
      denied: order.filter((one) => denied.includes(one)),
      example: known?.example ?? loss.example,
      world,
      why: loss.why,
      remedies: toRemedies(loss, world),
    });
  }
  return [...merged.values()];
}

function toRemedies({ why, denied }: Loss, world: InexactRoutes['world']): readonly InexactRemedy[] {
  // A literal that is syntax in a pattern cannot be named for one request either.
  if (why === 'unwritable') return ['other_routes'];
  const others = ['result_ttl_0', 'request_authorizer', 'other_routes'] as const;
  return why === 'reaches' && denied === null && world === 'possible' ? ['unknown_paths_never', ...others] : others;
}

/** Letters alone: what else a claim holds is no matter of the policy. */
function toClaimText(claim: number): string {
  return `claim${claim}zz`;
}

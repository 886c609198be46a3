/**
 * What the policy's tests reach: its routes, and the leaves of its requirements.
 */
import { type CompiledPolicy, type PolicyDocument, REASONS } from '@sallyport/core';
import { toPointerStep } from '../source/tree.ts';
import { createLeafJudge, findSoleObstacles, type Leaf, listLeafPointers, listLeaves } from './leaves.ts';
import type { TestResult } from './run.ts';

/** How many of a policy's parts the tests reach. */
export interface Reach {
  readonly total: number;
  readonly reached: number;
  /** Pointers of those that no test reaches, in document order. */
  readonly missing: readonly string[];
}

/** What the tests cover. */
export interface Coverage {
  /** A route is reached by a test that it decides. */
  readonly routes: Reach;
  /** A leaf is reached by a test that passed and was denied for want of this leaf alone. */
  readonly requirements: Reach;
}

/** Measures the coverage of a policy by its results. */
export function measureCoverage(
  document: PolicyDocument,
  policy: CompiledPolicy,
  results: readonly TestResult[],
): Coverage {
  const decided = new Set(results.map(({ decision }) => decision.route));
  const routes = Object.keys(document.routes).map((key) => ({
    pointer: `/routes${toPointerStep(key)}`,
    reached: decided.has(key),
  }));
  const places = placeLeaves(document, policy);
  const proved = new Set(results.flatMap((result) => findProved(result, policy, places)));
  const leaves = [...places.values()].flatMap((owner) => [...owner.values()]);
  return {
    routes: toReach(routes),
    requirements: toReach(leaves.map((pointer) => ({ pointer, reached: proved.has(pointer) }))),
  };
}

/** The share in whole percent, rounded down: nothing but all is 100. */
export function toPercent({ total, reached }: Reach): number {
  return total === 0 ? 100 : Math.floor((reached * 100) / total);
}

/** Whether the share is at least `percent`, compared without rounding. */
export function meetsPercent({ total, reached }: Pick<Reach, 'total' | 'reached'>, percent: number): boolean {
  return total === 0 || reached * 100 >= percent * total;
}

function toReach(parts: readonly { readonly pointer: string; readonly reached: boolean }[]): Reach {
  const missing = parts.filter(({ reached }) => !reached).map(({ pointer }) => pointer);
  return { total: parts.length, reached: parts.length - missing.length, missing };
}

/** By owner (the pointer of a route, or of an issuer's own requirement), where each of its leaves stands. */
type LeafPlaces = ReadonlyMap<string, ReadonlyMap<Leaf, string>>;

function placeLeaves(document: PolicyDocument, policy: CompiledPolicy): LeafPlaces {
  const places = new Map<string, ReadonlyMap<Leaf, string>>();
  for (const { key, access } of policy.routes.routes) {
    const entry = document.routes[key];
    const pointer = toRoutePointer(key);
    if (access.requirement === null || typeof entry !== 'object') continue;
    places.set(pointer, pair(listLeaves(access.requirement), listLeafPointers(entry, pointer)));
  }
  for (const { name, require } of policy.issuers) {
    const entry = document.issuers[name]?.require;
    const pointer = toIssuerPointer(name);
    // Several exact issuers of one name share the entry.
    if (require === null || entry === undefined || places.has(pointer)) continue;
    places.set(pointer, pair(listLeaves(require), listLeafPointers(entry, pointer)));
  }
  return places;
}

function pair(leaves: readonly Leaf[], pointers: readonly string[]): ReadonlyMap<Leaf, string> {
  if (leaves.length !== pointers.length)
    throw new TypeError('A requirement has other leaves than it was written with.');
  return new Map(leaves.flatMap((leaf, index) => pointers.slice(index, index + 1).map((place) => [leaf, place])));
}

function findProved({ decision, outcome }: TestResult, policy: CompiledPolicy, places: LeafPlaces): readonly string[] {
  const { principal, route: key, params, reason } = decision;
  if (outcome === 'failed' || reason === null || REASONS[reason].phase !== 'requirement') return [];
  const route = policy.routes.routes.find((candidate) => candidate.key === key);
  const issuer = principal === null ? undefined : policy.byIss.get(principal.iss);
  if (route === undefined || principal === null || issuer === undefined) return [];
  const requirements = [route.access.requirement, issuer.require].filter((requirement) => requirement !== null);
  const owners = [places.get(toRoutePointer(route.key)), places.get(toIssuerPointer(issuer.name))];
  return findSoleObstacles(requirements, createLeafJudge(policy, principal, params)).flatMap((leaf) =>
    owners.flatMap((owner) => owner?.get(leaf) ?? []),
  );
}

function toRoutePointer(key: string): string {
  return `/routes${toPointerStep(key)}`;
}

function toIssuerPointer(name: string): string {
  return `/issuers${toPointerStep(name)}/require`;
}

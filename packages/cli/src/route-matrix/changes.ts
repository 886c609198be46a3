/**
 * What changed between two policies, route by route, and whether it lets anything in that was refused before.
 */
import type { CompiledPolicy, Method, Route } from '@sallyport/core';
import { toRequirementText } from '@sallyport/core/explain';
import { compareExceptions, toExceptionTexts } from './exceptions.ts';
import { implies, type PlacedRequirement } from './implication.ts';
import { sortRoutes } from './order.ts';
import { listRoutePairs } from './pairs.ts';

/**
 * `public`: nobody needs a token any more. `changed`: neither known to be wider nor known to be stricter, so counted as
 * wider. `added`: refused as unmatched before. `removed`: unmatched now.
 */
export type ChangeKind = 'public' | 'wider' | 'changed' | 'added' | 'stricter' | 'removed';

/** One side of a change. */
export interface ChangeSide {
  /** The key of the route that decides. */
  readonly route: string;
  readonly access: string;
  /** What is demanded, such as `scopes "read" and "write"`; null where the access says it all. */
  readonly requirement: string | null;
  /** What its top leaves open, such as `report-only until 2026-12-31`. */
  readonly exceptions: readonly string[];
}

/** One change. */
export interface RouteChange {
  readonly change: ChangeKind;
  /** Whether requests may be let in that were refused before. */
  readonly widens: boolean;
  readonly methods: readonly Method[];
  /** Null where no route matched. */
  readonly before: ChangeSide | null;
  readonly after: ChangeSide | null;
}

/** From the narrowest to the widest; requirements are compared with each other one by one. */
const OPENNESS: Readonly<Record<Route['access']['kind'], number>> = {
  deny: 0,
  requirement: 1,
  authenticated: 2,
  optional: 3,
  public: 4,
};

const ORDER: readonly ChangeKind[] = ['public', 'wider', 'changed', 'added', 'stricter', 'removed'];

/** Every change, the gravest first and then the most specific route. */
export function listRouteChanges(before: CompiledPolicy, after: CompiledPolicy): readonly RouteChange[] {
  const places = new Map(
    sortRoutes([...before.routes.routes, ...after.routes.routes]).map((route, index) => [route, index]),
  );
  const toPlace = (pair: { readonly before: Route | null; readonly after: Route | null }): number =>
    places.get(pair.after ?? pair.before ?? neverBoth()) ?? 0;
  return listRoutePairs(before.routes, after.routes)
    .flatMap((pair) => {
      const change = compareAccess(pair.before, pair.after);
      const sides = { before: toSide(pair.before), after: toSide(pair.after) };
      return change === null ? [] : [{ place: toPlace(pair), change: { ...change, methods: pair.methods, ...sides } }];
    })
    .sort((a, b) => ORDER.indexOf(a.change.change) - ORDER.indexOf(b.change.change) || a.place - b.place)
    .map(({ change }) => change);
}

/** How the access changed; null where it did not. */
export function compareAccess(
  before: Route | null,
  after: Route | null,
): Pick<RouteChange, 'change' | 'widens'> | null {
  if (after === null) return before === null ? null : { change: 'removed', widens: false };
  const was = before === null ? 0 : OPENNESS[before.access.kind];
  const is = OPENNESS[after.access.kind];
  if (is > was && is >= OPENNESS.optional) return { change: 'public', widens: true };
  if (before === null) return { change: 'added', widens: is > 0 };
  const access: Verdict =
    is === was ? compareRequirements(before, after) : is > was ? WIDER : { change: 'stricter', widens: false };
  return withExceptions(access, compareExceptions(before, after));
}

type Verdict = Pick<RouteChange, 'change' | 'widens'> | null;

const WIDER: NonNullable<Verdict> = { change: 'wider', widens: true };

/** Reports, path forms and shared caches let in what the demand alone would refuse. */
function withExceptions(access: Verdict, exceptions: ReturnType<typeof compareExceptions>): Verdict {
  if (exceptions === 'same' || access?.widens === true) return access;
  if (exceptions === 'reports') return WIDER;
  if (exceptions === 'stricter') return { change: 'stricter', widens: false };
  return access === null && exceptions === 'wider' ? WIDER : { change: 'changed', widens: true };
}

function compareRequirements(before: Route, after: Route): Verdict {
  const [was, is] = [toPlaced(before), toPlaced(after)];
  if (was === null || is === null) return null;
  const isNoWider = implies(is, was);
  const isNoStricter = implies(was, is);
  if (isNoWider) return isNoStricter ? null : { change: 'stricter', widens: false };
  return { change: isNoStricter ? 'wider' : 'changed', widens: true };
}

function toPlaced({ access, segments }: Route): PlacedRequirement | null {
  if (access.requirement === null) return null;
  const placeOf = (param: string) =>
    segments.findIndex((segment) => segment.kind === 'param' && segment.name === param);
  return { requirement: access.requirement, placeOf };
}

function toSide(route: Route | null): ChangeSide | null {
  if (route === null) return null;
  const { kind, requirement } = route.access;
  const demanded = requirement === null ? null : toRequirementText(requirement);
  return { route: route.key, access: kind, requirement: demanded, exceptions: toExceptionTexts(route) };
}

function neverBoth(): never {
  throw new TypeError('A pair has a route on one side.');
}

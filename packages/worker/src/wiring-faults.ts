/**
 * The mistakes in an app's wiring that let a request past the guard, or that make a handler unreachable.
 */
import type { RouteTable } from '@sallyport/core';
import { type AppEntry, canServe, isPassing, isUnder, isWhole } from './app-entry.ts';
import { readGuard } from './guard-mark.ts';

/** One mistake. */
export interface WiringFault {
  readonly kind:
    | 'guard_missing'
    | 'guard_on_sub_path'
    | 'guard_on_methods'
    | 'handler_unguarded'
    | 'route_unknown'
    | 'route_unserved';
  /** What is wrong, where, and what to do. */
  readonly message: string;
}

/** What is meant to be as it is. */
export interface WiringExceptions {
  /** Paths, as the app writes them, whose handlers run without the guard on purpose. */
  readonly unguarded: readonly string[];
  /** What a policy route is that no handler serves. */
  readonly unserved: 'ignore' | 'refuse';
}

/** Every mistake, in the order of the app's handlers; then the policy routes that none serves. */
export function findWiringFaults(
  entries: readonly AppEntry[],
  { unguarded, unserved }: WiringExceptions,
): readonly WiringFault[] {
  const guards: Guard[] = [];
  const faults: WiringFault[] = [];
  const served: AppEntry[] = [];
  for (const entry of entries) {
    const routes = readGuard(entry.handler);
    if (routes !== null) {
      guards.push({ entry, routes });
      faults.push(...findMountFaults(entry));
    } else if (!isPassing(entry) && !unguarded.includes(entry.path)) {
      served.push(entry);
      faults.push(...findEntryFaults(entry, guards, entries));
    }
  }
  if (guards.length === 0) return [MISSING];
  return toDistinct([...faults, ...(unserved === 'refuse' ? findUnserved(guards, served) : [])]);
}

interface Guard {
  readonly entry: AppEntry;
  readonly routes: RouteTable;
}

const MISSING: WiringFault = {
  kind: 'guard_missing',
  message:
    "the app has no guard: app.use('*', sallyport(policy)) comes before every route, not inside other middleware",
};

/** What is wrong with where a guard itself is mounted; nothing for one that takes its whole app. */
export function findMountFaults(guard: AppEntry): readonly WiringFault[] {
  if (isWhole(guard)) return [];
  const { path, method } = guard;
  if (method !== 'ALL') {
    const message = `the guard takes ${method} ${path} alone: mount it with app.use('*', ...), for every method`;
    return [{ kind: 'guard_on_methods', message }];
  }
  const message = `the guard is mounted on ${path}: other paths, and other spellings of these, pass it by; mount it on '*'`;
  return [{ kind: 'guard_on_sub_path', message }];
}

function findEntryFaults(
  entry: AppEntry,
  guards: readonly Guard[],
  entries: readonly AppEntry[],
): readonly WiringFault[] {
  const name = `${entry.method} ${entry.path}`;
  const guard = guards.find((before) => isUnder(before.entry, entry));
  if (guard === undefined) {
    const isLate = entries.some((later) => readGuard(later.handler) !== null && isUnder(later, entry));
    const why = isLate ? 'it was added before the guard' : 'it is outside of what the guard takes';
    return [{ kind: 'handler_unguarded', message: `${name} runs without a decision: ${why}` }];
  }
  if (guard.routes.routes.some((route) => canServe(entry, route))) return [];
  return [{ kind: 'route_unknown', message: `${name} is always answered 403: no route of the policy can match it` }];
}

function findUnserved(guards: readonly Guard[], served: readonly AppEntry[]): readonly WiringFault[] {
  return guards
    .flatMap(({ routes }) => routes.routes)
    .filter((route) => route.access.kind !== 'deny' && !served.some((entry) => canServe(entry, route)))
    .map(({ key }) => ({ kind: 'route_unserved', message: `the policy's "${key}" has no handler in the app` }));
}

/** A route with middleware of its own is several entries. */
function toDistinct(faults: readonly WiringFault[]): readonly WiringFault[] {
  return [...new Map(faults.map((fault) => [fault.message, fault])).values()];
}

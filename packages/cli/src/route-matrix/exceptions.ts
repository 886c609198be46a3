/**
 * What the top of a route leaves open, in words, and whether another version leaves more open.
 */
import type { Route, RouteExceptions } from '@sallyport/core';

const NONE: RouteExceptions = { enforcedAt: null, pathForms: [], sharedCache: 'private' };
const DAY_SECONDS = 86_400;

/** Such as `report-only until 2026-12-31`; none for a route that leaves nothing open. */
export function toExceptionTexts({ access }: Pick<Route, 'access'>): readonly string[] {
  const { enforcedAt, pathForms, sharedCache } = access.exceptions ?? NONE;
  return [
    ...(enforcedAt === null ? [] : [`report-only until ${toLastDay(enforcedAt)}`]),
    ...pathForms.map((form) => `unsafePath ${form}`),
    ...(sharedCache === 'private' ? [] : ['unsafeSharedCache']),
  ];
}

/**
 * Whether a version leaves more open than another. Days count as they are written: a version compared after its last day
 * of reports reads as on the day it was written. `reports` is wider whatever is demanded: nothing of it is enforced then.
 */
export function compareExceptions(before: Route, after: Route): 'same' | 'reports' | 'wider' | 'stricter' | 'both' {
  const [was, is] = [before.access.exceptions ?? NONE, after.access.exceptions ?? NONE];
  const days = (is.enforcedAt ?? 0) - (was.enforcedAt ?? 0);
  if (days > 0) return 'reports';
  const differences = [
    days,
    is.pathForms.some((form) => !was.pathForms.includes(form)) ? 1 : 0,
    was.pathForms.some((form) => !is.pathForms.includes(form)) ? -1 : 0,
    Number(is.sharedCache === 'asOrigin') - Number(was.sharedCache === 'asOrigin'),
  ];
  const isWider = differences.some((difference) => difference > 0);
  const isStricter = differences.some((difference) => difference < 0);
  if (isWider) return isStricter ? 'both' : 'wider';
  return isStricter ? 'stricter' : 'same';
}

/** The route enforces from midnight UTC after its last day. */
function toLastDay(enforcedAt: number): string {
  return new Date((enforcedAt - DAY_SECONDS) * 1000).toISOString().slice(0, 10);
}

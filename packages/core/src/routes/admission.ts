/**
 * Whether a route admits a path that is ambiguous everywhere else (`unsafePath`).
 *
 * Trust: the policy's author says that the route's origin reads the form as one segment. Where another reading leads to a
 * route with another access the path stays refused all the same: one wrong word must not open a neighbour.
 */
import type { PathForm, RouteExceptions } from '../document/compiled.ts';
import { type OddPath, parseOddPath } from './odd-path.ts';
import { listReadings } from './readings.ts';
import type { Admission, Route, RouteMatch, RouteTable } from './table.ts';

/**
 * The admission of a path that `parsePath` refuses, or null: nothing matches it, the route names not every form that
 * occurs, a parameter would be empty, or another reading leads to a route with another access.
 */
export function findAdmission(
  table: RouteTable,
  method: string,
  host: string | null,
  rawPath: string,
): Admission | null {
  if (!table.admitsForms) return null;
  const odd = parseOddPath(rawPath);
  if (odd === null) return null;
  const segments = odd.segments.map(({ whole }) => whole);
  const match = table.match(method, host, segments);
  if (match === null || !admits(match.route, odd.forms)) return null;
  if (Object.values(match.params).includes('')) return null;
  if (leadsElsewhere(table, { method, host, odd }, match)) return null;
  return { path: odd.path, segments, match };
}

/** Whether some route of a table admits a form. */
export function admitsForms(routes: readonly Route[]): boolean {
  return routes.some(({ access }) => toForms(access.exceptions).length > 0);
}

function admits({ access }: Route, forms: ReadonlySet<PathForm>): boolean {
  const admitted = toForms(access.exceptions);
  return [...forms].every((form) => admitted.includes(form));
}

function toForms(exceptions: RouteExceptions | undefined): readonly PathForm[] {
  return exceptions?.pathForms ?? [];
}

interface Place {
  readonly method: string;
  readonly host: string | null;
  readonly odd: OddPath;
}

/** As written or folded; a reading that no route matches leads nowhere that the policy speaks of. */
function leadsElsewhere(table: RouteTable, { method, host, odd }: Place, admitted: RouteMatch): boolean {
  const own = odd.segments.map(({ whole }) => whole);
  const others = listReadings(odd);
  const leadsWritten = others.some((segments) => {
    const written = table.match(method, host, segments);
    return written !== null && !isSameDemand(written, admitted);
  });
  const isOther = (route: Route): boolean => !isSameDemand({ ...admitted, route }, admitted);
  return (
    leadsWritten ||
    [own, ...others]
      .flatMap(toFoldable)
      .some((segments) => table.matchFolded(method, host, segments).some((route) => isOther(route)))
  );
}

// A segment that equals no literal: no path holds a NUL, which is a control character.
const KEPT = '\0';

/** The folded search drops empty segments, and an origin that ignores case may yet keep them: both are read. */
function toFoldable(segments: readonly string[]): readonly (readonly string[])[] {
  if (!segments.includes('')) return [segments];
  return [segments, segments.map((text) => (text === '' ? KEPT : text))];
}

/** Whether both demand the same of a token, whatever forms they admit. */
function isSameDemand(other: RouteMatch, admitted: RouteMatch): boolean {
  const demand = toDemand(admitted.route);
  // Attack: a subject named "ann;x" on the way to what an origin serves as Ann's.
  if (demand.includes('"kind":"param"')) return other.route === admitted.route && hasEqualParams(other, admitted);
  return toDemand(other.route) === demand;
}

function toDemand({ access: { kind, requirement, exceptions } }: Route): string {
  return JSON.stringify([kind, requirement, exceptions?.enforcedAt ?? null, exceptions?.sharedCache ?? 'private']);
}

function hasEqualParams(one: RouteMatch, other: RouteMatch): boolean {
  return Object.entries(one.params).every(([name, text]) => other.params[name] === text);
}

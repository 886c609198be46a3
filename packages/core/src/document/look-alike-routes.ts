/**
 * Which routes of a table another spelling of their paths gets around, where nothing refuses look-alikes.
 *
 * For each pair of routes one path is tried that the first matches as written and the second once folded.
 */
import { foldSegment } from '../routes/look-alikes.ts';
import { toSegmentText } from '../routes/path.ts';
import { METHODS, type PatternSegment, type Route, type RouteTable } from '../routes/table.ts';

/** A route that is got around, by which other route, and how. */
export interface LookAlikeRoute {
  readonly guarded: string;
  readonly passing: string;
  /** The path, in its canonical spelling. */
  readonly path: string;
}

const ANY_VALUE = 'any-value';

/** One example for each route that is got around, in the order of the table. Host-specific routes are left out. */
export function findLookAlikeRoutes(table: RouteTable): readonly LookAlikeRoute[] {
  const anywhere = table.routes.filter(({ host }) => host === null);
  return anywhere
    .filter(({ access }) => access.kind !== 'public')
    .flatMap((guarded) => {
      for (const passing of anywhere) {
        const found = passing.access.kind === 'deny' ? null : findExample(table, passing, guarded);
        if (found !== null) return [found];
      }
      return [];
    });
}

function findExample(table: RouteTable, passing: Route, guarded: Route): LookAlikeRoute | null {
  if (passing === guarded || passing.access.fingerprint === guarded.access.fingerprint) return null;
  const method = METHODS.find((name) => passing.decides.has(name) && guarded.decides.has(name));
  const segments = toSpelling(passing, guarded);
  if (method === undefined || segments === null) return null;
  const match = table.match(method, null, segments);
  if (match?.route !== passing || !table.isLookAlike(method, null, segments, passing)) return null;
  return { guarded: guarded.key, passing: passing.key, path: `/${segments.map(toSegmentText).join('/')}` };
}

/** A path that `passing` matches as written and `guarded` once folded, or null where the two have none. */
function toSpelling(passing: Route, guarded: Route): readonly string[] | null {
  const length = Math.max(passing.segments.length, guarded.segments.length);
  const covers = (route: Route): boolean => route.segments.length === length || route.tail === 'wildcard';
  if (!covers(passing) || !covers(guarded)) return null;
  const texts: string[] = [];
  for (let index = 0; index < length; index += 1) {
    const written = toLiteral(passing.segments[index]);
    const folded = toLiteral(guarded.segments[index]);
    if (written !== null && folded !== null && foldSegment(written) !== foldSegment(folded)) return null;
    texts.push(written ?? (folded === null ? ANY_VALUE : toOtherSpelling(folded)));
  }
  return texts;
}

function toLiteral(segment: PatternSegment | undefined): string | null {
  return segment?.kind === 'literal' ? segment.text : null;
}

/** Another spelling that folds to the same: the first letter's case swapped, or a dot at the end of a text without letters. */
function toOtherSpelling(text: string): string {
  const swapped = text.replace(/[A-Za-z]/, (letter) =>
    letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase(),
  );
  return swapped === text ? `${text}.` : swapped;
}

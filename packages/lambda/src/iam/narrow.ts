/**
 * Shortens patterns to what a document has room for: grants are left out from the end, never a Deny that a grant needs,
 * nor one that silence would not make up for.
 */
import type { DocumentForm } from './document.ts';
import type { Patterns } from './write.ts';

/** Where patterns stand. */
export interface NarrowPlace {
  /** `arn:...:api/stage`. */
  readonly base: string;
  readonly form: DocumentForm;
}

/** The longest start of the grants that fits; none where nothing does. `fits` is asked at most some twenty times. */
export function narrowToFit(patterns: Patterns, place: NarrowPlace, fits: (narrowed: Patterns) => boolean): Patterns {
  let best = toStart(patterns, place, 0);
  let low = 1;
  let high = patterns.granted.length;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const narrowed = toStart(patterns, place, middle);
    if (fits(narrowed)) {
      best = narrowed;
      low = middle + 1;
    } else high = middle - 1;
  }
  return best;
}

function toStart({ granted, denied }: Patterns, { base, form }: NarrowPlace, count: number): Patterns {
  const kept = granted.slice(0, count);
  const needed = form === 'resource' ? closeMethods(denied, kept, base) : denied.filter(createReachTest(kept));
  return { granted: kept, denied: needed, reach: 'narrower' };
}

/**
 * Where nothing is denied by exception no Deny may be lost (attack: a resource policy that allows what a document says
 * nothing of). Those of a granted method all stay, and those of any other become one short Deny of the whole method.
 */
function closeMethods(denied: readonly string[], granted: readonly string[], base: string): readonly string[] {
  const open = new Set(granted.map((pattern) => toMethod(pattern, base)));
  const closed = denied.map((pattern) => {
    const method = toMethod(pattern, base);
    // A Deny that opens with a wildcard spans the methods.
    return method.startsWith('*') || open.has(method) ? pattern : `${base}/${method}/*`;
  });
  return [...new Set(closed)];
}

/**
 * Whether a Deny may touch a grant: all else is denied by exception already, and would take the room of grants. Two
 * patterns have no text in common unless what stands before the first wildcard of one starts that of the other.
 */
function createReachTest(granted: readonly string[]): (denied: string) => boolean {
  // Of starts that start others the shortest alone, so that a text's own neighbours in the order tell.
  const starts: string[] = [];
  for (const start of granted.map(toLiteralStart).sort()) {
    const last = starts.at(-1);
    if (last === undefined || !start.startsWith(last)) starts.push(start);
  }
  return (denied) => {
    const start = toLiteralStart(denied);
    const place = findPlace(starts, start);
    const [before, after] = [place === 0 ? undefined : starts[place - 1], starts[place]];
    return (before !== undefined && start.startsWith(before)) || (after?.startsWith(start) ?? false);
  };
}

/** How many of the sorted texts come before this one. */
function findPlace(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toLiteralStart(pattern: string): string {
  const end = pattern.search(/[*?]/);
  return end < 0 ? pattern : pattern.slice(0, end);
}

function toMethod(pattern: string, base: string): string {
  return pattern.slice(base.length + 1).split('/', 1)[0] ?? '';
}

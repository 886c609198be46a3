/**
 * Shortens patterns to what a document has room for: grants are left out from the end, never a Deny that a grant needs.
 */
import type { Patterns } from './write.ts';

/** The longest start of the grants that fits; none where nothing does. `fits` is asked at most some twenty times. */
export function narrowToFit(patterns: Patterns, base: string, fits: (narrowed: Patterns) => boolean): Patterns {
  let best = toStart(patterns, base, 0);
  let low = 1;
  let high = patterns.granted.length;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const narrowed = toStart(patterns, base, middle);
    if (fits(narrowed)) {
      best = narrowed;
      low = middle + 1;
    } else high = middle - 1;
  }
  return best;
}

function toStart({ granted, denied }: Patterns, base: string, count: number): Patterns {
  const kept = granted.slice(0, count);
  const methods = new Set(kept.map((pattern) => toMethod(pattern, base)));
  return {
    granted: kept,
    // A Deny that opens with a wildcard spans the methods.
    denied: denied.filter((pattern) => pattern.startsWith(`${base}/*`) || methods.has(toMethod(pattern, base))),
    reach: 'narrower',
  };
}

function toMethod(pattern: string, base: string): string {
  return pattern.slice(base.length + 1).split('/', 1)[0] ?? '';
}

/**
 * Which route keys could tie for a request: the same pattern and host, and a method that both name or both take as any.
 */
import { toPatternShape } from './shape.ts';
import type { RoutePattern } from './table.ts';

/** Two keys that could tie, in the order of the document: a load error. */
export interface RouteConflict {
  readonly first: string;
  readonly second: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/**
 * Every key that could tie with an earlier one, once for each pair that collides first.
 *
 * Keys of other patterns never tie: where both match a path they differ first in a literal, a parameter or a wildcard.
 */
export function findRouteConflicts(patterns: readonly RoutePattern[]): readonly RouteConflict[] {
  const conflicts: RouteConflict[] = [];
  const holders = new Map<string, RoutePattern>();
  for (const pattern of patterns) {
    const shape = toPatternShape(pattern);
    const shared = new Map<RoutePattern, string[]>();
    for (const method of pattern.methods ?? ['any method']) {
      const place = `${method} ${shape}`;
      const holder = holders.get(place);
      if (holder === undefined) holders.set(place, pattern);
      else shared.set(holder, [...(shared.get(holder) ?? []), method]);
    }
    for (const [holder, methods] of shared) conflicts.push(toConflict(holder, pattern, methods));
  }
  return conflicts;
}

function toConflict(first: RoutePattern, second: RoutePattern, methods: readonly string[]): RouteConflict {
  const both = methods.join(', ');
  return {
    first: first.key,
    second: second.key,
    message: `"${second.key}" and "${first.key}" match the same paths for ${both}: neither is more specific`,
    suggestion: second.methods === null ? 'keep one of the two keys' : `keep ${both} in one of the two keys`,
  };
}

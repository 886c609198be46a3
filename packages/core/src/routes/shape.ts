/**
 * What two patterns have in common: the paths they match, whatever their parameters are called.
 */
import { toSegmentText } from './path.ts';
import type { RoutePattern } from './table.ts';

/** One position of a shape: a literal's decoded text, or null for any one segment. */
export type ShapeSegment = string | null;

/** The paths of a pattern, on any host. */
export interface PathShape {
  readonly segments: readonly ShapeSegment[];
  /** `wildcard`: zero or more further segments. */
  readonly tail: RoutePattern['tail'];
}

/** The pattern's paths without the parameters' names. */
export function toPathShape(pattern: RoutePattern): PathShape {
  return { segments: toShapeSegments(pattern), tail: pattern.tail };
}

/** Whether some path is matched by both, whichever of the two would decide it. */
export function meets(one: PathShape, other: PathShape): boolean {
  const [shorter, longer] = one.segments.length <= other.segments.length ? [one, other] : [other, one];
  if (shorter.segments.length < longer.segments.length && shorter.tail === 'end') return false;
  return shorter.segments.every((text, place) => {
    const against = longer.segments[place] ?? null;
    return text === null || against === null || text === against;
  });
}

/** The pattern's segments without the parameters' names. */
export function toShapeSegments(pattern: RoutePattern): readonly ShapeSegment[] {
  return pattern.segments.map((segment) => (segment.kind === 'literal' ? segment.text : null));
}

/** A text that is equal for two patterns exactly when they match the same paths on the same hosts. */
export function toPatternShape(pattern: RoutePattern): string {
  return toShapeText(pattern, toShapeSegments(pattern));
}

/** The same over other segments than the pattern's own, such as its folded ones. */
export function toShapeText(pattern: RoutePattern, segments: readonly ShapeSegment[]): string {
  // Braces never occur in a segment's canonical text, so no literal looks like a parameter or a wildcard.
  const texts = segments.map((text) => (text === null ? '{}' : toSegmentText(text)));
  return [pattern.host ?? '', ...texts, pattern.tail === 'wildcard' ? '{*}' : ''].join('/');
}

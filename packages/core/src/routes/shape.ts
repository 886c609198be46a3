/**
 * What two patterns have in common: the paths they match, whatever their parameters are called.
 */
import { toSegmentText } from './path.ts';
import type { RoutePattern } from './table.ts';

/** One position of a shape: a literal's decoded text, or null for any one segment. */
export type ShapeSegment = string | null;

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

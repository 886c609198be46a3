/**
 * Whether an origin that ignores case, or trailing dots and spaces, could route a path elsewhere than the table does.
 *
 * Such an origin serves `/ADMIN` as `/admin`, while a table that tells them apart lets it pass under a wider route.
 */
import type { ShapeSegment } from './shape.ts';
import { toShapeSegments } from './shape.ts';
import type { Route, RouteTable } from './table.ts';
import { createPlacesOf, createTrie, searchTrie, type TrieNode } from './trie.ts';

const FOLDS = /[A-Z]|[. ]$/;
const NOT_ASCII = /[^\x00-\x7f]/;

/** A segment as such an origin compares it: ASCII lower case, trailing dots and spaces removed. */
export function foldSegment(text: string): string {
  if (!FOLDS.test(text)) return text;
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === ' ')) end -= 1;
  const kept = text.slice(0, end);
  // `toLowerCase` turns U+212A into an ASCII "k", so it is given ASCII only.
  return NOT_ASCII.test(kept) ? kept.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : kept.toLowerCase();
}

/** A shape's segments, folded; a literal of dots and spaces alone is dropped, as `readSloppily` drops it. */
export function foldShape(segments: readonly ShapeSegment[]): readonly ShapeSegment[] {
  return segments.map((text) => (text === null ? null : foldSegment(text))).filter((text) => text !== '');
}

/**
 * The check behind `RouteTable.isLookAlike`: true where the best folded match, or no match at all, has another access
 * than the exact one. Several folded routes that tie are fine if the exact route is among them.
 *
 * @param exactRoot - The tree of the unfolded routes, which serves where no literal folds.
 */
export function createLookAlikeCheck(routes: readonly Route[], exactRoot: TrieNode): RouteTable['isLookAlike'] {
  const hasFoldingLiteral = routes.some((route) => toShapeSegments(route).some((text) => FOLDS.test(text ?? '')));
  const root = hasFoldingLiteral ? createTrie(routes, (route) => foldShape(toShapeSegments(route))) : exactRoot;
  const placesOf = createPlacesOf(routes);
  return (method, host, segments, exact) => {
    if (!hasFoldingLiteral && !segments.some((segment) => FOLDS.test(segment))) return false;
    const places = placesOf(host);
    return readSloppily(segments).some((read) => {
      const best = searchTrie(root, { segments: read, tail: 'end', places, method });
      return best === null || !isSameAccess(best, exact);
    });
  };
}

function isSameAccess(best: readonly Route[], exact: Route): boolean {
  return best.includes(exact) || best.every((route) => route.access.fingerprint === exact.access.fingerprint);
}

/**
 * The paths such an origin might take these segments for. A segment of dots and spaces alone folds to nothing: it is
 * dropped, or, where it starts with two dots, leads up ("..%20" loses its space).
 */
function readSloppily(segments: readonly string[]): readonly (readonly string[])[] {
  const dropped: string[] = [];
  const climbed: string[] = [];
  for (const segment of segments) {
    const folded = foldSegment(segment);
    if (folded !== '') {
      dropped.push(folded);
      climbed.push(folded);
    } else if (segment.startsWith('..')) climbed.pop();
  }
  return dropped.length === climbed.length ? [dropped] : [dropped, climbed];
}

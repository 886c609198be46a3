/**
 * Whether an origin that ignores case, forms of Unicode, or trailing dots and spaces, or to which a trailing slash makes
 * another path, could route a path elsewhere than the table does.
 *
 * Such an origin serves `/ADMIN` as `/admin`, `/users/` as `/users/:user`, or `/docs/` as `/docs/*`, while a table that
 * reads the path otherwise lets it pass under a wider route.
 */
import { letsInAllOf } from './exposure.ts';
import type { ShapeSegment } from './shape.ts';
import { toShapeSegments } from './shape.ts';
import type { ReadPath, Route, RouteTable } from './table.ts';
import { createPlacesOf, createTrie, searchTrie, type TrieNode } from './trie.ts';

type Texts = readonly string[];
type Shape = readonly ShapeSegment[];

const FOLDS = /[A-Z]|[^\x00-\x7f]|[. ]$/;
const NOT_ASCII = /[^\x00-\x7f]/;

/** A segment as such an origin compares it: without case, in one form of Unicode, trailing dots and spaces removed. */
export function foldSegment(text: string): string {
  if (!FOLDS.test(text)) return text;
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === ' ')) end -= 1;
  const kept = text.slice(0, end);
  return NOT_ASCII.test(kept) ? foldUnicode(kept) : kept.toLowerCase();
}

/**
 * One spelling for all that any origin takes for one: some lower a path (Fastify: the Kelvin sign is a "k"), some raise
 * it first (Java: the long s is an "s", the dotless i an "i"), Turkish has a dotted capital I, and to some an accent is
 * the same as part of its letter and on its own (strings in Swift, file names on macOS).
 */
function foldUnicode(text: string): string {
  const lowered = text.normalize('NFD').toLowerCase().toUpperCase().toLowerCase();
  return lowered.replaceAll('i\u0307', 'i').normalize('NFC');
}

function isFolding(segment: string): boolean {
  return foldSegment(segment) !== segment;
}

/** A shape's segments, folded; a literal of dots and spaces alone is dropped, as `readSloppily` drops it. */
export function foldShape(segments: Shape): Shape {
  return segments.map((text) => (text === null ? null : foldSegment(text))).filter((text) => text !== '');
}

/**
 * What `RouteTable` finds for origins that read less exactly. `isLookAlike` is true where the best folded match, or no
 * match at all, has another access than the exact one; `isSlashAlike` where a route has that takes a trailing slash with
 * its last parameter, or a stricter one with its wildcard. Several routes that tie are fine if the exact one is among them.
 *
 * @param exactRoot - The tree of the unfolded routes, which serves where no literal folds.
 */
export function createFoldedSearch(
  routes: readonly Route[],
  exactRoot: TrieNode,
): Pick<RouteTable, 'isLookAlike' | 'isSlashAlike' | 'matchFolded'> {
  const hasFoldingLiteral = routes.some((route) => toShapeSegments(route).some((text) => FOLDS.test(text ?? '')));
  const root = hasFoldingLiteral ? createTrie(routes, (route) => foldShape(toShapeSegments(route))) : exactRoot;
  const placesOf = createPlacesOf(routes);
  const search = (tree: TrieNode, method: string, host: string | null, segments: Texts): readonly Route[] | null =>
    searchTrie(tree, { segments, tail: 'end', places: placesOf(host), method });
  return {
    isLookAlike: (method, host, segments, exact) => {
      if (!hasFoldingLiteral && !segments.some(isFolding)) return false;
      return readSloppily(segments).some((read) => {
        const best = search(root, method, host, read);
        return best === null || !isSameAccess(best, exact) || bindsOtherwise(exact, segments, read);
      });
    },
    isSlashAlike: (method, host, path, exact) => {
      if (!endsInSlash(path, exact)) return false;
      const isElsewhere = (tree: TrieNode, segments: Texts, toShape: (route: Route) => Shape): boolean => {
        const best = search(tree, method, host, [...segments, '']) ?? [];
        // No literal is empty: a pattern of more places than there are texts has a parameter for the last one.
        if (best.some((route) => toShape(route).length > segments.length)) return !isSameAccess(best, exact);
        // Attack: "/docs/" for an origin with strict slashes (Hono, Fastify), which serves it by "/docs/*", or by "/*".
        return !best.includes(exact) && !best.every((route) => letsInAllOf(route, exact));
      };
      const toFolded = (route: Route): Shape => foldShape(toShapeSegments(route));
      return (
        isElsewhere(exactRoot, path.segments, toShapeSegments) ||
        readSloppily(path.segments).some((read) => isElsewhere(root, read, toFolded))
      );
    },
    matchFolded: (method, host, segments) =>
      readSloppily(segments).flatMap((read) => search(root, method, host, read) ?? []),
  };
}

/** Attack: "/users/" for an origin with strict slashes, which serves it by "/users/:user" (find-my-way). The root of a key is no such path. */
function endsInSlash({ path, segments }: ReadPath, exact: Route): boolean {
  return path.endsWith('/') && (segments.length > 0 || exact.tail === 'wildcard');
}

function isSameAccess(best: readonly Route[], exact: Route): boolean {
  return best.includes(exact) || best.every((route) => route.access.fingerprint === exact.access.fingerprint);
}

/** Whether a parameter that a requirement may compare moves: "/users/ann/..%20/bob" is bob's to an origin that climbs. */
function bindsOtherwise(exact: Route, segments: Texts, read: Texts): boolean {
  if (exact.access.requirement === null) return false;
  return segments.some(
    (segment, depth) => exact.segments[depth]?.kind === 'param' && foldSegment(segment) !== read[depth],
  );
}

/**
 * The paths such an origin might take these segments for. A segment of dots and spaces alone folds to nothing: it is
 * dropped, or, where it starts with two dots, leads up ("..%20" loses its space).
 */
function readSloppily(segments: Texts): readonly Texts[] {
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

/**
 * The compiled routes and what a match is; `exact-table.ts` places and searches them, `matcher.ts` builds the table.
 */
import type { CompiledAccess } from '../document/compiled.ts';
import type { CanonicalPath } from './path.ts';

/** The methods a route key may name; any other method is `route_unmatched`. */
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** A method of the route grammar. */
export type Method = (typeof METHODS)[number];

/** One segment of a pattern, decoded. */
export type PatternSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'param'; readonly name: string };

/** A route key, parsed. */
export interface RoutePattern {
  /** As the policy writes it. */
  readonly key: string;
  /** The methods the key names; null means all of them. GET here also covers HEAD unless another key takes it. */
  readonly methods: readonly Method[] | null;
  /** Lower-case host (with a port if written), or null for every host. */
  readonly host: string | null;
  readonly segments: readonly PatternSegment[];
  /** A trailing `/*`: zero or more further segments. */
  readonly tail: 'end' | 'wildcard';
}

/** A route: a pattern and its access. */
export interface Route extends RoutePattern {
  /** Every method this route decides, HEAD under GET resolved. */
  readonly decides: ReadonlySet<Method>;
  readonly access: CompiledAccess;
}

/** A matched route with its parameters, decoded. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** A path that is ambiguous everywhere else, admitted by a route, and the match. */
export interface Admission {
  /** Canonical but for the forms that the route admits, which are spelled as they were sent. */
  readonly path: string;
  /** Decoded, a slash or a semicolon being one of a segment's characters. */
  readonly segments: readonly string[];
  readonly match: RouteMatch;
}

/** A path as its origin will receive it, and its decoded segments. */
export type ReadPath = Pick<CanonicalPath, 'path' | 'segments'>;

/** The routes, ready to be searched. */
export interface RouteTable {
  readonly routes: readonly Route[];
  /** The most specific route for a request, or null. `method` may be any text. Segments are decoded, without the trailing slash's empty one. */
  readonly match: (method: string, host: string | null, segments: readonly string[]) => RouteMatch | null;
  /** Whether some route admits a form that is `path_ambiguous` everywhere else. */
  readonly admitsForms: boolean;
  /** The admission of a path that `parsePath` refuses, or null; see `findAdmission`. */
  readonly admit: (method: string, host: string | null, rawPath: string) => Admission | null;
  /** The routes that a case-folding origin might take these segments for; several where folding makes them tie. */
  readonly matchFolded: (method: string, host: string | null, segments: readonly string[]) => readonly Route[];
  /** Whether a case-folding origin might route these segments to a route with another access than `exact`'s. */
  readonly isLookAlike: (method: string, host: string | null, segments: readonly string[], exact: Route) => boolean;
  /** Whether an origin to which a trailing slash makes another path might route the path to a route that asks for more. */
  readonly isSlashAlike: (method: string, host: string | null, path: ReadPath, exact: Route) => boolean;
}

/**
 * The one canonical reading of a raw request target.
 */

/** A target read in the one canonical way. */
export interface CanonicalPath {
  readonly kind: 'canonical';
  /** The only spelling an origin may receive; keeps a trailing slash. */
  readonly path: string;
  /** Decoded segments; the root and a trailing slash add none. */
  readonly segments: readonly string[];
}

/** A target that two readers could read differently (`path_ambiguous`), and the form that makes it so. */
export interface AmbiguousPath {
  readonly kind: 'ambiguous';
  readonly why: string;
}

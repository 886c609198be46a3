/**
 * A risk of one route key, as `check` reports it.
 */

/** Something legal that is rarely meant. */
export interface RouteRisk {
  /** The key it is about, as the policy writes it. */
  readonly key: string;
  readonly code: 'method-falls-through' | 'public-shadows-protected' | 'look-alike-routes' | 'route-unreachable';
  /** Names the other keys and the methods. */
  readonly message: string;
  readonly suggestion: string | null;
}

/**
 * What a route demands, compiled to a tree of leaves under all and any; there is no `not`.
 */
import type { ClaimPath } from '../claims/path.ts';
import type { Scalar } from '../document/policy.ts';

/** Facts with many values. */
export type ManyFact = 'scopes' | 'permissions' | 'roles' | 'groups';

/** One test on a claim's value; a condition holds when all its tests do. */
export type ClaimTest =
  | { readonly kind: 'anyOf'; readonly values: readonly Scalar[] }
  | { readonly kind: 'noneOf'; readonly values: readonly Scalar[] }
  | { readonly kind: 'contains'; readonly value: Scalar }
  | { readonly kind: 'exists' }
  | { readonly kind: 'gte'; readonly bound: number }
  | { readonly kind: 'lte'; readonly bound: number }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'param'; readonly name: string };

/** A compiled requirement. `allOf` and `anyOf` are never empty. */
export type Requirement =
  | { readonly kind: 'allOf'; readonly of: readonly Requirement[] }
  | { readonly kind: 'anyOf'; readonly of: readonly Requirement[] }
  | { readonly kind: 'many'; readonly fact: ManyFact; readonly mode: 'all' | 'any'; readonly values: readonly string[] }
  | { readonly kind: 'claim'; readonly claim: ClaimPath; readonly tests: readonly ClaimTest[] }
  | { readonly kind: 'issuer'; readonly names: readonly string[] }
  | { readonly kind: 'client'; readonly ids: readonly string[] };

/**
 * What a preset must hold, property by property: a value, or `none:` and why the provider has no such thing.
 */
import type { Reason } from '@sallyport/core';

/** Said in place of a value. */
export type None = `none: ${string}`;

/** The facts of one provider. */
export interface PresetFacts {
  /** An issuer that the shape check must refuse. */
  readonly badIssuer: string;
  /** `discovery`, an address, or what the named one looks like. */
  readonly keys: string;
  readonly algorithms: readonly string[];
  /** The header's `typ`. */
  readonly types: readonly string[];
  /** Claims that tell access tokens from others. */
  readonly typeClaims: Readonly<Record<string, readonly string[]>> | None;
  readonly audience: readonly string[];
  readonly required: readonly string[] | None;
  readonly subject: string | readonly string[];
  readonly client: string | readonly string[] | None;
  readonly tenant: string | readonly string[] | None;
  readonly scopes: string | readonly string[] | None;
  readonly permissions: string | None;
  readonly roles: string | readonly string[] | None;
  readonly groups: string | None;
  readonly tokenFrom: string | None;
  readonly forbidden: readonly string[] | None;
  /** The claims of which `require` must pin one. */
  readonly demand: readonly string[] | None;
  /** Reasons that must have a hint beside `issuer_unknown` and `audience_mismatch`, which every preset has. */
  readonly hints: readonly Reason[];
}

/** What most providers have no need of. */
export const ORDINARY = {
  tokenFrom: 'none: the Authorization header',
  forbidden: 'none: users write no claim that could grant',
  demand: 'none: only the own tenant gets tokens for the audience',
} as const;

/**
 * What a preset is: the data of one identity provider, which fills everything of an issuer but `issuer` and `audience`.
 *
 * Does not: decide anything. A preset is JSON: it can be printed, copied and edited.
 */
import type { Reason } from '../decision/reasons.ts';
import type { ClaimMappingsEntry, RequirementEntry, TokenFromEntry } from '../document/policy.ts';
import type { SignatureAlgorithm } from '../token/algorithms.ts';

/** One rule on how the provider writes its `iss`. */
export interface IssuerRule {
  /** `refuse`: an issuer that the pattern matches is wrong; `require`: one that it does not match. */
  readonly kind: 'refuse' | 'require';
  /** A regular expression on the whole identifier, without nested repeats. */
  readonly pattern: string;
  readonly message: string;
  /** What to do, where no corrected identifier can be computed. */
  readonly suggestion: string;
  /** The corrected identifier, with `$1` for what `from` captured; null when it cannot be computed. */
  readonly correct: { readonly from: string; readonly to: string } | null;
}

/** What `require` must pin before tokens of a provider mean anything. */
export interface PresetDemand {
  /** One of these must equal a value, or one of several, however the requirement is met. */
  readonly claims: readonly string[];
  readonly message: string;
  readonly example: RequirementEntry;
}

/** One identity provider. */
export interface Preset {
  /** The value of `preset` in a policy. */
  readonly name: string;
  readonly title: string;
  /** What an `issuer` of this provider looks like. */
  readonly issuerExample: string;
  /** Judged in order; the first that fails is the finding. */
  readonly issuerRules: readonly IssuerRule[];
  /**
   * `discovery`; an address, in which `{issuer}` stands for the identifier and `{path}` for its path, both without their
   * trailing slash; or what such an address looks like, where it cannot be told from the issuer: the policy names it.
   */
  readonly keys: 'discovery' | { readonly jwksUri: string } | { readonly namedLike: string };
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly tokenTypes: readonly string[];
  /** Claims whose value tells access tokens from others; `absent` among the values admits a token without the claim. */
  readonly typeClaims: Readonly<Record<string, readonly string[]>>;
  /** Claims that may hold the audience; the first present counts. */
  readonly audienceClaims: readonly string[];
  /** Claims that only tokens meant for APIs have, demanded beside the policy's own `requiredClaims`. */
  readonly requiredClaims?: readonly string[];
  readonly claimMappings: ClaimMappingsEntry;
  /** Where the provider puts its tokens; default the Authorization header. */
  readonly tokenFrom?: readonly TokenFromEntry[];
  /** Claims that users can write themselves: no requirement and no mapping may name them. */
  readonly forbiddenClaims?: readonly string[];
  /** For a provider that gives a token to anyone: the claims of which `require` must pin one. */
  readonly demand?: PresetDemand;
  /** What a denial most likely means at this provider. */
  readonly hints: Partial<Readonly<Record<Reason, string>>>;
}

/**
 * The policy document as people write it: `sallyport.jsonc`, or the same object inline and typed.
 *
 * Does not: check anything; `schema/` tells the shape and `compile/` judges the meaning.
 */

import type { ApiGatewayEntry, CorsEntry, LogEntry, WorkerEntry } from './policy-gates.ts';

export type * from './policy-gates.ts';

/** A scalar that a claim is compared with, type-strict. */
export type Scalar = string | number | boolean;

/** A single accepted value or any one of several. */
export type OneOf = string | { readonly anyOf: readonly string[] };

/** A list means all of them; `anyOf` means one of them. */
export type ManyOf = readonly string[] | { readonly anyOf: readonly string[] };

/** A condition on one claim; every key given must hold. A scalar alone means equals. */
export type ClaimCondition =
  | Scalar
  | {
      readonly anyOf?: readonly Scalar[];
      readonly noneOf?: readonly Scalar[];
      /** The claim is an array that holds this scalar. */
      readonly contains?: Scalar;
      readonly exists?: true;
      readonly gte?: number;
      readonly lte?: number;
      readonly prefix?: string;
      /** The claim equals the decoded segment that this parameter of the route bound. */
      readonly param?: string;
    };

/** What a route demands of a principal: all fields must be met. */
export interface RequirementEntry {
  readonly scopes?: ManyOf;
  readonly permissions?: ManyOf;
  readonly roles?: ManyOf;
  readonly groups?: ManyOf;
  /** Keys are claim names verbatim, or RFC 6901 JSON Pointers when they start with `/`. */
  readonly claims?: Readonly<Record<string, ClaimCondition>>;
  /** Names of issuers in this policy. */
  readonly issuer?: OneOf;
  readonly client?: OneOf;
  readonly anyOf?: readonly RequirementEntry[];
  readonly allOf?: readonly RequirementEntry[];
}

/** Until when a route reports denials instead of enforcing them, and why. */
export interface ReportOnlyEntry {
  /** The reason, in words. */
  readonly why: string;
  /** The last day on which denials are let through, `YYYY-MM-DD`: from midnight UTC after it the route enforces. */
  readonly until: string;
}

/**
 * Path forms that a route admits, each with the reason why its origin reads them as the policy does.
 *
 * A path that leads to a route with another demand once the forms are decoded, merged or cut stays `path_ambiguous`. Which
 * handler an origin runs within one demand, and what one makes of it that reads the same form differently from segment to
 * segment, the reason alone vouches for.
 */
export interface UnsafePathEntry {
  /** `%2F` inside a segment; it never separates two. */
  readonly encodedSlash?: string;
  /** `//`: an empty segment, under a trailing wildcard alone. */
  readonly doubleSlash?: string;
  /** `;` and `%3B`, as a character of the segment. */
  readonly semicolon?: string;
}

/** What a route demands, and what it leaves open for a written reason. */
export interface RouteEntry extends RequirementEntry {
  /** Logs 401 and 403 and lets them through until a day has ended; never 400s and faults. Not at the Lambda gate. */
  readonly unsafeReportOnly?: ReportOnlyEntry;
  /** Admits forms that are `path_ambiguous` everywhere else. Not at the Lambda gate. */
  readonly unsafePath?: UnsafePathEntry;
  /** The written reason why shared caches may keep this route's answers where the origin says so (Worker gate). */
  readonly unsafeSharedCache?: string;
}

/** How a route is reached. */
export type AccessEntry = 'public' | 'optional' | 'authenticated' | 'deny' | RouteEntry;

/** Where a token is read, in order of preference. */
export type TokenFromEntry =
  | 'authorization'
  | { readonly header: string }
  | { readonly cookie: string }
  | { readonly unsafeQueryToken: { readonly name: string; readonly why: string } };

/** Which claims carry a fact: a name, an RFC 6901 pointer, or several united (the first present for single facts). */
export type ClaimMapping = string | readonly string[];

/** The facts a claim can be mapped to. */
export interface ClaimMappingsEntry {
  readonly subject?: ClaimMapping;
  readonly client?: ClaimMapping;
  readonly tenant?: ClaimMapping;
  readonly scopes?: ClaimMapping;
  readonly permissions?: ClaimMapping;
  readonly roles?: ClaimMapping;
  readonly groups?: ClaimMapping;
}

/** One trusted issuer. */
export interface IssuerEntry {
  /** A preset by name: it fills everything but issuer and audience. */
  readonly preset?: string;
  /** Compared exactly with `iss`; may hold `{tid}` when `tenants` is given. */
  readonly issuer: string;
  readonly tenants?: readonly string[];
  readonly audience?: string | readonly string[];
  /** The written reason for accepting a token whatever its audience. */
  readonly unsafeNoAudience?: string;
  /** Accepted client ids; any other is `party_mismatch`. */
  readonly clients?: readonly string[];
  readonly jwksUri?: string;
  readonly jwks?: { readonly keys: readonly object[] };
  readonly keys?: { readonly binding: string };
  readonly hmac?: { readonly secrets: readonly string[]; readonly encoding: 'utf8' | 'base64url' };
  /** Key ids or RFC 7638 thumbprints that are never accepted. */
  readonly blockedKeys?: readonly string[];
  readonly algorithms?: readonly string[];
  /** Accepted `typ` values; `absent` accepts a header without one. Default `at+jwt`, `JWT`, `absent`. */
  readonly tokenTypes?: readonly string[];
  readonly requiredClaims?: readonly string[];
  /** A requirement added to every route that a token of this issuer meets. */
  readonly require?: RequirementEntry;
  readonly claimMappings?: ClaimMappingsEntry;
  /** Seconds, 0 to 300, default 30. */
  readonly clockToleranceSeconds?: number;
  /** Seconds from `iat` (or now) to `exp` at most; default 400 days. */
  readonly maxLifetimeSeconds?: number;
  readonly tokenFrom?: readonly TokenFromEntry[];
}

/** A token as a policy test supposes it, without a signature. */
export interface SupposedToken {
  /** The issuer's name in the policy. */
  readonly issuer: string;
  readonly scopes?: readonly string[];
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly groups?: readonly string[];
  /** Set over the claims the other members fill, by claim name. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** One row of the policy's own table of expectations. */
export interface TestEntry {
  /** `METHOD /path`. */
  readonly request: string;
  readonly token?: SupposedToken;
  /** `allow`, `deny`, or `deny:reason`. */
  readonly expect: string;
}

/** The whole document. */
export interface PolicyDocument {
  readonly $schema?: string;
  /** Serves issuers that name none. */
  readonly audience?: string | readonly string[];
  /** The protected resource's identifier (RFC 9728 section 2). */
  readonly resource?: string;
  readonly issuers: Readonly<Record<string, IssuerEntry>>;
  readonly routes: Readonly<Record<string, AccessEntry>>;
  readonly cors?: CorsEntry;
  readonly worker?: WorkerEntry;
  readonly apiGateway?: ApiGatewayEntry;
  readonly log?: LogEntry;
  readonly tests?: readonly TestEntry[];
}

/**
 * The policy document as people write it: `sallyport.jsonc`, or the same object inline and typed.
 *
 * Does not: check anything; `schema/` tells the shape and `compile/` judges the meaning.
 */

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

/** How a route is reached. */
export type AccessEntry = 'public' | 'optional' | 'authenticated' | 'deny' | RequirementEntry;

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

/** Cross-origin access that the Worker gate answers for. */
export interface CorsEntry {
  /** Exact origins, such as `https://app.acme.dev`. */
  readonly origins: readonly string[];
  readonly allowHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly credentials?: true;
  /** Seconds a browser may keep a preflight answer; default 600. */
  readonly maxAgeSeconds?: number;
}

/** A principal's facts that the Worker gate can pass on as headers. */
export type IdentityFact =
  | 'issuer'
  | 'iss'
  | 'subject'
  | 'client'
  | 'tenant'
  | 'scopes'
  | 'permissions'
  | 'roles'
  | 'groups'
  | 'tokenId';

/** What the Worker gate does around a decision. */
export interface WorkerEntry {
  /** An origin URL, or origins by path prefix (`"/orders": "https://orders.internal"`), longest prefix first. */
  readonly origins?: string | Readonly<Record<string, string>>;
  /** This gate's own origin as clients see it. */
  readonly publicOrigin?: string;
  /** Keep the credential of guarded routes on the way to the origin. Default false. */
  readonly forwardToken?: boolean;
  /** Drop `Authorization` on public routes too. Default false. */
  readonly stripAuthorization?: boolean;
  /** Header name to fact: a fact's name, or `{ "claim": name-or-pointer }`. */
  readonly identityHeaders?: Readonly<Record<string, IdentityFact | { readonly claim: string }>>;
  /** Default `refuse`. */
  readonly lookAlikes?: 'refuse' | 'ignore';
}

/** What is deployed at API Gateway. */
export interface ApiGatewayEntry {
  /** Default `rest-token`. */
  readonly kind?: 'rest-token' | 'rest-request' | 'http-iam' | 'http-simple' | 'websocket';
  /** As deployed, such as `method.request.header.Authorization`; an empty list where the authorizer has none. */
  readonly identitySources?: readonly string[];
  /** The authorizer's result TTL as deployed, 0 to 3600; default 300, for `websocket` 0. */
  readonly resultTtlSeconds?: number;
  /** Whether the API passes on paths that no route matches (`{proxy+}`). Default `possible`. */
  readonly unknownPaths?: 'possible' | 'never';
  /** What the document does with paths holding `%`. Default `refuse`. */
  readonly encodedPaths?: 'refuse' | 'canonical';
  /** `none` leaves expiry to a TTL of at most 60 s. Default `currentTime`. */
  readonly expiryCondition?: 'currentTime' | 'none';
  /** Authorizer context key to fact or claim, beside those always set. */
  readonly context?: Readonly<Record<string, IdentityFact | { readonly claim: string }>>;
}

/** What the gates log: one JSON object a decision. */
export interface LogEntry {
  /** Default `deny`. */
  readonly decisions?: 'deny' | 'all' | 'off';
  /** Default `hash`. */
  readonly subject?: 'hash' | 'plain' | 'off';
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

/**
 * The policy as the phases read it: every default filled, every name resolved, nothing left to interpret per request.
 */

import type { ClaimPath } from '../claims/path.ts';
import type { AccessKind, LookAlikes, TokenSource } from '../decision/decision.ts';
import type { Requirement } from '../requirement/requirement.ts';
import type { RouteTable } from '../routes/table.ts';
import type { SignatureAlgorithm } from '../token/algorithms.ts';
import type { ApiGatewayEntry, CorsEntry, IdentityFact, LogEntry } from './policy.ts';

/** Where an issuer's keys come from; exactly one. */
export type KeyLocation =
  | { readonly kind: 'discovery'; readonly binding: string | null }
  | { readonly kind: 'jwksUri'; readonly uri: string; readonly binding: string | null }
  | { readonly kind: 'jwks'; readonly keys: readonly object[] }
  | { readonly kind: 'hmac'; readonly secrets: readonly Uint8Array<ArrayBuffer>[] };

/** One exact issuer. A template with tenants compiles to several that share a name. */
export interface CompiledIssuer {
  /** The name in the policy. */
  readonly name: string;
  readonly preset: string | null;
  /** The exact `iss`. */
  readonly iss: string;
  /** The tenant filled into the template, to be equal to the verified tenant claim; null without a template. */
  readonly tenant: string | null;
  /** Accepted audiences; null only with `unsafeNoAudience`. */
  readonly audiences: ReadonlySet<string> | null;
  /** Claims that may hold the audience, the first present counts: `aud`, or `aud` then `client_id` (Cognito). */
  readonly audienceClaims: readonly ClaimPath[];
  readonly clients: ReadonlySet<string> | null;
  readonly keys: KeyLocation;
  /** Key ids and thumbprints never accepted. */
  readonly blockedKeys: ReadonlySet<string>;
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  /** Lower-case media types without `application/`. */
  readonly tokenTypes: ReadonlySet<string>;
  readonly typelessTokens: 'accepted' | 'refused';
  /**
   * Claims whose value tells the token's type, such as Cognito's `token_use`; any other is `type_not_allowed`, and so is
   * a token without the claim unless `absent` is among the values.
   */
  readonly typeClaims: readonly { readonly claim: ClaimPath; readonly values: ReadonlySet<string> }[];
  readonly requiredClaims: readonly ClaimPath[];
  readonly require: Requirement | null;
  readonly mappings: {
    readonly subject: readonly ClaimPath[];
    readonly client: readonly ClaimPath[];
    readonly tenant: readonly ClaimPath[];
    readonly scopes: readonly ClaimPath[];
    readonly permissions: readonly ClaimPath[];
    readonly roles: readonly ClaimPath[];
    readonly groups: readonly ClaimPath[];
  };
  readonly clockToleranceSeconds: number;
  readonly maxLifetimeSeconds: number;
  readonly tokenFrom: readonly TokenSource[];
}

/** A form that a route may admit; everywhere else it is `path_ambiguous`. */
export type PathForm = 'encodedSlash' | 'doubleSlash' | 'semicolon';

/** What the top of a route leaves open, each for a written reason. */
export interface RouteExceptions {
  /** Denials are reported, not enforced, before this instant, in epoch seconds; null enforces. */
  readonly enforcedAt: number | null;
  /** The path forms that the route admits. */
  readonly pathForms: readonly PathForm[];
  /** `private`: no shared cache may keep an answer. `asOrigin`: those may that the origin lets. */
  readonly sharedCache: 'private' | 'asOrigin';
}

/** A route's access, compiled. */
export interface CompiledAccess {
  readonly kind: AccessKind;
  /** Set when `kind` is `requirement`. */
  readonly requirement: Requirement | null;
  /** The sources read on this route, those of the issuers it can accept, in document order without repeats. */
  readonly sources: readonly TokenSource[];
  /** Absent on a route that leaves nothing open. */
  readonly exceptions?: RouteExceptions;
  /** Equal strings mean equal access in one policy: how look-alikes and IAM groups compare routes. */
  readonly fingerprint: string;
}

/** One accepted setting that weakens a default, with its written reason; `check` lists them. */
export interface UnsafeSetting {
  readonly pointer: string;
  readonly setting: string;
  readonly why: string;
}

/** The protected resource, and where its RFC 9728 metadata is. */
export interface CompiledResource {
  /** The identifier, exactly as the policy writes it. */
  readonly identifier: string;
  /** Canonical. */
  readonly metadataPath: string;
  readonly metadataUrl: string;
}

/** The signed assertion to the origin; its keys stay in the environment of the gate that signs. */
export interface CompiledAssertion {
  /** Lower-case. */
  readonly header: string;
  /** The name of the variable that holds the private key which signs. */
  readonly keyVariable: string;
  /** The name of the variable that holds the private key which will. */
  readonly nextKeyVariable: string | null;
}

/** The Worker gate's settings, resolved. */
export interface CompiledWorker {
  /** Path prefix to origin, longest prefix first; a single origin has prefix `/`. Empty when a binding serves. */
  readonly origins: readonly { readonly prefix: string; readonly origin: string }[];
  readonly publicOrigin: string | null;
  readonly forwardToken: boolean;
  readonly stripAuthorization: boolean;
  readonly identityHeaders: readonly { readonly header: string; readonly from: IdentityFact | ClaimPath }[];
  /** Null where nothing is asserted to the origin. */
  readonly assertion: CompiledAssertion | null;
  /** Whether the gate tells its state at a path of its own. */
  readonly health: boolean;
  readonly lookAlikes: LookAlikes;
  readonly originTimeoutSeconds: number;
}

/** The API Gateway settings with their defaults. */
export interface CompiledApiGateway extends Required<Omit<ApiGatewayEntry, 'context' | 'identitySources'>> {
  readonly identitySources: readonly string[];
  readonly context: readonly { readonly key: string; readonly from: IdentityFact | ClaimPath }[];
}

/** The policy, compiled. */
export interface CompiledPolicy {
  /** Sources of every issuer, in document order without repeats. */
  readonly sources: readonly TokenSource[];
  readonly issuers: readonly CompiledIssuer[];
  readonly byIss: ReadonlyMap<string, CompiledIssuer>;
  readonly routes: RouteTable;
  readonly resource: CompiledResource | null;
  readonly cors: CorsEntry | null;
  readonly worker: CompiledWorker;
  readonly apiGateway: CompiledApiGateway;
  readonly log: Required<LogEntry>;
  readonly unsafeSettings: readonly UnsafeSetting[];
}

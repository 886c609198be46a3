/**
 * The sections of a policy document that tell the gates how to behave around a decision.
 *
 * Does not: check anything; `schema/` tells the shape and `compile/` judges the meaning.
 */
import type { LookAlikes } from '../decision/decision.ts';

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

/** What the gateway signs for its origin, and with what. */
export interface AssertionEntry {
  /** `"${NAME}"` of a secret that holds a private P-256 key as a JWK. */
  readonly key: string;
  /** `"${NAME}"` of the key that signs next (or signed last): published beside the current one. */
  readonly nextKey?: string;
  /** The request header that carries it. Default `sallyport-assertion`. */
  readonly header?: string;
}

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
  /** A short-lived statement to the origin, signed, of who is calling what. Needs `publicOrigin`, which issues it. */
  readonly assertion?: AssertionEntry;
  /** Tell the state of the keys and the policy's hash at `/.well-known/sallyport/health`. Default false. */
  readonly health?: boolean;
  /**
   * Which paths are refused because an origin might route them elsewhere: in another case, with trailing dots or spaces,
   * or `/users/` as `/users/:user`. `allowSlash` lets the slash pass, for origins that serve a path and the same path with
   * a slash by one handler (Express, Django). Default `refuse`.
   */
  readonly lookAlikes?: LookAlikes;
  /**
   * Seconds from the end of a request to the head of its origin's answer, 1 to 3,600; default 100. Bodies and open
   * WebSockets take as long as they take.
   */
  readonly originTimeoutSeconds?: number;
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
  /**
   * How a document denies everything else. `notResource`: by exception from what is granted, so every other path is denied
   * explicitly. `resource`: for tools and services that refuse `NotResource`: what the policy's own routes refuse is denied
   * explicitly, and a path that no route has by silence, which a resource policy of the API may overrule. Default
   * `notResource`.
   */
  readonly denyShape?: 'notResource' | 'resource';
  /**
   * The most bytes that an IAM document may have, 2,048 to 1,048,576; default the most. For `websocket` it bounds the whole
   * answer, at most 8,192 and by default that. A document over it grants less, with a warning in the log.
   */
  readonly maxDocumentBytes?: number;
  /** Authorizer context key to fact or claim, beside those always set. */
  readonly context?: Readonly<Record<string, IdentityFact | { readonly claim: string }>>;
}

/** What the gates log: one JSON object a decision. */
export interface LogEntry {
  /**
   * Default `deny`. A sample logs every denial, and that share of what is allowed (0 to 1), chosen by decision id. What a
   * route reports instead of denying is logged by all but `off`.
   */
  readonly decisions?: 'deny' | 'all' | 'off' | { readonly sample: number };
  /** Default `hash`. */
  readonly subject?: 'hash' | 'plain' | 'off';
}

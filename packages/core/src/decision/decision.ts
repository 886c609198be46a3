/**
 * What `authorize` takes and returns, and the values that phases hand on.
 *
 * Does not: hold token text. A decision can be logged whole but for the principal's claims.
 */
import type { Reason } from './reasons.ts';

/** `deny` unless one place in `authorize` says `allow`. */
export type Effect = 'allow' | 'deny';

/**
 * Which paths are refused because an origin might route them elsewhere than the policy does. `refuse`: those in another
 * case, with trailing dots or spaces, and those whose trailing slash may lead to a route that asks for more. `allowSlash`:
 * the same but for the slash, for origins that serve a path and the same path with a slash by one handler. `ignore`: none.
 */
export type LookAlikes = 'refuse' | 'allowSlash' | 'ignore';

/** Anything that reads one header by case-insensitive name, several values joined by ", ": WHATWG `Headers` fits. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** One request, as the gate received it. */
export interface AuthorizeRequest {
  /** The method, verbatim: methods are case-sensitive (RFC 9110 section 9.1). */
  readonly method: string;
  /** An absolute URL or an origin-form target, verbatim: never through `new URL`, which resolves what must be refused. */
  readonly url: string;
  readonly headers: HeaderReader;
  /** Which paths are refused because an origin might route them elsewhere. Default `refuse`. */
  readonly lookAlikes?: LookAlikes;
  /**
   * `asRouted` (default) reads a credential only where the route asks for one; `always` verifies it whatever the route
   * says, and a failing token outranks the route's own denial (the Lambda gate under a result cache).
   */
  readonly credentials?: 'asRouted' | 'always';
  /** Keeps background work alive past the answer (Workers' `ctx.waitUntil`). */
  readonly waitUntil?: (work: Promise<unknown>) => void;
}

/** Where a credential is read. The query is refused unless opted in by name, since URLs are logged. */
export type TokenSource =
  | { readonly kind: 'authorization' }
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'cookie'; readonly name: string }
  | { readonly kind: 'query'; readonly name: string };

/** Who a verified token speaks for. Identity is the pair (`iss`, `subject`), never token bytes. */
export interface Principal {
  /** The issuer's name in the policy. */
  readonly issuer: string;
  /** The issuer's exact identifier, the token's `iss`. */
  readonly iss: string;
  readonly subject: string | null;
  readonly clientId: string | null;
  readonly tenant: string | null;
  readonly scopes: readonly string[];
  readonly permissions: readonly string[];
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** `jti`. */
  readonly tokenId: string | null;
  /** `iat`, epoch seconds. */
  readonly issuedAt: number | null;
  /** `exp`, epoch seconds. */
  readonly expiresAt: number;
  /** The verified payload, frozen. Read own members only: names are chosen by the issuer. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A denial as a phase returns it: a value with a reason, for everything a request can cause. */
export interface Denial {
  readonly reason: Reason;
  /** The claim, header parameter or form at fault, for operators. Never a value from the token. */
  readonly about?: string;
  /** Scopes of the branch that `scope=` names (RFC 6750 section 3). */
  readonly scopes?: readonly string[];
  /** Sign-in classes that would do (RFC 9470 section 3). */
  readonly acrValues?: readonly string[];
  /** Seconds after which a fault may have passed. */
  readonly retryAfterSeconds?: number;
}

/** How a route is reached: the access form written in the policy. */
export type AccessKind = 'public' | 'optional' | 'authenticated' | 'deny' | 'requirement';

interface DecisionFacts {
  readonly decisionId: string;
  /** `sha256:` and the policy's hash: two gates with different hashes have drifted. */
  readonly policy: string;
  /** Epoch seconds by the gate's clock. */
  readonly decidedAt: number;
  readonly method: string;
  /** The canonical path, the only spelling an origin may receive; null when it is ambiguous. */
  readonly path: string | null;
  /** The route's key as the policy writes it; null when none matched. */
  readonly route: string | null;
  readonly access: AccessKind | null;
  readonly params: Readonly<Record<string, string>>;
  /** Set once a token is verified, on denials too. */
  readonly principal: Principal | null;
  /** Where the credential was found; null when none was read, or none of it was verified on a request that may pass. */
  readonly credentialFrom: TokenSource | null;
}

/** A denial that its route reports and does not enforce. */
export interface ReportedDenial {
  readonly reason: Reason;
  /** The Worker gate's status, had it been enforced: 401 or 403. */
  readonly status: 401 | 403;
  readonly about: string | null;
}

/** The request may pass. */
export interface Allowed extends DecisionFacts {
  readonly effect: 'allow';
  readonly status: 200;
  readonly reason: null;
  /**
   * What would have denied the request on a route with `unsafeReportOnly`; null everywhere else. Then the principal is
   * null, whatever the route demands, unless a verified token failed the requirement alone.
   */
  readonly reported: ReportedDenial | null;
}

/** The request may not pass. */
export interface Denied extends DecisionFacts {
  readonly effect: 'deny';
  /** The Worker gate's status: 400, 401, 403, 500 or 503. */
  readonly status: number;
  readonly reason: Reason;
  /** The `WWW-Authenticate` value, or null where the status carries none. */
  readonly challenge: string | null;
  readonly about: string | null;
  readonly retryAfterSeconds: number | null;
}

/** What `authorize` returns. Test `effect`; both kinds are truthy. */
export type Decision = Allowed | Denied;

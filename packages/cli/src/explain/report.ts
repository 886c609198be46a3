/**
 * What `explain --json` prints, one object: its members are an interface and are only ever added to.
 */
import type { Problem } from '@sallyport/core';
import type { PhaseReport } from '@sallyport/core/explain';

/** A route's key with its place in the policy file. */
export interface ExplainedRule {
  readonly route: string;
  /** `public`, `optional`, `authenticated`, `deny` or `requirement`; null where the policy no longer has the route. */
  readonly access: string | null;
  readonly file: string;
  /** From 1, null where the policy no longer has the route. */
  readonly line: number | null;
  readonly column: number | null;
}

/** One likely cause. */
export interface ExplainedCause {
  /** A stable snake_case code. */
  readonly code: string;
  readonly cause: string;
  readonly fix: string;
}

/** Where the keys came from and how old they are. */
export interface ExplainedKeys {
  readonly iss: string;
  readonly state: string;
  /** `issuer`, `tier` (the snapshot), `policy`, or `dev` (a running `sallyport dev`); null while none are held. */
  readonly from: string | null;
  readonly keyCount: number;
  readonly ageSeconds: number | null;
  /** Epoch seconds. */
  readonly fetchedAt: number | null;
}

/** What the Worker gate answers. */
export interface EdgeAnswer {
  /** 200 stands for the origin's own answer. */
  readonly status: number;
  /** The `WWW-Authenticate` header. */
  readonly challenge: string | null;
  readonly retryAfterSeconds: number | null;
  /** The body, `application/problem+json`; null for an allow. */
  readonly body: Problem | null;
}

/** What API Gateway answers with the policy's kind of authorizer. */
export interface ApiGatewayAnswer {
  readonly kind: string;
  /** 200 stands for the integration's own answer. */
  readonly status: number;
  /**
   * Whose answer it is: `api_gateway` without the authorizer, `no_authorizer` on a public method, or `refused_policy` where
   * the Lambda gate would not start.
   */
  readonly by: 'authorizer' | 'api_gateway' | 'no_authorizer' | 'refused_policy';
  /** The reason at that gate, which tells look-alikes apart and verifies the token first. */
  readonly reason: string | null;
  /** The simple response; null for other kinds, and where the authorizer throws. */
  readonly isAuthorized: boolean | null;
}

/** The IAM document at one stage. */
export interface ExplainedIam {
  readonly base: string;
  /** Null where the authorizer throws, and for simple responses. */
  readonly document: object | null;
  readonly bytes: number | null;
  readonly exact: boolean | null;
  /** How it denies everything else: `resource` leaves what it does not name to silence. */
  readonly denyShape: 'notResource' | 'resource';
  /** The keys of the routes that it opens, a parameter held to a value as `:user=ada`. */
  readonly opens: readonly string[];
}

/** The whole report. */
export interface ExplainReport {
  readonly v: 1;
  /** `request`: decided here; `record`: read from a decision that a gate logged. */
  readonly from: 'request' | 'record';
  /** `undecided`: offline, and everything but the signature passed. */
  readonly effect: 'allow' | 'deny' | 'undecided';
  /** What the Worker gate answers, or the gate of a record answered; null offline where it hangs on keys. */
  readonly status: number | null;
  readonly reason: string | null;
  /** The reason that a route with `unsafeReportOnly` reported and let through; null everywhere else. */
  readonly wouldDeny: string | null;
  /** The claim, header parameter or form at fault. */
  readonly about: string | null;
  readonly decisionId: string;
  /** ISO 8601, the time that it was decided for. */
  readonly at: string;
  readonly method: string;
  /** The canonical path without its query; null where it is ambiguous or the record has none. */
  readonly path: string | null;
  readonly file: string;
  /** `sha256:` and the policy's hash, of the policy that decided. */
  readonly policy: string;
  /** Whether the record's policy is the one in the file; null where there is no file to compare. */
  readonly samePolicy: boolean | null;
  readonly rule: ExplainedRule | null;
  readonly phases: readonly PhaseReport[];
  /** The likely causes, the likeliest first. */
  readonly causes: readonly ExplainedCause[];
  readonly hint: string | null;
  readonly presetHint: string | null;
  /** What to try first; null for an allow. */
  readonly fix: string | null;
  /** The section on the reason, from the root of the repository; null for an allow. */
  readonly documentation: string | null;
  readonly keys: ExplainedKeys | null;
  /** The token's claims, personal ones masked unless `--show-claims`; null without a token to read. */
  readonly claims: { readonly verified: boolean; readonly values: Readonly<Record<string, unknown>> } | null;
  /** Null offline where the keys that they hang on were not fetched, and for a record. */
  readonly gates: { readonly edge: EdgeAnswer; readonly apiGateway: ApiGatewayAnswer } | null;
  /** Null without `--iam`. */
  readonly iam: ExplainedIam | null;
}

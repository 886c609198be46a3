/**
 * A policy, judged: plain JSON with every default filled in, and nothing left open but what the gate's environment holds.
 *
 * `compile/` writes a plan from a document, `resolve.ts` makes the compiled policy of it. `sallyport build` stores plans,
 * so that a gate of a built policy needs no part of the grammar.
 */

import type { TokenSource } from '../decision/decision.ts';
import type { IssuerRule } from '../presets/preset.ts';
import type { RoutePattern } from '../routes/table.ts';
import type {
  CompiledAccess,
  CompiledApiGateway,
  CompiledIssuer,
  CompiledResource,
  CompiledWorker,
  UnsafeSetting,
} from './compiled.ts';
import type { CorsEntry, IssuerEntry, LogEntry } from './policy.ts';

/** The form of the plans that this version writes and reads. */
export const PLAN_FORMAT = 3;

/** Where the keys of an issuer come from; addresses and secrets may be `"${NAME}"`. */
export type KeyPlan =
  | { readonly kind: 'discovery'; readonly binding: string | null }
  | { readonly kind: 'jwksUri'; readonly uri: string }
  /** A preset's address, in which `{issuer}` and `{path}` stand for the identifier and its path without trailing slash. */
  | { readonly kind: 'template'; readonly template: string; readonly binding: string | null }
  | { readonly kind: 'jwks'; readonly keys: readonly object[] }
  | { readonly kind: 'hmac'; readonly hmac: NonNullable<IssuerEntry['hmac']> };

/** One issuer of the policy, its identifiers not yet filled in. */
export interface IssuerPlan
  extends Omit<
    CompiledIssuer,
    'iss' | 'tenant' | 'audiences' | 'keys' | 'clients' | 'blockedKeys' | 'algorithms' | 'tokenTypes' | 'typeClaims'
  > {
  /** As written: may be `"${NAME}"` and hold `{tid}`. */
  readonly issuer: string;
  readonly tenants: readonly string[] | null;
  /** Its preset's rules on identifiers; none once a build has judged an identifier that holds no variable. */
  readonly issuerRules: readonly IssuerRule[];
  /** `policy`: the policy's own audiences. `any`: none is demanded, for a written reason. */
  readonly audience: 'policy' | 'any' | { readonly own: string | readonly string[] };
  readonly keys: KeyPlan;
  readonly clients: readonly string[] | null;
  readonly blockedKeys: readonly string[];
  readonly algorithms: readonly (CompiledIssuer['algorithms'] extends ReadonlySet<infer Name> ? Name : never)[];
  readonly tokenTypes: readonly string[];
  readonly typeClaims: readonly {
    readonly claim: CompiledIssuer['typeClaims'][number]['claim'];
    readonly values: readonly string[];
  }[];
}

/** A route key and the place of its access in the plan's list. */
export interface RoutePlan extends RoutePattern {
  readonly access: number;
}

/** An origin as written, with the place where findings on it belong. */
export interface OriginPlan {
  readonly prefix: string;
  readonly text: string;
  readonly pointer: string;
}

/** The Worker gate's settings, its addresses not yet resolved. */
export interface WorkerPlan extends Omit<CompiledWorker, 'origins' | 'publicOrigin'> {
  /** Longest prefix first. */
  readonly origins: readonly OriginPlan[];
  readonly publicOrigin: string | null;
}

/** A whole policy. */
export interface PolicyPlan {
  readonly format: number;
  /** The policy's own audiences as written, for issuers that name none. */
  readonly audience: string | readonly string[] | null;
  readonly sources: readonly TokenSource[];
  readonly issuers: readonly IssuerPlan[];
  /** Each access once, however many routes have it. */
  readonly accesses: readonly Omit<CompiledAccess, 'fingerprint'>[];
  readonly routes: readonly RoutePlan[];
  readonly resource: CompiledResource | null;
  readonly cors: CorsEntry | null;
  readonly worker: WorkerPlan;
  readonly apiGateway: CompiledApiGateway;
  readonly log: Required<LogEntry>;
  readonly unsafeSettings: readonly UnsafeSetting[];
}

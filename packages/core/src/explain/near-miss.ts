/**
 * What a near miss is, and what it is looked for in.
 */
import type { Reason } from '../decision/reasons.ts';
import type { CompiledIssuer, CompiledPolicy } from '../document/compiled.ts';
import type { Route } from '../routes/table.ts';
import type { UnverifiedToken } from '../token/token.ts';
import type { CredentialFacts } from './credential-facts.ts';

/** One likely cause. */
export interface NearMiss {
  /** A stable snake_case code, such as `trailing_slash`. */
  readonly code: string;
  /** One sentence on what seems to be the case. */
  readonly cause: string;
  /** One sentence on what to change, and where. */
  readonly fix: string;
  /** How likely, from 0 to 1: for order alone. */
  readonly weight: number;
}

/** What the near misses of one denial are looked for in. */
export interface MissQuestion {
  readonly policy: CompiledPolicy;
  readonly reason: Reason;
  readonly about: string | null;
  readonly nowSeconds: number;
  readonly route: Route | null;
  readonly params: Readonly<Record<string, string>>;
  /** What was asked; `segments` are null where the path is ambiguous. */
  readonly request: {
    readonly method: string;
    readonly host: string | null;
    readonly segments: readonly string[] | null;
  };
  readonly credential: CredentialFacts;
  readonly token: Pick<UnverifiedToken, 'header' | 'payload'> | null;
  readonly issuer: CompiledIssuer | null;
}

/**
 * An authorizer over a compiled policy: a key source for each issuer, the ports bound.
 */
import { createAuthenticate } from './authenticate.ts';
import { decide, type Gate } from './authorize.ts';
import type { AuthorizeRequest, Decision } from './decision/decision.ts';
import type { CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import type { KeySource, KeySourceReport } from './keys/source.ts';
import type { Ports } from './ports.ts';

/** Decides requests by one policy. */
export interface Authorizer {
  readonly policy: CompiledPolicy;
  /** Resolves always; a request can cause a denial, never an error. Test `effect`. */
  readonly authorize: (request: AuthorizeRequest) => Promise<Decision>;
  /** `sha256:` and the policy's hash, as in every decision. */
  readonly policyHash: () => Promise<string>;
  /** The state of every issuer's key source. */
  readonly keys: () => readonly KeySourceReport[];
}

/** What a construction may replace. */
export interface AuthorizerOptions {
  /** Another key source for an issuer, for offline work and tests. */
  readonly keySourceFor?: (issuer: CompiledIssuer) => KeySource;
}

/** The authorizer. @param hash - The policy's hash, hex. */
export function openAuthorizer(
  policy: CompiledPolicy,
  hash: Gate['hash'],
  ports: Ports,
  sourceFor: NonNullable<AuthorizerOptions['keySourceFor']>,
): Authorizer {
  const keySources = new Map(policy.issuers.map((issuer) => [issuer.iss, sourceFor(issuer)]));
  const gate: Gate = {
    policy,
    ports,
    hash,
    authenticate: createAuthenticate(policy, ports, keySources),
    reportOnly: 'apply',
  };
  return {
    policy,
    authorize: (request) => decide(gate, request),
    policyHash: async () => `sha256:${await hash()}`,
    keys: () => [...keySources.values()].map((source) => source.report()),
  };
}

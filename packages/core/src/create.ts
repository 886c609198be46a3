/**
 * Constructs an authorizer: the policy compiled, a key source for each issuer, the ports bound.
 *
 * A policy with errors throws here, so that no gate starts half configured.
 */
import { createAuthenticate, decide, type Gate } from './authorize.ts';
import type { AuthorizeRequest, Decision } from './decision/decision.ts';
import { compilePolicy } from './document/compile.ts';
import type { CompiledIssuer, CompiledPolicy } from './document/compiled.ts';
import { PolicyError } from './document/finding.ts';
import { hashPolicy, isBuiltPolicy } from './document/hash.ts';
import type { Policy } from './document/policy.ts';
import { createKeySource } from './keys/create.ts';
import type { KeySource, KeySourceReport } from './keys/source.ts';
import type { Ports } from './ports.ts';

/** Decides requests by one policy. */
export interface Authorizer {
  readonly policy: CompiledPolicy;
  /** Resolves always; a request can cause a denial, never an error. Test `effect`. */
  readonly authorize: (request: AuthorizeRequest) => Promise<Decision>;
  /** The state of every issuer's key source. */
  readonly keys: () => readonly KeySourceReport[];
}

/** What a construction may replace. */
export interface AuthorizerOptions {
  /** Another key source for an issuer, for offline work and tests. */
  readonly keySourceFor?: (issuer: CompiledIssuer) => KeySource;
}

/**
 * An authorizer for a policy.
 *
 * @throws PolicyError with every error finding, among them each `${NAME}` that `ports.env` lacks.
 */
export function createAuthorizer(policy: Policy, ports: Ports, options: AuthorizerOptions = {}): Authorizer {
  const compiled = compileOrThrow(policy, ports);
  const sourceFor = options.keySourceFor ?? ((issuer) => createKeySource(issuer, ports));
  const keySources = new Map(compiled.issuers.map((issuer) => [issuer.iss, sourceFor(issuer)]));
  const gate: Gate = {
    policy: compiled,
    ports,
    hash: createHash(policy),
    authenticate: createAuthenticate(compiled, ports, keySources),
  };
  return {
    policy: compiled,
    authorize: (request) => decide(gate, request),
    keys: () => [...keySources.values()].map((source) => source.report()),
  };
}

/** The compiled policy. @throws PolicyError when it has errors. */
export function compileOrThrow(policy: Policy, ports: Ports): CompiledPolicy {
  const { policy: compiled, findings } = compilePolicy(policy, { env: ports.env });
  if (compiled === null) throw new PolicyError(findings.filter((finding) => finding.level === 'error'));
  return compiled;
}

/**
 * The policy's hash, computed by the first request that asks.
 *
 * Shared as text, not as a promise: on workerd a promise dies with the request that made it.
 */
export function createHash(policy: Policy): () => Promise<string> {
  let hash = isBuiltPolicy(policy) ? policy.sha256 : '';
  return async () => {
    if (hash === '') hash = await hashPolicy(isBuiltPolicy(policy) ? policy.document : policy);
    return hash;
  };
}

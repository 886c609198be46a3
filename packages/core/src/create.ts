/**
 * Constructs an authorizer from any policy, written inline or built.
 *
 * A policy with errors throws here, so that no gate starts half configured.
 */
import { type Authorizer, type AuthorizerOptions, openAuthorizer } from './authorizer.ts';
import { isBuiltPolicy, type Policy } from './document/built.ts';
import { compilePolicy } from './document/compile.ts';
import type { CompiledPolicy } from './document/compiled.ts';
import { PolicyError } from './document/finding.ts';
import { hashPolicy } from './document/hash.ts';
import { createKeySource } from './keys/create.ts';
import type { Ports } from './ports.ts';

/**
 * An authorizer for a policy.
 *
 * @throws PolicyError with every error finding, among them each `${NAME}` that `ports.env` lacks.
 */
export function createAuthorizer(policy: Policy, ports: Ports, options: AuthorizerOptions = {}): Authorizer {
  const sourceFor = options.keySourceFor ?? ((issuer) => createKeySource(issuer, ports));
  return openAuthorizer(compileOrThrow(policy, ports), createHash(policy), ports, sourceFor);
}

/** The compiled policy. @throws PolicyError when it has errors. */
export function compileOrThrow(policy: Policy, ports: Ports): CompiledPolicy {
  const { policy: compiled, findings } = compilePolicy(policy, { env: ports.env });
  if (compiled === null) throw new PolicyError(findings);
  return compiled;
}

/**
 * The policy's hash, computed by the first request that asks.
 *
 * Shared as text, not as a promise: on workerd a promise dies with the request that made it.
 */
export function createHash(policy: Policy): () => string | Promise<string> {
  if (isBuiltPolicy(policy)) return () => policy.sha256;
  let hash = '';
  const compute = async (): Promise<string> => {
    hash = await hashPolicy(policy);
    return hash;
  };
  return () => (hash === '' ? compute() : hash);
}

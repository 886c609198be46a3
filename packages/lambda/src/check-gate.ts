/**
 * Refuses at construction what no authorizer can be for, so that no gate starts half configured.
 */
import { type CompiledPolicy, type Finding, findExceptionLimits, PolicyError } from '@sallyport/core';
import { CONTEXT_PREFIX, RESERVED_CONTEXT_KEYS } from './respond/context.ts';

/** @throws PolicyError with what `findGateRefusals` finds. */
export function checkGate(policy: CompiledPolicy): void {
  const refusals = findGateRefusals(policy);
  if (refusals.length > 0) throw new PolicyError(refusals);
}

/** Why no authorizer starts with a policy: context keys that are taken, routes that report denials or admit path forms. */
export function findGateRefusals(policy: CompiledPolicy): readonly Finding[] {
  return [...findExceptionLimits(policy), ...findContextRefusals(policy)];
}

/** The keys of `apiGateway.context` that are taken. */
export function findContextRefusals(policy: CompiledPolicy): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { key } of policy.apiGateway.context) {
    if (!RESERVED_CONTEXT_KEYS.has(key) && !key.startsWith(CONTEXT_PREFIX)) continue;
    findings.push({
      level: 'error',
      code: 'reserved-context-key',
      pointer: `/apiGateway/context/${key}`,
      at: 'name',
      message: `the context key "${key}" is taken`,
      suggestion: 'choose another name',
    });
  }
  return findings;
}

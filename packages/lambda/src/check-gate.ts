/**
 * Refuses at construction what a TOKEN authorizer cannot be for, so that no gate starts half configured.
 */
import { type CompiledPolicy, type Finding, PolicyError } from '@sallyport/core';
import { CONTEXT_PREFIX, RESERVED_CONTEXT_KEYS } from './respond/context.ts';

/** @throws PolicyError where the policy declares another kind of authorizer, or a context key that is taken. */
export function checkGate({ apiGateway }: CompiledPolicy): void {
  const findings: Finding[] = [];
  if (apiGateway.kind !== 'rest-token') {
    findings.push({
      level: 'error',
      code: 'authorizer-kind',
      pointer: '/apiGateway/kind',
      at: 'value',
      message: `a TOKEN authorizer serves "rest-token", not "${apiGateway.kind}"`,
      suggestion: 'use the authorizer of that kind, or declare "rest-token"',
    });
  }
  for (const { key } of apiGateway.context) {
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
  if (findings.length > 0) throw new PolicyError(findings);
}

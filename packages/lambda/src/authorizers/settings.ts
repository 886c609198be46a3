/**
 * The `apiGateway` section as one authorizer reads it: the kind that it serves, and what of it applies there.
 */
import { type CompiledApiGateway, type CompiledPolicy, type Finding, PolicyError } from '@sallyport/core';

/** The settings of one authorizer. */
export type Settings = CompiledApiGateway;

/** The kinds of authorizer, as the policy names them. */
export type Kind = Settings['kind'];

/** @throws PolicyError where the policy declares a kind that this authorizer is not. */
export function checkKind({ apiGateway }: CompiledPolicy, served: readonly Kind[]): void {
  if (served.includes(apiGateway.kind)) return;
  const names = served.map((kind) => `"${kind}"`).join(' or ');
  const finding: Finding = {
    level: 'error',
    code: 'authorizer-kind',
    pointer: '/apiGateway/kind',
    at: 'value',
    message: `this authorizer serves ${names}, not "${apiGateway.kind}"`,
    suggestion: `use the authorizer of that kind, or declare ${names}`,
  };
  throw new PolicyError([finding]);
}

/**
 * A policy as a WebSocket API's authorizer reads it: nothing is kept there, so whatever is declared for another API, an
 * answer ends in 10 s.
 */
export function toConnectPolicy(policy: CompiledPolicy): CompiledPolicy {
  return { ...policy, apiGateway: { ...policy.apiGateway, kind: 'websocket', resultTtlSeconds: 0 } };
}

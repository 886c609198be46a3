/**
 * The exact identifiers of one planned issuer, each with everything that verification needs.
 */
import { assembleIssuers } from '../assemble.ts';
import type { CompiledIssuer } from '../compiled.ts';
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer, toPointer } from '../pointer.ts';
import { resolveAudience } from './audience.ts';
import type { ResolveContext } from './context.ts';
import { resolveIdentities } from './identity.ts';
import { resolveKeys } from './keys.ts';

/**
 * One issuer for each exact identifier; none where a value that the plan leaves open has an error, which is reported.
 *
 * @param shared - The policy's own audiences; undefined where it has none, or they have an error of their own.
 */
export function resolveIssuerPlan(
  plan: IssuerPlan,
  shared: ReadonlySet<string> | undefined,
  context: ResolveContext,
): readonly CompiledIssuer[] {
  const pointer = toPointer('issuers', plan.name);
  const identities = resolveIdentities(plan, pointer, context);
  const audiences = toAudiences(plan.audience, shared, toChildPointer(pointer, 'audience'), context);
  const keys = resolveKeys(plan, pointer, context);
  if (audiences === undefined || keys === null) return [];
  return assembleIssuers(plan, identities, audiences, keys);
}

function toAudiences(
  audience: IssuerPlan['audience'],
  shared: ReadonlySet<string> | undefined,
  pointer: string,
  context: ResolveContext,
): CompiledIssuer['audiences'] | undefined {
  if (audience === 'any') return null;
  return audience === 'policy' ? shared : resolveAudience(audience.own, pointer, context);
}

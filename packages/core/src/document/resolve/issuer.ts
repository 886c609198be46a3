/**
 * The exact identifiers of one planned issuer, each with everything that verification needs.
 */
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
  const { issuer: _issuer, tenants: _tenants, issuerRules: _rules, ...kept } = plan;
  const settings: Omit<CompiledIssuer, 'iss' | 'tenant' | 'audiences' | 'keys'> = {
    ...kept,
    clients: plan.clients === null ? null : new Set(plan.clients),
    blockedKeys: new Set(plan.blockedKeys),
    algorithms: new Set(plan.algorithms),
    tokenTypes: new Set(plan.tokenTypes),
    typeClaims: plan.typeClaims.map(({ claim, values }) => ({ claim, values: new Set(values) })),
  };
  return identities.map((identity) => ({ ...settings, ...identity, audiences, keys: keys(identity) }));
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

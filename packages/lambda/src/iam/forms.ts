/**
 * The ways to write what a principal is granted, the plainest first: each further one is shorter and leans on more.
 *
 * All say the same. The one that names each grant once needs `NotResource` to be understood; the last also allows paths
 * that were declared never to arrive. Without `NotResource` each denies explicitly what the routes refuse, and the first
 * also what no route has, as far as a pattern is at hand.
 */
import type { CompiledPolicy } from '@sallyport/core';
import type { DocumentForm } from './document.ts';
import type { Grants } from './grants.ts';
import { type Plan, toComplement } from './plan.ts';
import { type Patterns, writePlans } from './write.ts';
import { writeRefusals } from './write-refusals.ts';

/** Patterns and the form of the document that holds them. */
export interface Written {
  readonly patterns: Patterns;
  readonly form: DocumentForm;
}

/** The ways, made one by one as they are asked for. */
export function* writeForms(
  { apiGateway }: CompiledPolicy,
  found: Grants,
  plans: readonly Plan[],
  base: string,
): Generator<Written, void, undefined> {
  const { denyShape } = apiGateway;
  const place = { base, encodedPaths: apiGateway.encodedPaths, readLiteral: found.readLiteral };
  const write = (chosen: readonly Plan[], scope: 'all' | 'routes'): Patterns => {
    const { granted, denied, reach } = writePlans(chosen, place);
    const refused = denyShape === 'resource' ? new Set([...denied, ...writeRefusals(chosen, place, scope)]) : denied;
    return { granted, denied: [...refused], reach: found.reach === 'exact' ? reach : 'narrower' };
  };
  const patterns = write(plans, 'all');
  yield { patterns, form: denyShape };
  const short = denyShape === 'resource' ? 'resource' : 'once';
  yield { patterns: short === 'once' ? patterns : write(plans, 'routes'), form: short };
  if (apiGateway.unknownPaths === 'possible') return;
  const complements = plans.map((plan) => toComplement(plan, found.byRoute));
  if (complements.some((plan, index) => plan !== plans[index]))
    yield { patterns: write(complements, 'routes'), form: short };
}

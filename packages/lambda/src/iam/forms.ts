/**
 * The ways to write what a principal is granted, the plainest first: each further one is shorter and leans on more.
 *
 * All say the same. The second needs `NotResource` to be understood, or denies less explicitly; the third also allows
 * paths that were declared never to arrive.
 */
import type { CompiledPolicy } from '@sallyport/core';
import type { DenyShape, DocumentForm } from './document.ts';
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
  { base, denyShape }: { readonly base: string; readonly denyShape: DenyShape },
): Generator<Written, void, undefined> {
  const place = { base, encodedPaths: apiGateway.encodedPaths, readLiteral: found.readLiteral };
  const write = (chosen: readonly Plan[]): Patterns => {
    const patterns = writePlans(chosen, place);
    return found.reach === 'exact' ? patterns : { ...patterns, reach: 'narrower' };
  };
  const patterns = write(plans);
  if (denyShape === 'notResource') yield { patterns, form: 'notResource' };
  else {
    const denied = [...new Set([...patterns.denied, ...writeRefusals(plans, place)])];
    yield { patterns: { ...patterns, denied }, form: 'resource' };
  }
  const short = denyShape === 'notResource' ? 'once' : 'resource';
  yield { patterns, form: short };
  if (apiGateway.unknownPaths === 'possible') return;
  const complements = plans.map((plan) => toComplement(plan, found.byRoute));
  if (complements.some((plan, index) => plan !== plans[index])) yield { patterns: write(complements), form: short };
}

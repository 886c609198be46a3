/**
 * How much the Denies of refused routes add to a document of several parts, where nothing is denied by exception.
 *
 * A method that is closed in one part may be open in another: then the document denies its refused routes one by one, and
 * not the method whole, as the part alone would.
 */
import type { CompiledPolicy, Method } from '@sallyport/core';
import { countListedBytes } from '../../json-size.ts';
import { distinct, toWholeDenies } from '../candidates.ts';
import type { Grants } from '../grants.ts';
import { type MethodGroup, toPolicyShape } from '../groups.ts';
import type { Plan } from '../plan.ts';
import type { Place } from '../write.ts';
import { isOpen, METHODS, type RefusalScope, toMethodDeny, writeRefusedRoutes } from '../write-refusals.ts';

/** Bytes beside those of a part's own patterns. */
export interface RefusedWeight {
  /** The Denies of whole methods, which every document has once at most. */
  readonly methods: ReadonlySet<string>;
  /** Of the plainest form of every document: routes of other methods, whichever part they are in. */
  readonly foreign: number;
  /** Of one part: the refused routes of methods that the part itself would deny whole. */
  readonly ofPart: (plans: readonly Plan[], found: Grants) => number;
}

/** Where everything else is denied by exception. */
export const NO_REFUSALS: RefusedWeight = { methods: new Set(), foreign: 0, ofPart: () => 0 };

/** The weight for documents of the API at `base`. */
export function createRefusedWeight(policy: CompiledPolicy, base: string): RefusedWeight {
  const { encodedPaths, unknownPaths } = policy.apiGateway;
  const openable = listOpenable(policy);
  const weigh = (plans: readonly Plan[], { readLiteral }: Pick<Place, 'readLiteral'>, scope: RefusalScope): number =>
    plans.reduce((bytes, plan) => {
      const methods = plan.group.methods.filter((method) => openable.has(method));
      const group = { ...plan.group, methods };
      return (
        bytes + countListedBytes(writeRefusedRoutes({ ...plan, group }, { base, encodedPaths, readLiteral }, scope))
      );
    }, 0);
  const others = unknownPaths === 'possible' ? [] : toPolicyShape(policy).groups.map(toForeignPlan);
  return {
    methods: new Set(METHODS.map((method) => toMethodDeny(base, method))),
    foreign: weigh(others, { readLiteral: (text) => text }, 'all'),
    ofPart: (plans, found) =>
      weigh(
        plans.filter((plan) => !isOpen(plan)),
        found,
        'routes',
      ),
  };
}

/** The methods that may be open for anyone: whatever the token, those of denied routes alone are denied whole. */
function listOpenable({ routes }: CompiledPolicy): ReadonlySet<Method> {
  const grantable = routes.routes.filter(({ host, access }) => host === null && access.kind !== 'deny');
  return new Set(grantable.flatMap(({ decides }) => [...decides]));
}

function toForeignPlan(group: MethodGroup): Plan {
  const spare = distinct(group.foreign.flatMap(toWholeDenies));
  return { group, granted: [], denied: [], spare, reach: 'exact' };
}

/**
 * Keeps the plans of a policy: a set of granted routes is planned once, whoever asks.
 */
import type { CompiledPolicy, Principal } from '@sallyport/core';
import { type Grants, toGrants } from './grants.ts';
import { type PolicyShape, toPolicyShape } from './groups.ts';
import { type Plan, toPlan } from './plan.ts';

/** The grants of a principal and the plans for them. */
export interface Planned {
  readonly found: Grants;
  readonly plans: readonly Plan[];
}

interface PolicyCache {
  readonly shape: PolicyShape;
  readonly plans: Map<string, readonly Plan[]>;
}

const MAX_PLANS = 32;

const caches = new WeakMap<CompiledPolicy, PolicyCache>();

/** The plans for a principal, one for each group of methods. */
export function planGrants(policy: CompiledPolicy, principal: Principal): Planned {
  const cache = readCache(policy);
  const found = toGrants(policy, cache.shape, principal);
  return { found, plans: readPlans(cache, found) };
}

function readCache(policy: CompiledPolicy): PolicyCache {
  const known = caches.get(policy);
  if (known) return known;
  const cache = { shape: toPolicyShape(policy), plans: new Map() };
  caches.set(policy, cache);
  return cache;
}

/** The plans for these grants; the least recently used are forgotten, since claims choose the keys. */
function readPlans({ shape, plans }: PolicyCache, found: Grants): readonly Plan[] {
  const known = plans.get(found.key);
  plans.delete(found.key);
  const made = known ?? shape.groups.map((group) => toPlan(shape, group, found.byRoute));
  plans.set(found.key, made);
  const [oldest] = plans.keys();
  if (plans.size > MAX_PLANS && oldest !== undefined) plans.delete(oldest);
  return made;
}

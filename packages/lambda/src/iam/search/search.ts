/**
 * Goes through the principals that a policy tells apart, part by part, with a bound on the work.
 */
import type { CompiledPolicy } from '@sallyport/core';
import { type Grants, toGrants } from '../grants.ts';
import type { PolicyShape } from '../groups.ts';
import { toComponents } from './components.ts';
import { supposePrincipals } from './principals.ts';

/** Grants of some principal on the routes of one part. */
export interface Examined {
  readonly shape: PolicyShape;
  readonly found: Grants;
}

/** `stopped`: the bound was met before every set of requirements was gone through. */
export type SearchEnd = 'complete' | 'stopped';

/** Stands for the API where none is known: a long region, and a stage of ten characters. */
export const EXAMPLE_BASE: string = 'arn:aws:execute-api:ap-southeast-1:123456789012:abcdefghij/production';

// Each takes about as long as planning one document, which grows with the routes.
const MAX_EXAMINED = 1_000;
const MAX_ROUTES_EXAMINED = 30_000;
const MIN_EXAMINED = 16;
const MAX_SUPPOSED = 20_000;

/** Calls `examine` once for each set of grants of each part. @param toText - See `supposePrincipals`. */
export function searchGrants(
  policy: CompiledPolicy,
  toText: (claim: number) => string,
  examine: (examined: Examined) => void,
): SearchEnd {
  let end: SearchEnd = 'complete';
  const components = toComponents(policy);
  const supposedEach = Math.max(MIN_EXAMINED, MAX_SUPPOSED / components.length);
  for (const shape of components) {
    const share = Math.min(MAX_EXAMINED / components.length, MAX_ROUTES_EXAMINED / shape.routes.length);
    const examinedEach = Math.max(MIN_EXAMINED, share);
    const seen = new Set<string>();
    let supposed = 0;
    for (const principal of supposePrincipals(policy, shape.routes, toText)) {
      supposed += 1;
      if (supposed > supposedEach || seen.size >= examinedEach) {
        end = 'stopped';
        break;
      }
      const found = toGrants(policy, shape, principal);
      if (seen.has(found.key)) continue;
      seen.add(found.key);
      examine({ shape, found });
    }
  }
  return end;
}

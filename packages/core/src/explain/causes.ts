/**
 * What each reason means and what most often leads to it, for the reference that people read.
 *
 * Does not: reach a client, nor a gate. `hints.ts` has the one sentence that tools print; this is the page behind it.
 */
import type { Reason } from '../decision/reasons.ts';
import { CLAIM_CAUSES } from './causes/claims.ts';
import type { ReasonCauses } from './causes/reason-causes.ts';
import { REQUEST_CAUSES } from './causes/request.ts';
import { REQUIREMENT_CAUSES } from './causes/requirement.ts';
import { TOKEN_CAUSES } from './causes/token.ts';

/** By reason; a reason without an entry does not compile. */
export const CAUSES: Readonly<Record<Reason, ReasonCauses>> = {
  ...REQUEST_CAUSES,
  ...TOKEN_CAUSES,
  ...CLAIM_CAUSES,
  ...REQUIREMENT_CAUSES,
};

/**
 * What each reason means and what most often leads to it, for the reference that people read.
 *
 * Does not: reach a client, nor a gate. `hints.ts` has the one sentence that tools print; this is the page behind it.
 */
import type { Reason } from '../decision/reasons.ts';
import { CLAIM_CAUSES } from './causes/claims.ts';
import { REQUEST_CAUSES } from './causes/request.ts';
import { REQUIREMENT_CAUSES } from './causes/requirement.ts';
import { TOKEN_CAUSES } from './causes/token.ts';

/** One reason, explained. Text is Markdown of one line: code spans and nothing else. */
export interface ReasonCauses {
  /** What was found, in whole sentences. */
  readonly what: string;
  /** What leads to it, the likeliest first; each a whole sentence. */
  readonly causes: readonly string[];
  /** What to do, in whole sentences. */
  readonly fix: string;
}

/** By reason; a reason without an entry does not compile. */
export const CAUSES: Readonly<Record<Reason, ReasonCauses>> = {
  ...REQUEST_CAUSES,
  ...TOKEN_CAUSES,
  ...CLAIM_CAUSES,
  ...REQUIREMENT_CAUSES,
};

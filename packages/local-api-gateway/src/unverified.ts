/**
 * Every rule of this gateway for which no measurement on AWS was found: what it assumes, and what to look for.
 *
 * Does not: hold rules with a source. Code that rests on a row names it in square brackets; a test keeps both in step.
 */
import { UNVERIFIED_ANSWERS } from './unverified/answers.ts';
import { UNVERIFIED_DOCUMENTS } from './unverified/documents.ts';
import { UNVERIFIED_REQUESTS } from './unverified/requests.ts';
import type { UnverifiedRule } from './unverified/rule.ts';

export type { UnverifiedRule } from './unverified/rule.ts';

/** The table; a row leaves it, for a source in the code, once it was measured. */
export const UNVERIFIED_ON_AWS: readonly UnverifiedRule[] = [
  ...UNVERIFIED_REQUESTS,
  ...UNVERIFIED_ANSWERS,
  ...UNVERIFIED_DOCUMENTS,
];

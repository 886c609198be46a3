/**
 * What keeps work alive past an answer.
 */

/** The execution context of workerd, or nothing. */
export type WaitUntil = (work: Promise<unknown>) => void;

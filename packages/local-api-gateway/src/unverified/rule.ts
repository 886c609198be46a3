/** What a row of the table of unmeasured rules says. */

/** One assumption. */
export type UnverifiedRule = {
  readonly id: string;
  /** What this gateway does. */
  readonly assumed: string;
  /** What to send to an API on AWS, and what to look for. */
  readonly probe: string;
};

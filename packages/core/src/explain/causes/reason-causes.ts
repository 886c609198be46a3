/**
 * What is told of one reason in the reference.
 */

/** One reason, explained. Text is Markdown of one line: code spans and nothing else. */
export interface ReasonCauses {
  /** What was found, in whole sentences. */
  readonly what: string;
  /** What leads to it, the likeliest first; each a whole sentence. */
  readonly causes: readonly string[];
  /** What to do, in whole sentences. */
  readonly fix: string;
}

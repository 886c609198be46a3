/**
 * Where people read on about a reason: the one place that every message points to.
 */

/** The reference's section on a reason, from the root of the repository; null without a reason. */
export function toDocumentation(reason: string | null): string | null {
  return reason === null ? null : `docs/reasons.md#${reason}`;
}

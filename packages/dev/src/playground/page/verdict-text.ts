/**
 * A decision of a local gate in the words of the playground's list.
 */
import type { ShownDecision } from '../protocol.ts';

/** What was decided, as one line; of a route that only reports, also what it would have denied for. */
export function toVerdictText({ keptFrom, record }: ShownDecision): string {
  const { effect, status, reason, wouldDeny, about } = record;
  const kept = keptFrom === undefined ? '' : ` from the kept result of ${keptFrom}`;
  const fault = about === null ? '' : ` (${about})`;
  if (effect !== 'allow') return `${`✖ ${status} ${reason ?? ''}${fault}`.trimEnd()}${kept}`;
  return wouldDeny === null ? `✔ allow${kept}` : `✔ allow, report only: would deny ${wouldDeny}${fault}${kept}`;
}

/**
 * The lines of `sallyport dev` for a decision that one of its gates has logged.
 */
import { REASONS, type Reason } from '@sallyport/core';
import { HINTS } from '@sallyport/core/check';
import type * as Dev from '@sallyport/dev';
import { toDocumentation } from '../report/reason-reference.ts';
import { paint } from '../terminal.ts';

/**
 * Reason, hint and the command that explains it, for a denial and for what a route that only reports let through; nothing
 * for any other allow.
 *
 * @param name - How this program is called.
 */
export function toDecisionLines({ gate, record }: Dev.SeenDecision, name: string): readonly string[] {
  const told = toTold(record);
  if (told === null) return [];
  const where = gate === 'edge' ? 'worker' : 'API Gateway';
  const route = record.route === null ? '' : ` at "${record.route}"`;
  const about = record.about === null ? '' : ` (${record.about})`;
  return [
    `  ${told.verdict} ${told.reason}${about}${route}  ${paint('dim', where)}`,
    ...(isReason(told.reason)
      ? [paint('dim', `       ${HINTS[told.reason]}`), paint('dim', `       more: ${toDocumentation(told.reason)}`)]
      : []),
    paint('dim', `       ${name} explain --decision ${record.decisionId}`),
  ];
}

interface Told {
  readonly verdict: string;
  readonly reason: string | null;
}

function toTold({ effect, status, reason, wouldDeny }: Dev.SeenDecision['record']): Told | null {
  if (effect === 'deny') return { verdict: `${paint('red', 'DENY')} ${status}`, reason };
  // Let through by `unsafeReportOnly`: whoever looks for what would break must see it here.
  return wouldDeny === null ? null : { verdict: `${paint('yellow', 'REPORT')} would deny`, reason: wouldDeny };
}

function isReason(reason: string | null): reason is Reason {
  return reason !== null && Object.hasOwn(REASONS, reason);
}

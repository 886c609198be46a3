/**
 * Which denials a route reports instead of enforcing (`unsafeReportOnly`).
 *
 * Does not: let through a request that cannot be read (400) or judged (500, 503), nor anything once the last day has ended.
 */
import type { CompiledAccess } from '../document/compiled.ts';
import type { Denial, ReportedDenial } from './decision.ts';
import { REASONS } from './reasons.ts';

/**
 * The denial as it is reported, or null where it is enforced.
 *
 * @param access - The access of the route that matched; null where none did, or where a gate keeps answers.
 * @param nowSeconds - Epoch seconds by the gate's clock.
 */
export function toReported(access: CompiledAccess | null, denial: Denial, nowSeconds: number): ReportedDenial | null {
  const enforcedAt = access?.exceptions?.enforcedAt ?? null;
  // A clock that reads nothing enforces: no comparison with NaN holds.
  if (enforcedAt === null || !(nowSeconds < enforcedAt)) return null;
  const { status } = REASONS[denial.reason];
  if (status !== 401 && status !== 403) return null;
  return { reason: denial.reason, status, about: denial.about ?? null };
}

/** Whether a token was verified before the denial, so that its principal may stand on a request that is let through. */
export function keepsPrincipal({ reason }: ReportedDenial): boolean {
  return REASONS[reason].phase === 'requirement';
}

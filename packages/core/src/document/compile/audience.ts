/**
 * Which audiences count for an issuer: its own, the policy's, or for a written reason any.
 */
import type { IssuerPlan } from '../plan.ts';
import { toChildPointer } from '../pointer.ts';
import type { IssuerEntry, PolicyDocument } from '../policy.ts';
import { checkPlaceholder } from '../resolve/placeholders.ts';
import type { CompileContext } from './context.ts';

/** The audiences of one issuer. A missing or contradicted one is reported. */
export function compileAudience(
  entry: IssuerEntry,
  shared: PolicyDocument['audience'],
  pointer: string,
  context: CompileContext,
): IssuerPlan['audience'] {
  const { report, unsafeSettings, excused } = context;
  if (entry.unsafeNoAudience !== undefined) {
    const unsafe = toChildPointer(pointer, 'unsafeNoAudience');
    checkPlaceholder(entry.unsafeNoAudience, unsafe, report);
    unsafeSettings.push({ pointer: unsafe, setting: 'unsafeNoAudience', why: entry.unsafeNoAudience });
    if (entry.audience !== undefined) {
      const message = '"unsafeNoAudience" cannot stand beside "audience"';
      report.error({ pointer: unsafe, at: 'name', code: 'audience-conflict', message, suggestion: 'remove it' });
    }
    return 'any';
  }
  if (entry.audience !== undefined) return { own: entry.audience };
  if (shared === undefined && !excused.has('/audience') && !excused.has(toChildPointer(pointer, 'audience'))) {
    report.error({
      pointer,
      at: 'name',
      code: 'audience-missing',
      message: 'this issuer has no "audience": any of its tokens would be accepted, whatever API they are for',
      suggestion: 'add "audience": "..." here or at the top of the policy',
    });
  }
  return 'policy';
}

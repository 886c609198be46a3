/**
 * What is told of a denial beside its phases: the likely causes, the likeliest first, and what to try.
 */
import type { Reason } from '@sallyport/core';
import { CAUSES, HINTS, type NearMiss } from '@sallyport/core/explain';
import { toDocumentation } from '../report/reason-reference.ts';
import type { ExplainedCause, ExplainReport } from './report.ts';

type Advice = Pick<ExplainReport, 'causes' | 'hint' | 'presetHint' | 'fix' | 'documentation'>;

const NONE: Advice = { causes: [], hint: null, presetHint: null, fix: null, documentation: null };

/**
 * The advice on a reason: by what was nearly right in this request, else by what the provider's preset knows of the
 * reason and by what commonly leads to it. Null is an allow.
 */
export function toAdvice(reason: Reason | null, presetHint: string | null, nearMisses: readonly NearMiss[]): Advice {
  if (reason === null) return NONE;
  const { causes, fix } = CAUSES[reason];
  const [nearest] = nearMisses;
  const provider = presetHint === null ? [] : [{ code: 'provider', cause: presetHint, fix: presetHint }];
  const common = causes.map((cause) => ({ code: 'common', cause, fix }));
  const near: readonly ExplainedCause[] = nearMisses.map((miss) => ({
    code: miss.code,
    cause: miss.cause,
    fix: miss.fix,
  }));
  return {
    causes: nearest === undefined ? [...provider, ...common] : near,
    hint: HINTS[reason],
    presetHint,
    fix: nearest?.fix ?? presetHint ?? fix,
    documentation: toDocumentation(reason),
  };
}

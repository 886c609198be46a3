/**
 * The shape of what the top of a route may leave open, each for a written reason.
 */
import * as v from 'valibot';
import type { ReportOnlyEntry, UnsafePathEntry } from '../policy.ts';
import { whySchema } from './text.ts';

// Whether the calendar has the day is judged by `compile/exceptions.ts`.
const daySchema: v.GenericSchema<unknown, string> = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d{2}-\d{2}$/),
  v.metadata({ expects: 'a day such as "2026-12-31"' }),
);

/** Denials that are reported instead of enforced. */
export const reportOnlySchema: v.GenericSchema<unknown, ReportOnlyEntry> = v.pipe(
  v.strictObject({ why: whySchema, until: daySchema }),
  v.metadata({ expects: '{ "why": ..., "until": "YYYY-MM-DD" }' }),
);

/** Path forms that are admitted; at least one. */
export const unsafePathSchema: v.GenericSchema<unknown, UnsafePathEntry> = v.pipe(
  v.strictObject({
    encodedSlash: v.exactOptional(whySchema),
    doubleSlash: v.exactOptional(whySchema),
    semicolon: v.exactOptional(whySchema),
  }),
  v.minEntries(1),
  v.metadata({ place: 'unsafePath', expects: 'at least one form with its reason' }),
);

/** The members beside a route's requirement. */
export const exceptionEntries: {
  readonly unsafeReportOnly: v.ExactOptionalSchema<typeof reportOnlySchema, undefined>;
  readonly unsafePath: v.ExactOptionalSchema<typeof unsafePathSchema, undefined>;
  readonly unsafeSharedCache: v.ExactOptionalSchema<typeof whySchema, undefined>;
} = {
  unsafeReportOnly: v.exactOptional(reportOnlySchema),
  unsafePath: v.exactOptional(unsafePathSchema),
  unsafeSharedCache: v.exactOptional(whySchema),
};

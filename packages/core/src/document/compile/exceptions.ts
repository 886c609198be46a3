/**
 * Compiles what the top of a route leaves open: reported denials, admitted path forms, shared caches.
 *
 * Does not: read a clock. Whether a day is past or far away is `advice/report-only.ts`'s.
 */
import type { RoutePattern } from '../../routes/table.ts';
import type { PathForm, RouteExceptions, UnsafeSetting } from '../compiled.ts';
import { toChildPointer } from '../pointer.ts';
import type { RouteEntry, UnsafePathEntry } from '../policy.ts';
import type { Report } from '../report.ts';

/** Where exceptions are collected and reported. */
export interface ExceptionScope {
  readonly report: Report;
  /** Collected for `check`, in the order of the document. */
  readonly unsafeSettings: UnsafeSetting[];
}

const FORMS: readonly PathForm[] = ['encodedSlash', 'doubleSlash', 'semicolon'];
const DAY_SECONDS = 86_400;

/** The exceptions of a route, or null where it has none. A route whose key could not be read is taken to be fit for them. */
export function compileExceptions(
  entry: RouteEntry,
  pointer: string,
  pattern: RoutePattern | null,
  scope: ExceptionScope,
): RouteExceptions | null {
  const { unsafeReportOnly, unsafePath, unsafeSharedCache } = entry;
  if (unsafeReportOnly === undefined && unsafePath === undefined && unsafeSharedCache === undefined) return null;
  const note = (name: keyof RouteEntry, why: string): string => {
    const at = toChildPointer(pointer, name);
    scope.unsafeSettings.push({ pointer: at, setting: name, why });
    return at;
  };
  let enforcedAt: number | null = null;
  if (unsafeReportOnly !== undefined) {
    const at = note('unsafeReportOnly', unsafeReportOnly.why);
    enforcedAt = compileUntil(unsafeReportOnly.until, toChildPointer(at, 'until'), scope.report);
  }
  const pathForms = FORMS.filter((form) => unsafePath?.[form] !== undefined);
  if (unsafePath !== undefined) {
    const at = note('unsafePath', pathForms.map((form) => `${form}: ${unsafePath[form]}`).join('; '));
    if (pattern !== null) checkForms(unsafePath, at, pattern, scope.report);
  }
  if (unsafeSharedCache !== undefined) note('unsafeSharedCache', unsafeSharedCache);
  return { enforcedAt, pathForms, sharedCache: unsafeSharedCache === undefined ? 'private' : 'asOrigin' };
}

/** The instant from which a route enforces: midnight UTC after its last day of reports. Null, reported, for no such day. */
function compileUntil(until: string, pointer: string, report: Report): number | null {
  const startsAtMs = Date.parse(`${until}T00:00:00Z`);
  // "2026-02-30" is no day, and some engines read it as 2 March.
  if (!Number.isNaN(startsAtMs) && new Date(startsAtMs).toISOString().startsWith(`${until}T`)) {
    return startsAtMs / 1000 + DAY_SECONDS;
  }
  const message = `"${until}" is no day of the calendar`;
  report.error({ pointer, code: 'no-such-day', message, suggestion: 'write a day such as "2026-12-31"' });
  return null;
}

/** A form that no segment of the route can take would look admitted and never be. */
function checkForms(forms: UnsafePathEntry, pointer: string, { segments, tail }: RoutePattern, report: Report): void {
  const hasWildcard = tail === 'wildcard';
  const hasParam = segments.some(({ kind }) => kind === 'param');
  for (const form of FORMS) {
    if (forms[form] === undefined || hasWildcard || (hasParam && form !== 'doubleSlash')) continue;
    const [message, suggestion] =
      form === 'doubleSlash'
        ? ['an empty segment is never a parameter', 'remove it, or end the key in "/*"']
        : ['the route has neither parameter nor wildcard that could hold it', 'remove it'];
    report.error({
      pointer: toChildPointer(pointer, form),
      at: 'name',
      code: 'path-form-unreachable',
      message,
      suggestion,
    });
  }
}

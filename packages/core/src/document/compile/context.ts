/**
 * What every part of the compilation shares.
 */
import type { UnsafeSetting } from '../compiled.ts';
import type { Report } from '../report.ts';
import type { HostRule } from '../resolve/url.ts';

/** One compilation. */
export interface CompileContext {
  readonly report: Report;
  readonly hosts: HostRule;
  /** Collected for `check`, in the order of the document. */
  readonly unsafeSettings: UnsafeSetting[];
  /** Pointers of keys whose absence needs no finding of its own: they were misspelt or misshapen. */
  readonly excused: ReadonlySet<string>;
}

/**
 * What every part of the compilation shares.
 */
import type { UnsafeSetting } from '../compiled.ts';
import type { Report } from '../report.ts';
import type { Resolver } from './variables.ts';

/** Which hosts a policy may name: a built policy must hold nothing local. */
export type HostRule = 'loopbackAllowed' | 'publicOnly';

/** One compilation. */
export interface CompileContext {
  readonly report: Report;
  readonly resolver: Resolver;
  readonly hosts: HostRule;
  /** Collected for `check`, in the order of the document. */
  readonly unsafeSettings: UnsafeSetting[];
  /** Pointers of keys whose absence needs no finding of its own: they were misspelt or misshapen. */
  readonly excused: ReadonlySet<string>;
}

/**
 * What every part of the resolution shares.
 */
import type { Report } from '../report.ts';
import type { HostRule } from './url.ts';
import type { Resolver } from './variables.ts';

/** One resolution. */
export interface ResolveContext {
  readonly report: Report;
  readonly resolver: Resolver;
  readonly hosts: HostRule;
}

/**
 * Which refusals of a token may be answered with a Deny, which API Gateway may keep.
 *
 * Trust: what may be different in a moment (keys, the clock) or lies outside the cache key (a second credential) is never
 * kept, or a token that is good would stay denied.
 */
import { REASONS, type Reason } from '@sallyport/core';

/** Whether a token refused for this reason stays refused, for everyone who sends the same. */
export function isLasting(reason: Reason, resultTtlSeconds: number): boolean {
  const { phase } = REASONS[reason];
  if (phase === 'key' || phase === 'fault' || reason === 'token_not_yet_valid') return false;
  return resultTtlSeconds === 0 || (reason !== 'credential_ambiguous' && reason !== 'cross_site_request');
}

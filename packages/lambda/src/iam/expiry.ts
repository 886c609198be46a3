/**
 * Until when a document grants anything: a cached answer must not outlive the token it was made for.
 */
import type { CompiledPolicy, Principal } from '@sallyport/core';

const DAY_SECONDS = 86_400;
/** Declared for a result TTL of 0, so that a forgotten cache fails closed. */
const UNCACHED_SECONDS = 10;

/**
 * The instant, epoch seconds: the token's `exp` with its issuer's tolerance, a day at most, 10 s where no result is
 * cached and for a request without a token. Null where the policy leaves a token's expiry to its TTL.
 */
export function toNotAfter(policy: CompiledPolicy, principal: Principal | null, nowSeconds: number): number | null {
  const { expiryCondition, resultTtlSeconds } = policy.apiGateway;
  if (principal === null) return nowSeconds + UNCACHED_SECONDS;
  if (expiryCondition === 'none') return null;
  const tolerance = policy.byIss.get(principal.iss)?.clockToleranceSeconds ?? 0;
  const longest = resultTtlSeconds === 0 ? UNCACHED_SECONDS : DAY_SECONDS;
  return Math.floor(Math.min(principal.expiresAt + tolerance, nowSeconds + longest));
}

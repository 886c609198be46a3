/**
 * Near misses of time: expired by how much, not yet valid by how much, and clocks that disagree.
 */
import type { MissQuestion, NearMiss } from '../near-miss.ts';
import { toDuration } from '../phase-text.ts';

/** Beyond this, nobody's clock is the likely cause. */
const SKEW_SECONDS = 300;
/** An instant that is plausible in milliseconds and absurd in seconds. */
const MILLISECONDS = 100_000_000_000;

/** For the reasons that the clock decides. */
export function findTimeMisses(question: MissQuestion): readonly NearMiss[] {
  const { reason, token, issuer, nowSeconds } = question;
  if (token === null || issuer === null) return [];
  const read = (name: string): number | null => {
    const value = Object.hasOwn(token.payload, name) ? token.payload[name] : undefined;
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  };
  const [exp, iat, nbf] = [read('exp'), read('iat'), read('nbf')];
  const tolerance = `the policy tolerates ${issuer.clockToleranceSeconds} s`;
  switch (reason) {
    case 'token_expired':
      return exp === null ? [] : toExpired(nowSeconds - exp, tolerance);
    case 'token_not_yet_valid': {
      const early = Math.max(nbf ?? 0, iat ?? 0) - nowSeconds;
      const cause = `The token becomes valid in ${toDuration(early)}; ${tolerance}.`;
      const fix = 'Set the clocks of the issuer and of this machine by NTP, or wait before the token is used.';
      const code = early <= SKEW_SECONDS ? 'clock_skew' : 'from_the_future';
      return [{ code, cause, fix, weight: 0.8 }];
    }
    case 'token_too_old': {
      const cause = `The token was issued ${toDuration(nowSeconds - (iat ?? nowSeconds))} ago; "maxLifetimeSeconds" is ${toDuration(issuer.maxLifetimeSeconds)}.`;
      return [{ code: 'too_old', cause, fix: 'Get a new token, or raise "maxLifetimeSeconds".', weight: 0.7 }];
    }
    case 'lifetime_too_long':
      return exp === null ? [] : [toLifetime(exp, exp - (iat ?? nowSeconds), issuer.maxLifetimeSeconds)];
    default:
      return [];
  }
}

function toExpired(lateSeconds: number, tolerance: string): readonly NearMiss[] {
  const expired: NearMiss = {
    code: 'expired',
    cause: `The token expired ${toDuration(lateSeconds)} ago; ${tolerance}.`,
    fix: 'Get a new token; have the client renew before "exp".',
    weight: 0.8,
  };
  if (lateSeconds > SKEW_SECONDS) return [expired];
  const cause = `It expired only ${toDuration(lateSeconds)} ago: clocks may disagree.`;
  const fix = 'If the token is fresh, set both clocks by NTP; "clockToleranceSeconds" goes up to 300.';
  return [expired, { code: 'clock_skew', cause, fix, weight: 0.6 }];
}

function toLifetime(exp: number, lifetimeSeconds: number, maxSeconds: number): NearMiss {
  if (exp > MILLISECONDS) {
    const cause = '"exp" is written in milliseconds: read in seconds it is thousands of years ahead.';
    return { code: 'milliseconds', cause, fix: 'Have the issuer write "exp" and "iat" in seconds.', weight: 0.95 };
  }
  const cause = `The token lives ${toDuration(lifetimeSeconds)}; "maxLifetimeSeconds" is ${toDuration(maxSeconds)}.`;
  return {
    code: 'long_lived',
    cause,
    fix: 'Shorten its life at the issuer, or raise "maxLifetimeSeconds".',
    weight: 0.7,
  };
}

/**
 * What happens to the issuer meanwhile: keys rotate, and in the middle nobody can reach it.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** A new key is published this long before the first token is signed with it, as issuers do. */
const PUBLISHED_AHEAD_MS = 11_000;
/** So long after a key was withdrawn every gate must refuse it. */
const WITHDRAWN_WITHIN_MS = 12_000;
/** The longest back-off after an outage, with its jitter and one fetch. */
const RECOVERY_MS = 35_000;
const REST_MS = 5_000;
const ROTATION_MS = PUBLISHED_AHEAD_MS + WITHDRAWN_WITHIN_MS + REST_MS;

/** Of the whole time: when the outage begins and ends. */
const OUTAGE_FROM = 0.5;
const OUTAGE_TO = 0.7;

/**
 * Plays it to its end.
 *
 * @param {object} stage - `issuer`, `tokens`, `state` (its `issuer` is `well`, `out` or `recovering`), `note`.
 * @param {number} durationMs
 */
export async function playTimeline({ issuer, tokens, state, note }, durationMs) {
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const until = (at) => pause(Math.max(0, at - elapsed()));
  const outageAt = durationMs * OUTAGE_FROM;
  const healAt = durationMs * OUTAGE_TO;

  const rotateUntil = async (end) => {
    while (elapsed() + ROTATION_MS < end) await rotate({ issuer, tokens, note });
    await until(end);
  };

  await rotateUntil(outageAt);
  state.issuer = 'out';
  for (const [index, mode] of ['status500', 'hang', 'network'].entries()) {
    issuer.fail(mode);
    note(`outage: ${mode}`);
    await until(outageAt + ((index + 1) * (healAt - outageAt)) / 3);
  }
  issuer.fail(null);
  state.issuer = 'recovering';
  note('the issuer answers again');
  await until(Math.min(durationMs, healAt + RECOVERY_MS));
  state.issuer = 'well';
  await rotateUntil(durationMs);
}

async function rotate({ issuer, tokens, note }) {
  // The old key goes on signing until the new one is known everywhere.
  tokens.signWith('previous');
  issuer.rotate();
  note('a new key is published');
  await pause(PUBLISHED_AHEAD_MS);
  tokens.signWith('current');
  const old = await tokens.replace();
  // What was sent before is answered before the old key goes.
  await pause(1_000);
  issuer.withdraw();
  note('the old key is withdrawn');
  await pause(WITHDRAWN_WITHIN_MS);
  tokens.retire(old);
  await pause(REST_MS);
}

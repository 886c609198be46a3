/**
 * The phases that need keys: which key, whether it signed the token, and whether the token is bound to another.
 */
import { checkBinding } from '../binding/cnf.ts';
import type { Denial } from '../decision/decision.ts';
import type { ResolvedIssuer } from '../issuers/resolve.ts';
import type { KeySource, VerificationKey } from '../keys/source.ts';
import type { UnverifiedToken, VerifiedToken } from '../token/token.ts';
import { verifyToken } from '../token/verify.ts';
import { isOfflineSource } from './offline-keys.ts';
import { toKeyText } from './phase-text.ts';
import { fail, leave, type PhaseOutcome, pass } from './phases.ts';

/** Those phases. */
export interface KeyPhases {
  readonly key: PhaseOutcome;
  readonly signature: PhaseOutcome;
  readonly binding: PhaseOutcome;
}

const NO_TERMS = 'which key to ask for is not known';

/** Runs them as far as they can be run. Asks the issuer's key source, as a decision does. */
export async function runKeyPhases(
  sources: ReadonlyMap<string, KeySource>,
  token: UnverifiedToken | null,
  resolved: ResolvedIssuer | Denial | null,
): Promise<KeyPhases> {
  if (token === null) {
    const none = leave('unknown', 'there is no token to look at');
    return { key: none, signature: none, binding: none };
  }
  const binding = runBinding(token);
  if (resolved === null || 'reason' in resolved) {
    return { key: leave('unknown', NO_TERMS), signature: leave('unknown', NO_TERMS), binding };
  }
  const { issuer, algorithm } = resolved;
  const source = sources.get(issuer.iss);
  if (source === undefined) throw new TypeError('an issuer has no key source');
  const { kid } = token.header;
  const answer = await source.find({ kid, algorithm: algorithm.name });
  const detail = toKeyText(kid, source.report());
  if (answer.kind !== 'found') {
    const isOffline = answer.kind === 'fault' && isOfflineSource(source);
    const key = isOffline
      ? leave('offline', `not reached: offline; ${detail}`)
      : fail({ reason: answer.reason }, detail);
    return { key, signature: leave('unknown', 'without a key nothing can be verified'), binding };
  }
  const verified = await verifyToken(token, algorithm, answer.candidates);
  return { key: pass(detail), ...toVerified(verified, answer.candidates, binding) };
}

function toVerified(
  verified: VerifiedToken | Denial,
  candidates: readonly VerificationKey[],
  rehearsed: PhaseOutcome,
): Pick<KeyPhases, 'signature' | 'binding'> {
  const keys = candidates.length === 1 ? 'the key' : `one of ${candidates.length} keys`;
  if ('reason' in verified) return { signature: fail(verified, `no signature of ${keys}`), binding: rehearsed };
  const bound = checkBinding(verified);
  return {
    signature: pass(`made with ${keys}`),
    binding: bound === null ? rehearsed : fail(bound, rehearsed.detail),
  };
}

/** What can be told of a token that is not verified. */
function runBinding({ payload }: UnverifiedToken): PhaseOutcome {
  if (!Object.hasOwn(payload, 'cnf')) return pass('the token is bound to no key ("cnf")');
  return fail({ reason: 'binding_required', about: 'cnf' }, 'the token is bound to a key ("cnf")');
}

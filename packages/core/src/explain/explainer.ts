/**
 * Explains one decision: what `authorize` said, how each phase went, and what the likely cause is.
 *
 * Does not: decide. The decision is the one that `authorize` makes; the phases are run beside it, one by one.
 */
import type { Authorizer } from '../authorizer.ts';
import { createAuthorizer } from '../create.ts';
import type { AuthorizeRequest, Decision } from '../decision/decision.ts';
import type { Reason } from '../decision/reasons.ts';
import type { Policy } from '../document/built.ts';
import { createKeySource } from '../keys/create.ts';
import type { KeySource, KeySourceReport } from '../keys/source.ts';
import type { Ports } from '../ports.ts';
import { findPreset } from '../presets/presets.ts';
import { HINTS } from './hints.ts';
import type { NearMiss } from './near-miss.ts';
import { findNearMisses } from './near-misses.ts';
import { createOfflineKeySource, isOfflineSource } from './offline-keys.ts';
import type { PhaseReport } from './phases.ts';
import { rehearsePhases } from './rehearse-phases.ts';

/** How keys are reached: `offline` uses those in the policy and in `ports.keyTiers` alone. */
export type KeyReach = 'network' | 'offline';

/** The decision, or what is known of it where keys were not to be fetched. */
export interface Verdict {
  /** `undecided`: it hangs on a signature that was not verified, and no other phase fails. */
  readonly effect: 'allow' | 'deny' | 'undecided';
  readonly reason: Reason | null;
  readonly about: string | null;
  /** What a route with `unsafeReportOnly` let through; null everywhere else. */
  readonly wouldDeny: Reason | null;
  /** `rehearsed`: a phase fails whatever the keys, so that `decision` says less. */
  readonly from: 'decision' | 'rehearsed';
}

/** What is known of one decision. */
export interface Explanation {
  /** What `authorize` answered. Without the keys that it hangs on, `verdict` says more. */
  readonly decision: Decision;
  readonly verdict: Verdict;
  readonly phases: readonly PhaseReport[];
  /** The likely causes, the likeliest first; empty for an allow. */
  readonly nearMisses: readonly NearMiss[];
  /** What the reason means to an operator; null for an allow. */
  readonly hint: string | null;
  /** What it most likely means at the issuer's provider; null without a preset or a hint of its own. */
  readonly presetHint: string | null;
  /** The key source of the token's issuer; null where the issuer is not known. */
  readonly keys: KeySourceReport | null;
  /** The token's claims, which nobody vouches for unless the signature phase passed; null without a token to read. */
  readonly claims: Readonly<Record<string, unknown>> | null;
}

/** Explains requests by one policy. */
export interface Explainer {
  readonly authorizer: Authorizer;
  readonly explain: (request: AuthorizeRequest) => Promise<Explanation>;
}

/**
 * An explainer over an authorizer of its own.
 *
 * @throws PolicyError with every error finding.
 */
export function createExplainer(policy: Policy, ports: Ports, reach: KeyReach): Explainer {
  const sources = new Map<string, KeySource>();
  const authorizer = createAuthorizer(policy, ports, {
    keySourceFor: (issuer) => {
      const source = reach === 'offline' ? createOfflineKeySource(issuer, ports) : createKeySource(issuer, ports);
      sources.set(issuer.iss, source);
      return source;
    },
  });
  return {
    authorizer,
    explain: async (request) => {
      const decision = await authorizer.authorize(request);
      const run = await rehearsePhases({ policy: authorizer.policy, ports, sources, request, decision });
      const source = run.issuer === null ? null : (sources.get(run.issuer.iss) ?? null);
      const isOffline = source !== null && isOfflineSource(source) && decision.reason === 'keys_unavailable';
      const verdict = isOffline ? toOfflineVerdict(run.phases) : toVerdict(decision);
      const reason = verdict.reason ?? verdict.wouldDeny;
      const { about } = verdict;
      const nowSeconds = ports.clock() / 1000;
      return {
        decision,
        verdict,
        phases: run.phases,
        nearMisses:
          reason === null
            ? []
            : findNearMisses({ ...run, policy: authorizer.policy, reason, about, nowSeconds, params: decision.params }),
        hint: reason === null ? null : HINTS[reason],
        presetHint: reason === null ? null : toPresetHint(authorizer, run.issuer?.preset ?? null, reason),
        keys: source?.report() ?? null,
        claims: run.token?.payload ?? null,
      };
    },
  };
}

function toVerdict(decision: Decision): Verdict {
  const reported = decision.effect === 'allow' ? decision.reported : null;
  const about = decision.effect === 'deny' ? decision.about : (reported?.about ?? null);
  const wouldDeny = reported?.reason ?? null;
  return { effect: decision.effect, reason: decision.reason, about, wouldDeny, from: 'decision' };
}

function toOfflineVerdict(phases: readonly PhaseReport[]): Verdict {
  const failed = phases.find(({ reason }) => reason !== null);
  if (failed === undefined)
    return { effect: 'undecided', reason: null, about: null, wouldDeny: null, from: 'rehearsed' };
  return { effect: 'deny', reason: failed.reason, about: failed.about, wouldDeny: null, from: 'rehearsed' };
}

/** The hint of the issuer's preset; without an issuer, that of the one preset in the policy. */
function toPresetHint({ policy }: Authorizer, known: string | null, reason: Reason): string | null {
  const names = new Set(policy.issuers.flatMap(({ preset }) => preset ?? []));
  const [only] = names;
  const name = known ?? (names.size === 1 ? only : undefined);
  const preset = name === undefined ? null : findPreset(name);
  return preset?.hints[reason] ?? null;
}

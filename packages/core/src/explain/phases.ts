/**
 * How each phase of one decision went, for people and tools that ask why.
 */
import type { Denial, TokenSource } from '../decision/decision.ts';

/** The phases in the order in which a decision runs them. */
export const PHASES = [
  'route',
  'extract',
  'decode',
  'issuer',
  'key',
  'signature',
  'claims',
  'binding',
  'revocation',
  'requirement',
] as const;

/** One of them. */
export type PhaseName = (typeof PHASES)[number];

/**
 * `passed` and `failed` are what the decision went by; `not_reached`: an earlier phase ended it; `not_asked`: the route or
 * the policy asks for no such check; `offline`: it needs the network, which was not to be used.
 */
export type PhaseStatus = 'passed' | 'failed' | 'not_reached' | 'not_asked' | 'offline';

/** One phase. */
export interface PhaseReport {
  readonly phase: PhaseName;
  readonly status: PhaseStatus;
  /**
   * For a phase that was not reached: how it would go if all before it had passed. A rehearsal on claims that nobody
   * vouches for, never an allow. `unknown` where that cannot be told; null where the status says it.
   */
  readonly wouldHave: 'passed' | 'failed' | 'unknown' | null;
  /** Why it failed, or would fail. */
  readonly reason: Denial['reason'] | null;
  /** The claim, header parameter, fact or form at fault. */
  readonly about: string | null;
  /** One sentence without secrets on what was found. */
  readonly detail: string;
}

/** How one phase went, before it is known which of them the decision reached. */
export interface PhaseOutcome {
  readonly kind: 'passed' | 'failed' | 'unknown' | 'not_asked' | 'offline';
  readonly denial: Denial | null;
  readonly detail: string;
}

/** A phase that passed. */
export function pass(detail: string): PhaseOutcome {
  return { kind: 'passed', denial: null, detail };
}

/** A phase that failed. */
export function fail(denial: Denial, detail: string): PhaseOutcome {
  return { kind: 'failed', denial, detail };
}

/** A phase that could not be run. */
export function leave(kind: 'unknown' | 'not_asked' | 'offline', detail: string): PhaseOutcome {
  return { kind, denial: null, detail };
}

/** Puts the outcomes into the order of the decision: the first that failed ends it. */
export function toPhaseReports(outcomes: Readonly<Record<PhaseName, PhaseOutcome>>): readonly PhaseReport[] {
  let isOver = false;
  return PHASES.map((phase) => {
    const { kind, denial, detail } = outcomes[phase];
    const reason = denial?.reason ?? null;
    const about = denial?.about ?? null;
    const isReached = !isOver;
    if (kind === 'failed' || kind === 'offline') isOver = true;
    if (kind === 'not_asked' || kind === 'offline')
      return { phase, status: kind, wouldHave: null, reason, about, detail };
    if (isReached && kind !== 'unknown') return { phase, status: kind, wouldHave: null, reason, about, detail };
    return { phase, status: 'not_reached', wouldHave: kind, reason, about, detail };
  });
}

/** A place for tokens, as people write it. */
export function toPlaceText(from: TokenSource): string {
  if (from.kind === 'authorization') return 'the Authorization header';
  if (from.kind === 'query') return `the query parameter "${from.name}"`;
  return `the ${from.kind} "${from.name}"`;
}

/**
 * Counts what a key source asks of its issuer, against what it may: spacing, back-off, one at a time, and a day's total.
 *
 * The total: requests <= P x (2 A + 10 U + D + 6 T + S / 15 s + 2), with P requests a refresh (1, with discovery 4), A minutes in
 * which anything was asked, U minutes in which an unknown key was, D disturbances each worth 4, T times of trouble and S
 * seconds of it (six failures double the back-off to 30 s, which its jitter halves).
 */
import type { FetchRecord, SimulatedIssuer } from './issuer.ts';
import type { World } from './world.ts';

export interface Budget {
  /** Right after a request; `held` is the set in force. */
  readonly fetched: (held: FetchRecord | null) => void;
  readonly asked: (kind: 'known' | 'unknown') => void;
  readonly disturb: (kind: 'jump' | 'freeze' | 'lose') => void;
  /** Judges the total. */
  readonly close: () => void;
}

const FORCED_SPACING_MS = 6_000;
const FORCED_A_MINUTE = 10;
const DEADLINE_MS = 3_000;
const LEASE_MS = 3_500;
const GREATEST_BACK_OFF_MS = 30_000;
const MINUTE_MS = 60_000;

/** Watches the requests to one issuer, from now on. */
export function createBudget(
  issuer: SimulatedIssuer,
  world: World,
  location: 'jwksUri' | 'discovery',
  complain: (breach: string) => void,
): Budget {
  const activeMinutes = new Set<number>();
  const unknownMinutes = new Set<number>();
  const before = issuer.trouble();
  let disturbances = 0;
  let forced: readonly number[] = [];
  let failuresInTurn = 0;
  let judgedFromMs = Number.NEGATIVE_INFINITY;

  const judgeForced = (held: FetchRecord | null, nowMs: number): void => {
    if (held === null || Math.abs(world.wall() - held.startWallMs) >= held.freshForMs) return;
    const last = forced.at(-1);
    if (last !== undefined && nowMs - last < FORCED_SPACING_MS) complain(`forced ${nowMs - last} ms after the last`);
    forced = [...forced.filter((atMs) => nowMs - atMs < MINUTE_MS), nowMs];
    if (forced.length > FORCED_A_MINUTE) complain('forced more than 10 times in a minute');
  };

  const judgeBackOff = (previous: FetchRecord, nowMs: number): void => {
    const { startMs, endMs, end, offer, isDisturbed } = previous;
    if (isDisturbed || startMs < judgedFromMs) {
      failuresInTurn = 0;
      return;
    }
    if (endMs === null && nowMs - startMs < LEASE_MS) {
      complain('two requests at once');
      return;
    }
    const endedMs = Math.min(endMs ?? Number.POSITIVE_INFINITY, startMs + DEADLINE_MS);
    const isGood = end === 'whole' && offer !== null && endMs === endedMs;
    failuresInTurn = isGood ? 0 : failuresInTurn + 1;
    if (failuresInTurn === 0) return;
    const leastMs = Math.min(GREATEST_BACK_OFF_MS, 1_000 * 2 ** (failuresInTurn - 1)) / 2;
    if (nowMs - endedMs < leastMs - 1) complain(`asked ${nowMs - endedMs} ms after failure ${failuresInTurn}`);
  };

  return {
    fetched: (held) => {
      // With discovery a refresh is several requests, some beside each other: the total judges those.
      if (location === 'discovery') return;
      const nowMs = world.now();
      judgeForced(held, nowMs);
      const previous = issuer.records().at(-2);
      if (previous) judgeBackOff(previous, nowMs);
    },
    asked: (kind) => {
      const minute = Math.floor(world.now() / MINUTE_MS);
      activeMinutes.add(minute);
      if (kind === 'unknown') unknownMinutes.add(minute);
    },
    disturb: (kind) => {
      disturbances += 1;
      if (kind !== 'jump') return;
      // Distances by a clock that jumped are no distances.
      forced = [];
      judgedFromMs = world.now();
      failuresInTurn = 0;
    },
    close: () => {
      const { forMs, phases } = issuer.trouble();
      const failures = 6 * (phases - before.phases) + (forMs - before.forMs) / (GREATEST_BACK_OFF_MS / 2);
      const refreshes =
        2 * activeMinutes.size + FORCED_A_MINUTE * unknownMinutes.size + 4 * disturbances + failures + 2;
      const most = refreshes * (location === 'discovery' ? 4 : 1);
      const count = issuer.records().length;
      if (count > most) complain(`${count} requests where ${Math.floor(most)} are the most`);
    },
  };
}

/**
 * A key source over an issuer's published keys: when to serve, when to wait, when to ask again, and what to answer.
 *
 * Faults are told apart from denials: `key_not_found` is said only by a set fetched within the last 6 s, and an issuer
 * that cannot be reached is `keys_unavailable` or `discovery_unavailable`, never a wrong 401.
 * There is no negative cache beside that: the set that is younger than 6 s answers for every unknown `kid` at once, needs
 * no memory for any of them, and dies when a newer one is adopted.
 */
import type { CompiledIssuer } from '../document/compiled.ts';
import type { Ports } from '../ports.ts';
import { FORCED_SPACING_MS, REFRESH_PATIENCE_MS, REQUIRED_WAIT_MS, toElapsedMs } from './bounds.ts';
import { createKeyEvents } from './events.ts';
import { findInSet, recallAnswer } from './find-in-set.ts';
import { awaitFlight, type Flight } from './flight.ts';
import { type HeldSet, type Standing, toStanding } from './held-set.ts';
import type { Discover, RemoteLocation } from './load.ts';
import { createRefresher, type Refresher } from './refresher.ts';
import type { KeyAnswer, KeyQuery, KeySource, KeySourceReport } from './source.ts';

/** What a wait costs at least, so that no run of dead leaders or broken clocks keeps a query going. */
const TURN_COST_MS = 1_000;

/** What is left of one query's willingness to wait. */
interface Patience {
  /** For a refresh while a stale set would do. */
  refreshMs: number;
  /** For keys that there is no answer without. */
  requiredMs: number;
}

/**
 * Creates the key source of an issuer whose keys are fetched. Fetches nothing and reads no clock before a query.
 *
 * @param discover - Finds the issuer's metadata; never asked where the location is a `jwksUri`.
 */
export function createRemoteKeySource(
  issuer: CompiledIssuer,
  location: RemoteLocation,
  ports: Ports,
  discover: Discover,
): KeySource {
  const tell = createKeyEvents(issuer.iss, ports);
  const refresher = createRefresher({ issuer, location, ports, tell, discover });

  /** What a fresh set has found before: the answer to nearly every token. */
  const recall = (query: KeyQuery): KeyAnswer | null => {
    const { held } = refresher.state;
    return held !== null && toStanding(held, ports.clock()) === 'fresh' ? recallAnswer(held.set, query) : null;
  };

  const search = async (query: KeyQuery): Promise<KeyAnswer> => {
    const patience: Patience = { refreshMs: REFRESH_PATIENCE_MS, requiredMs: REQUIRED_WAIT_MS };
    while (patience.requiredMs > 0) {
      const { held } = refresher.state;
      const standing = held === null ? 'expired' : toStanding(held, ports.clock());
      if (held === null || standing === 'expired') {
        const fault = await obtain(query, patience);
        if (fault !== null) return fault;
        continue;
      }
      if (standing !== 'fresh' && (await refresh(query, standing, patience))) continue;
      const answer = recallAnswer(held.set, query) ?? (await findInSet(held.set, query, issuer, tell));
      if (answer !== null) return answer;
      if (isRecent(held)) return { kind: 'denied', reason: 'key_not_found' };
      const fault = await force(query, patience);
      if (fault !== null) return fault;
    }
    return toFault(refresher, 0);
  };

  /** Waits for a first set, or one in place of an expired one; a fault while the issuer is left alone. */
  const obtain = async (query: KeyQuery, patience: Patience): Promise<KeyAnswer | null> => {
    const backOffMs = refresher.backOffLeftMs();
    let flight = refresher.live();
    if (flight === null) {
      if (backOffMs > 0) return toFault(refresher, backOffMs);
      flight = refresher.lead('ordinary', query.waitUntil);
    }
    await endure(flight, patience);
    return null;
  };

  /** Sees to the refresh of a stale set. True when the query waited for one: the held set may have changed. */
  const refresh = async (query: KeyQuery, standing: Standing, patience: Patience): Promise<boolean> => {
    if (patience.refreshMs <= 0) return false;
    const flight =
      refresher.live() ?? (refresher.backOffLeftMs() > 0 ? null : refresher.lead('ordinary', query.waitUntil));
    const outlivesAnswer = query.waitUntil !== undefined || ports.background === 'process';
    if (flight === null || (standing === 'passing' && outlivesAnswer)) return false;
    const { end, waitedMs } = await awaitFlight(flight, patience.refreshMs, ports);
    if (end === 'lost') refresher.abandon(flight);
    // A dead leader is replaced within the same patience, of which it costs at least half.
    const costMs = end === 'lost' ? Math.max(waitedMs, REFRESH_PATIENCE_MS / 2) : REFRESH_PATIENCE_MS;
    patience.refreshMs -= costMs;
    return true;
  };

  /** Asks for a set that may hold an unknown `kid`; a fault where the issuer may not be asked now. */
  const force = async (query: KeyQuery, patience: Patience): Promise<KeyAnswer | null> => {
    let flight = refresher.live();
    if (flight === null) {
      const backOffMs = refresher.backOffLeftMs();
      const spacingMs = refresher.spacingLeftMs();
      if (spacingMs > 0 && backOffMs === 0 && refresher.state.forced?.isLost) {
        // The last forced fetch died with its request, which says nothing about the issuer: wait for the next turn.
        await ports.sleep(spacingMs).catch(() => undefined);
        patience.requiredMs -= Math.max(spacingMs, TURN_COST_MS);
        return null;
      }
      if (backOffMs > 0 || spacingMs > 0) return toFault(refresher, Math.max(backOffMs, spacingMs));
      flight = refresher.lead('forced', query.waitUntil);
    }
    await endure(flight, patience);
    return null;
  };

  const endure = async (flight: Flight, patience: Patience): Promise<void> => {
    const { end, waitedMs } = await awaitFlight(flight, patience.requiredMs, ports);
    if (end === 'lost') refresher.abandon(flight);
    patience.requiredMs -= Math.max(waitedMs, TURN_COST_MS);
  };

  const isRecent = (held: HeldSet): boolean => toElapsedMs(held.fetchedAtMs, ports.clock()) < FORCED_SPACING_MS;

  return { find: (query) => recall(query) ?? search(query), report: () => toReport(issuer.iss, refresher, ports) };
}

/** Without any set the step that failed is named; where only one key is in doubt it is the keys that are unavailable. */
function toFault({ state }: Refresher, leftMs: number): KeyAnswer {
  const reason = state.held === null ? (state.failure?.reason ?? 'keys_unavailable') : 'keys_unavailable';
  return { kind: 'fault', reason, retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)) };
}

function toReport(iss: string, { state }: Refresher, ports: Pick<Ports, 'clock'>): KeySourceReport {
  const { held } = state;
  const nowMs = ports.clock();
  const standing = held === null ? 'empty' : toStanding(held, nowMs);
  const toSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    iss,
    state: standing === 'passing' ? 'stale' : standing,
    from: held?.from ?? null,
    keyCount: held?.set.keys.length ?? 0,
    refusedKeyCount: held?.set.refusedCount ?? 0,
    ageSeconds: held === null ? null : toElapsedMs(held.fetchedAtMs, nowMs) / 1000,
    fetchedAt: toSeconds(held?.fetchedAtMs ?? null),
    lastSuccessAt: toSeconds(state.lastSuccessAtMs),
    lastFailureAt: toSeconds(state.lastFailureAtMs),
    fetches: state.fetches,
    failures: state.failures,
  };
}

/**
 * The state of one issuer's keys, and the only code that changes it: flights start here and settle here.
 *
 * Trust: only plain data is shared between requests. A flight that nobody waits for any more still settles, if its work
 * lives; one that is overdue is taken for dead, and what it reports as a failure after that counts for nothing.
 * Does not: decide whether a refresh is needed or how long to wait for it; `remote.ts` does.
 */
import { type Failure, toBackOffLeftMs, toFailure } from './back-off.ts';
import { FORCED_SPACING_MS, toElapsedMs } from './bounds.ts';
import { createFlight, type Flight, isOverdue, renewLease } from './flight.ts';
import type { HeldSet } from './held-set.ts';
import { type DatedSet, type KnownMetadata, type Loaded, type Loader, loadKeys } from './load.ts';
import type { KeyQuery } from './source.ts';
import { readTiers, writeTiers } from './tier.ts';

/** The latest fetch forced by an unknown `kid`. */
interface Forced {
  readonly flight: Flight;
  readonly startedAtMs: number;
  isLost: boolean;
}

/** What is known of one issuer's keys. */
export interface KeyState {
  held: HeldSet | null;
  known: KnownMetadata | null;
  /** The flight that brought `known`. */
  knownSequence: number;
  flight: Flight | null;
  failure: Failure | null;
  forced: Forced | null;
  /** The number of the latest flight. */
  sequence: number;
  fetches: number;
  failures: number;
  /** Epoch milliseconds, both. */
  lastSuccessAtMs: number | null;
  lastFailureAtMs: number | null;
}

/** Starts, finds and gives up flights. */
export interface Refresher {
  readonly state: Readonly<KeyState>;
  /** The flight to wait for, null when none is under way; one found overdue is given up first. */
  readonly live: () => Flight | null;
  /** Starts a flight. The caller has asked `live`, `backOffLeftMs` and, for a forced one, `spacingLeftMs`. */
  readonly lead: (kind: Flight['kind'], waitUntil: KeyQuery['waitUntil']) => Flight;
  /** Gives up a flight whose leader is dead; its failure will not count. */
  readonly abandon: (flight: Flight) => void;
  /** Milliseconds until a failing issuer may be asked again, 0 for now. */
  readonly backOffLeftMs: () => number;
  /** Milliseconds until a fetch may be forced again, 0 for now. */
  readonly spacingLeftMs: () => number;
}

/** Creates the state of one issuer's keys. Reads no clock before the first query. */
export function createRefresher(loader: Omit<Loader, 'onRequest' | 'onMetadata'>): Refresher {
  const { ports, tell } = loader;
  const hasTiers = (ports.keyTiers ?? []).length > 0;
  const state: KeyState = {
    held: null,
    known: null,
    knownSequence: 0,
    flight: null,
    failure: null,
    forced: null,
    sequence: 0,
    fetches: 0,
    failures: 0,
    lastSuccessAtMs: null,
    lastFailureAtMs: null,
  };

  const abandon = (flight: Flight): void => {
    if (state.flight === flight) state.flight = null;
    if (state.forced?.flight === flight) state.forced.isLost = true;
  };

  /** Resolves when the flight has settled, to what the network brought for the tiers to keep. */
  const run = async (flight: Flight): Promise<DatedSet | null> => {
    const copy = mayBeCopied(flight) ? await readCopy(flight) : null;
    if (copy !== null && copy !== 'unreachable') {
      land(flight);
      adopt(flight, copy, 'tier');
      return null;
    }
    const loaded: Loaded =
      copy === 'unreachable'
        ? { kind: 'failed', reason: 'keys_unavailable', metadata: state.known }
        : await load(flight);
    const isCurrent = land(flight);
    know(flight, loaded.metadata);
    if (loaded.kind === 'failed') {
      if (isCurrent) fail(loaded.reason);
      return null;
    }
    if (!adopt(flight, loaded, 'issuer')) return null;
    state.failure = null;
    state.lastSuccessAtMs = ports.clock();
    return loaded;
  };

  /** Whether a shared copy would do; not where the tiers have just shown that they have nothing fresh. */
  const mayBeCopied = (flight: Flight): boolean => hasTiers && flight.kind === 'ordinary' && !state.held?.isOldCopy;

  const readCopy = (flight: Flight): ReturnType<typeof readTiers> =>
    readTiers(loader, state.held?.fetchedAtMs ?? 0, () => renewLease(flight, ports.clock()));

  /** Remembers metadata, unless a later flight has brought other. */
  const know = (flight: Flight, metadata: KnownMetadata | null): void => {
    if (flight.sequence < state.knownSequence) return;
    state.known = metadata;
    state.knownSequence = flight.sequence;
  };

  const load = async (flight: Flight): Promise<Loaded> => {
    const onRequest = (): void => {
      state.fetches += 1;
      renewLease(flight, ports.clock());
    };
    try {
      return await loadKeys({ ...loader, onRequest, onMetadata: (metadata) => know(flight, metadata) }, state.known);
    } catch {
      // A port's defect. A refresh that cannot run is one that failed: back-off applies, the held set serves.
      tell('failed', 'unexpected');
      return { kind: 'failed', reason: 'keys_unavailable', metadata: state.known };
    }
  };

  /** Ends a flight; false where it had been given up: an environment that was frozen has not seen the issuer fail. */
  const land = (flight: Flight): boolean => {
    const isCurrent = state.flight === flight && !isOverdue(flight, ports.clock());
    flight.settled = true;
    if (state.flight === flight) state.flight = null;
    return isCurrent;
  };

  /** Replaces the held set whole; false for the answer of a flight that a later one has overtaken. */
  const adopt = (flight: Flight, { set, fetchedAtMs, freshForMs }: DatedSet, from: HeldSet['from']): boolean => {
    if (state.held !== null && state.held.sequence > flight.sequence) return false;
    const isOldCopy = from === 'tier' && toElapsedMs(fetchedAtMs, ports.clock()) >= freshForMs;
    state.held = { set, sequence: flight.sequence, from, isOldCopy, fetchedAtMs, freshForMs };
    tell('adopted');
    return true;
  };

  const fail = (reason: Failure['reason']): void => {
    const nowMs = ports.clock();
    state.failures += 1;
    state.lastFailureAtMs = nowMs;
    state.failure = toFailure(state.failure, reason, nowMs, ports.random());
  };

  return {
    state,
    abandon,
    live: () => {
      const { flight } = state;
      if (flight !== null && isOverdue(flight, ports.clock())) abandon(flight);
      return state.flight;
    },
    lead: (kind, waitUntil) => {
      const nowMs = ports.clock();
      state.sequence += 1;
      const flight = createFlight(state.sequence, kind, nowMs);
      state.flight = flight;
      if (kind === 'forced') state.forced = { flight, startedAtMs: nowMs, isLost: false };
      // What settling throws is a port's defect too; nobody may be there to catch it.
      const fetched = run(flight).catch(() => {
        tell('failed', 'unexpected');
        return null;
      });
      flight.done = fetched.then(() => undefined);
      keepAlive(flight.done, waitUntil);
      // Keeping a copy is the leader's business alone: nobody waits for it.
      const kept = fetched.then((set) => (set === null ? undefined : writeTiers(loader, set)));
      if (hasTiers) keepAlive(kept, waitUntil);
      return flight;
    },
    backOffLeftMs: () => toBackOffLeftMs(state.failure, ports.clock()),
    spacingLeftMs: () =>
      state.forced === null ? 0 : Math.max(0, FORCED_SPACING_MS - toElapsedMs(state.forced.startedAtMs, ports.clock())),
  };
}

/** Hands the work to the runtime, so that it outlives the request; a runtime that refuses changes nothing else. */
function keepAlive(work: Promise<void>, waitUntil: KeyQuery['waitUntil']): void {
  try {
    waitUntil?.(work);
  } catch {
    // Thrown where the request has no execution context: the flight then lives as long as its leader.
  }
}

/**
 * One refresh in progress, and how a request waits for it without depending on the request that leads it.
 *
 * Shared between requests is plain data only. The promise is a hint to wake early: on workerd it may never settle, or
 * reject, once the leader's request has ended, so every waiter also owns a timer and reads the data again.
 */
import type { Ports } from '../ports.ts';
import { LEASE_MS, toElapsedMs } from './bounds.ts';

/** A refresh under way. */
export interface Flight {
  /** Later flights have greater numbers; an answer never replaces one of a greater number. */
  readonly sequence: number;
  readonly kind: 'ordinary' | 'forced';
  /** Counts the requests it has sent; each renews the lease. */
  step: number;
  /** When the lease was last renewed, epoch milliseconds; a lease later the leader is taken for dead. */
  renewedAtMs: number;
  settled: boolean;
  /** Settles after `settled` is set. Never the only thing to wait for. */
  done: Promise<void>;
}

/** Creates a flight whose work has not begun. */
export function createFlight(sequence: number, kind: Flight['kind'], nowMs: number): Flight {
  return { sequence, kind, step: 0, renewedAtMs: nowMs, settled: false, done: Promise.resolve() };
}

/** Renews the lease: the leader is alive and about to send a request of at most the fetch deadline. */
export function renewLease(flight: Flight, nowMs: number): void {
  flight.step += 1;
  flight.renewedAtMs = nowMs;
}

/** Whether the lease has run out: the leader died, or the environment was frozen and has thawed, or the clock jumped. */
export function isOverdue(flight: Flight, nowMs: number): boolean {
  return toElapsedMs(flight.renewedAtMs, nowMs) >= LEASE_MS;
}

/** How a wait ended: the flight settled, its leader is dead, or the waiter's patience is spent. */
export interface Waited {
  readonly end: 'settled' | 'lost' | 'spent';
  /** How long the waiter's own timers ran, in milliseconds. */
  readonly waitedMs: number;
}

/**
 * Waits for a flight, at most `patienceMs`. Never rejects.
 *
 * A whole lease by the waiter's own timer without a step means a dead leader, whatever the clock says: a clock that went
 * back makes nobody wait longer.
 */
export async function awaitFlight(
  flight: Flight,
  patienceMs: number,
  ports: Pick<Ports, 'clock' | 'sleep'>,
): Promise<Waited> {
  let waitedMs = 0;
  while (!flight.settled) {
    const { step } = flight;
    const leaseLeftMs = LEASE_MS - toElapsedMs(flight.renewedAtMs, ports.clock());
    if (leaseLeftMs <= 0) return { end: 'lost', waitedMs };
    const timeoutMs = Math.min(leaseLeftMs, patienceMs - waitedMs);
    const woken = await wakeAt(flight.done, timeoutMs, ports);
    if (flight.settled) break;
    if (woken === 'dead') return { end: 'lost', waitedMs };
    waitedMs += timeoutMs;
    if (waitedMs >= patienceMs) return { end: 'spent', waitedMs };
    if (flight.step === step) return { end: 'lost', waitedMs };
  }
  return { end: 'settled', waitedMs };
}

/** Resolves with the first of: the flight's promise (a rejection is the runtime's word that its owner is gone), own timer. */
async function wakeAt(done: Promise<void>, timeoutMs: number, ports: Pick<Ports, 'sleep'>): Promise<'woken' | 'dead'> {
  const ended = new AbortController();
  const wake = (): 'woken' => 'woken';
  const woken = await Promise.race([
    done.then(wake, () => 'dead' as const),
    ports.sleep(timeoutMs, ended.signal).then(wake, wake),
  ]);
  ended.abort();
  return woken;
}

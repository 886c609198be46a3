import { describe, expect, it } from 'vitest';
import {
  awaitFlight,
  createFlight,
  type Flight,
  isOverdue,
  renewLease,
} from '../../../packages/core/src/keys/flight.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const never = new Promise<void>(() => undefined);

function begin(done: Promise<void> = never) {
  const clock = createFakeClock();
  const ports = { clock: clock.now, sleep: clock.sleep };
  const flight: Flight = createFlight(1, 'ordinary', clock.now());
  flight.done = done;
  return { clock, ports, flight };
}

describe('a lease', () => {
  it('runs out 3.5 s after its last renewal, later than the deadline of a request', () => {
    const { clock, flight } = begin();
    expect(isOverdue(flight, clock.now() + 3499)).toBe(false);
    expect(isOverdue(flight, clock.now() + 3500)).toBe(true);
    renewLease(flight, clock.now() + 3000);
    expect(isOverdue(flight, clock.now() + 6499)).toBe(false);
    expect(isOverdue(flight, clock.now() + 6500)).toBe(true);
  });

  it('has run out where the clock went back further than it is long', () => {
    const { clock, flight } = begin();
    expect(isOverdue(flight, clock.now() - 3600_000)).toBe(true);
  });
});

describe('a waiter', () => {
  it('wakes when the flight settles, and leaves no timer behind', async () => {
    let settle = (): void => undefined;
    const { clock, ports, flight } = begin(
      new Promise((resolve) => {
        settle = resolve;
      }),
    );
    const waiting = awaitFlight(flight, 15_000, ports);
    await clock.advance(200);
    flight.settled = true;
    settle();
    expect(await waiting).toEqual({ end: 'settled', waitedMs: 0 });
    expect(clock.timers()).toBe(0);
  });

  it('does not wait for a flight that has settled', async () => {
    const { ports, flight } = begin();
    flight.settled = true;
    expect(await awaitFlight(flight, 500, ports)).toEqual({ end: 'settled', waitedMs: 0 });
  });

  it('sees a settled flight by its own timer where the promise never settles', async () => {
    const { clock, ports, flight } = begin();
    const waiting = awaitFlight(flight, 15_000, ports);
    flight.settled = true;
    await clock.advance(3500);
    expect(await waiting).toMatchObject({ end: 'settled' });
  });

  it('knows a dead leader at once where the runtime rejects its promise', async () => {
    const { clock, ports, flight } = begin(Promise.reject(new Error('created by a request that has since ended')));
    expect(await awaitFlight(flight, 15_000, ports)).toEqual({ end: 'lost', waitedMs: 0 });
    expect(clock.timers()).toBe(0);
  });

  it('believes the data where a promise is rejected after the flight has settled', async () => {
    const { ports, flight } = begin(Promise.reject(new Error('ended')));
    const waiting = awaitFlight(flight, 15_000, ports);
    flight.settled = true;
    expect(await waiting).toMatchObject({ end: 'settled' });
  });

  it('knows a dead leader after one lease where its promise never settles', async () => {
    const { clock, ports, flight } = begin();
    await clock.advance(1000);
    const waiting = awaitFlight(flight, 15_000, ports);
    await clock.advance(2500);
    expect(await waiting).toEqual({ end: 'lost', waitedMs: 2500 });
  });

  it('waits on while the leader renews its lease', async () => {
    const { clock, ports, flight } = begin();
    const waiting = awaitFlight(flight, 15_000, ports);
    await clock.advance(3000);
    renewLease(flight, clock.now());
    await clock.advance(3000);
    renewLease(flight, clock.now());
    await clock.advance(3500);
    expect(await waiting).toEqual({ end: 'lost', waitedMs: 9500 });
  });

  it('has a patience of its own', async () => {
    const { clock, ports, flight } = begin();
    const waiting = awaitFlight(flight, 500, ports);
    await clock.advance(500);
    expect(await waiting).toEqual({ end: 'spent', waitedMs: 500 });
  });

  it('has one patience, over however many leases', async () => {
    const { clock, ports, flight } = begin();
    const waiting = awaitFlight(flight, 5000, ports);
    await clock.advance(3000);
    renewLease(flight, clock.now());
    await clock.advance(2000);
    expect(await waiting).toEqual({ end: 'spent', waitedMs: 5000 });
  });

  it('waits one lease by its own timer where the clock stands still or goes back', async () => {
    const { clock, ports, flight } = begin();
    const waiting = awaitFlight(flight, 15_000, ports);
    clock.jump(-3000);
    await clock.advance(3500);
    expect(await waiting).toMatchObject({ end: 'lost' });
  });

  it('does not wait for a flight whose lease has run out', async () => {
    const { clock, ports, flight } = begin();
    clock.jump(-3600_000);
    expect(await awaitFlight(flight, 15_000, ports)).toEqual({ end: 'lost', waitedMs: 0 });
  });

  it('takes a sleep that rejects for one that has passed', async () => {
    const { clock, flight } = begin();
    const ports = { clock: clock.now, sleep: () => Promise.reject(new Error('no timers')) };
    expect(await awaitFlight(flight, 500, ports)).toEqual({ end: 'spent', waitedMs: 500 });
  });
});

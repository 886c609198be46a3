import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from './oracle.ts';
import { createSchedule } from './schedule.ts';
import { toStory } from './shrink.ts';
import { type Outcome, simulate } from './simulation.ts';
import { countCryptoWork } from './turns.ts';

// Seeds are consecutive numbers, so that a range can be split between machines.
const RUNS = Number(process.env.SALLYPORT_SIMULATION_RUNS ?? 60);
const FIRST_SEED = Number(process.env.SALLYPORT_SIMULATION_SEED ?? 1);
const ALLOWANCE_MS = 2_000;

let restore: () => void;
beforeAll(() => {
  restore = countCryptoWork();
});
afterAll(() => restore());

describe('key sources through days of a misbehaving identity provider', () => {
  it(
    `keep every promise over ${RUNS} schedules from seed ${FIRST_SEED} on`,
    async () => {
      expect(RUNS, 'no schedule was run').toBeGreaterThan(0);
      const outcomes: Outcome[] = [];
      for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
        const schedule = createSchedule(seed);
        const outcome = await simulate(schedule);
        if (outcome.breach !== null) expect.fail(await toStory(schedule, outcome));
        outcomes.push(outcome);
      }
      const sum = (count: (outcome: Outcome) => number): number =>
        outcomes.reduce((total, outcome) => total + count(outcome), 0);
      const seen = (what: keyof Seen): number => sum((outcome) => outcome.seen[what]);
      expect(Math.min(...outcomes.map(({ days }) => days))).toBeGreaterThanOrEqual(3);
      expect(sum(({ questions }) => questions)).toBeGreaterThan(1_000 * RUNS);
      expect(sum(({ fetches }) => fetches)).toBeGreaterThan(100 * RUNS);
      for (const what of ['found', 'found_stale', 'not_found', 'fault', 'adopted', 'new_key', 'waited'] as const) {
        expect(seen(what), what).toBeGreaterThan(RUNS);
      }
      // Rarer: a set expires, a newer answer comes before an older one. One schedule alone may see neither.
      if (RUNS < 40) return;
      expect(seen('fault_expired'), 'fault_expired').toBeGreaterThan(0);
      expect(seen('overtaken'), 'overtaken').toBeGreaterThan(0);
    },
    60_000 + RUNS * ALLOWANCE_MS,
  );

  it('take the same course every time for the same seed', async () => {
    const schedule = createSchedule(8);
    expect(JSON.parse(JSON.stringify(schedule)), 'a schedule is data').toEqual(schedule);
    expect(await simulate(JSON.parse(JSON.stringify(schedule)))).toEqual(await simulate(schedule));
  });
});

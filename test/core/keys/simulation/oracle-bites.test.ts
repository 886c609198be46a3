import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCrowdedDays } from './crowded.ts';
import { DEFECTS } from './faulty-sources.ts';
import type { Runtime, Schedule } from './schedule.ts';
import { simulate } from './simulation.ts';
import { countCryptoWork } from './turns.ts';

const PLACES: readonly (readonly [Runtime, Schedule['location']])[] = [
  ['server', 'jwksUri'],
  ['server', 'discovery'],
  ['lambda', 'jwksUri'],
  ['worker', 'jwksUri'],
  ['lambda', 'discovery'],
  ['worker', 'discovery'],
];

let restore: () => void;
beforeAll(() => {
  restore = countCryptoWork();
});
afterAll(() => restore());

describe('the oracle', () => {
  it.each(PLACES)('finds nothing wrong with the real source, %s, %s', async (runtime, location) => {
    const { breach, seen } = await simulate(createCrowdedDays(runtime, location));
    expect(breach).toBeNull();
    for (const what of ['found_stale', 'fault_expired', 'new_key', 'not_found'] as const) {
      expect(seen[what], what).toBeGreaterThan(0);
    }
  });
});

describe('the oracle catches a source that', () => {
  it.each(DEFECTS)(
    '$name',
    async ({ source, breach }) => {
      const breaches: string[] = [];
      for (const [runtime, location] of PLACES) {
        const outcome = await simulate(createCrowdedDays(runtime, location), source);
        breaches.push(`${runtime} ${location} at ${outcome.breach?.atMs} ms: ${outcome.breach?.what}`);
        if (breach.test(outcome.breach?.what ?? '')) return;
      }
      expect.fail(`breaches of other kinds, or none:\n${breaches.join('\n')}`);
    },
    60_000,
  );
});

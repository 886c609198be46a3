import { describe, expect, it } from 'vitest';
import { type Failure, toBackOffLeftMs, toFailure } from '../../../packages/core/src/keys/back-off.ts';

const NOW = 1_900_000_000_000;

function afterFailures(count: number, random: number): Failure {
  let failure: Failure | null = null;
  for (let turn = 0; turn < count; turn += 1) failure = toFailure(failure, 'keys_unavailable', NOW, random);
  if (failure === null) throw new Error('no failure');
  return failure;
}

describe('back-off', () => {
  it('doubles from 1 s to 30 s and stays there, however many failures there were', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 2000].map((count) => afterFailures(count, 1).backOffMs);
    expect(delays).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is spread over the upper half of its length', () => {
    expect([0, 0.5, 0.999].map((random) => afterFailures(3, random).backOffMs)).toEqual([2000, 3000, 3998]);
  });

  it('ends when its time has passed', () => {
    const failure = afterFailures(1, 1);
    expect([0, 400, 999, 1000, 5000].map((ms) => toBackOffLeftMs(failure, NOW + ms))).toEqual([1000, 600, 1, 0, 0]);
    expect(toBackOffLeftMs(null, NOW)).toBe(0);
  });

  it('does not outlast a clock that went back: a jump of more than its length ends it', () => {
    expect(toBackOffLeftMs(afterFailures(1, 1), NOW - 3600_000)).toBe(0);
  });
});

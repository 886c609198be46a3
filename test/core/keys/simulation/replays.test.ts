import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Schedule } from './schedule.ts';
import { toStory } from './shrink.ts';
import { type Outcome, simulate } from './simulation.ts';
import { countCryptoWork } from './turns.ts';

const HOUR = 3_600_000;
const PLAIN = { seed: 3, runtime: 'server', location: 'jwksUri', lengthMs: 3 * HOUR, gapMs: 60_000 } as const;

let restore: () => void;
beforeAll(() => {
  restore = countCryptoWork();
});
afterAll(() => restore());

/** Runs a schedule; a breach fails the test with its story. */
async function replay(schedule: Schedule): Promise<Outcome> {
  const outcome = await simulate(schedule);
  if (outcome.breach !== null) expect.fail(await toStory(schedule, outcome));
  return outcome;
}

describe('schedules worth keeping', () => {
  it('a slow answer is overtaken after a jump of the clock and never replaces the newer one', async () => {
    const atMs = HOUR;
    const { seen } = await replay({
      ...PLAIN,
      steps: [
        { atMs, issuer: 0, do: 'slow', latencyMs: 2_600, forMs: 800 },
        { atMs: atMs + 100, issuer: 0, do: 'flood', forMs: 4_000, everyMs: 150 },
        { atMs: atMs + 500, issuer: 0, do: 'publish', change: 'hard' },
        { atMs: atMs + 900, do: 'jump', ms: 7_000 },
      ],
    });
    expect(seen.overtaken).toBeGreaterThan(0);
  });

  it('a set expires in an outage of 26 hours, and a key published at its end is accepted within 10 s', async () => {
    const { seen } = await replay({
      ...PLAIN,
      lengthMs: 30 * HOUR,
      steps: [
        { atMs: HOUR, issuer: 0, do: 'behave', as: '503', forMs: 26 * HOUR },
        { atMs: 27 * HOUR + 100_000, issuer: 0, do: 'publish', change: 'hard' },
        { atMs: 27 * HOUR + 100_000, issuer: 0, do: 'probe', forMs: 13_000, everyMs: 500 },
      ],
    });
    expect(seen.fault_expired).toBeGreaterThan(0);
    expect(seen.new_key).toBeGreaterThan(0);
  });

  it.each(['kept', 'cut', 'silent'] as const)(
    'a flight frozen for nine seconds is no failure, its network %s',
    async (network) => {
      const steps = (['queries', 'timers'] as const).flatMap((first, index): Schedule['steps'] => {
        const atMs = (index + 1) * HOUR;
        return [
          { atMs, issuer: 0, do: 'slow', latencyMs: 2_500, forMs: 4_000 },
          { atMs: atMs + 100, issuer: 0, do: 'flood', forMs: 3_000, everyMs: 200 },
          { atMs: atMs + 1_300, do: 'freeze', ms: 9_000, network, first },
        ];
      });
      const { seen } = await replay({ ...PLAIN, runtime: 'lambda', steps });
      expect(seen.found).toBeGreaterThan(100);
    },
  );

  it('clients go away with the forced fetch that they lead, again and again in a flood', async () => {
    const { seen } = await replay({
      ...PLAIN,
      runtime: 'worker',
      steps: [
        { atMs: HOUR, issuer: 0, do: 'slow', latencyMs: 1_500, forMs: 60_000 },
        { atMs: HOUR + 10, issuer: 0, do: 'flood', forMs: 55_000, everyMs: 200 },
        ...[700, 7_500, 14_000, 21_000].map((afterMs) => ({ atMs: HOUR + afterMs, do: 'lose' }) as const),
      ],
    });
    expect(seen.found).toBeGreaterThan(100);
  });

  it('the key set moves and its old place is gone in the midst of a rotation', async () => {
    const { seen } = await replay({
      ...PLAIN,
      location: 'discovery',
      steps: [
        { atMs: HOUR, issuer: 1, do: 'metadata', as: 'gone', forMs: 0 },
        { atMs: HOUR, issuer: 1, do: 'publish', change: 'overlap' },
        { atMs: HOUR, issuer: 1, do: 'probe', forMs: 14_000, everyMs: 500 },
      ],
    });
    expect(seen.new_key).toBeGreaterThan(0);
  });

  it('metadata names another issuer for hours while the keys rotate', async () => {
    const { seen } = await replay({
      ...PLAIN,
      location: 'discovery',
      steps: [
        { atMs: HOUR / 2, issuer: 0, do: 'metadata', as: 'lie', forMs: 2 * HOUR },
        { atMs: HOUR, issuer: 0, do: 'publish', change: 'overlap' },
        { atMs: HOUR, issuer: 0, do: 'probe', forMs: 14_000, everyMs: 500 },
      ],
    });
    expect(seen.new_key).toBeGreaterThan(0);
  });
});

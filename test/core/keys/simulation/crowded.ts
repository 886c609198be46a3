/**
 * Two days in which everything happens once, in an order that is known: short enough to show what one defect does.
 */
import { BEHAVIOURS, type IssuerIndex, type Runtime, type Schedule, type Step } from './schedule.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The crowded days of one runtime and kind of key location. */
export function createCrowdedDays(runtime: Runtime, location: Schedule['location']): Schedule {
  const steps = ([0, 1] as const).flatMap((issuer) => createSteps(issuer, runtime));
  return {
    seed: 1,
    runtime,
    location,
    lengthMs: 48 * HOUR,
    gapMs: 3 * MINUTE,
    steps: steps.toSorted((a, b) => a.atMs - b.atMs),
  };
}

function createSteps(issuer: IssuerIndex, runtime: Runtime): readonly Step[] {
  const startMs = issuer * 20 * MINUTE;
  const at = (hours: number, ms = 0): { readonly atMs: number; readonly issuer: IssuerIndex } => ({
    atMs: startMs + hours * HOUR + ms,
    issuer,
  });
  const probe = (hours: number, ms = 0): Step => ({ ...at(hours, ms), do: 'probe', forMs: 13 * SECOND, everyMs: 700 });
  // Each failure for 12 minutes, longer than a set is fresh, one every half an hour.
  const failures = BEHAVIOURS.flatMap((as, index): readonly Step[] => [
    { ...at(6 + index / 2), do: 'behave', as, forMs: 12 * MINUTE },
    { ...at(6 + index / 2, 2 * MINUTE), do: 'flood', forMs: 8 * SECOND, everyMs: 400 },
  ]);
  const disturbances: readonly Step[] =
    runtime === 'worker'
      ? [{ ...at(4, 1_200), do: 'lose' }]
      : [{ ...at(4, 1_200), do: 'freeze', ms: 9 * SECOND, network: 'kept', first: 'queries' }];
  return [
    { ...at(0.5), do: 'publish', change: 'overlap' },
    probe(0.5, 500),
    { ...at(1), do: 'flood', forMs: 30 * SECOND, everyMs: 300 },
    { ...at(1, 8_000), do: 'publish', change: 'overlap' },
    probe(1, 8_000),
    { ...at(2), do: 'publish', change: 'hard' },
    probe(2, 100),
    { ...at(3), do: 'soil', dirt: ['private', 'off_curve', 'no_object', 'symmetric'] },
    { ...at(3.3), do: 'cache', header: 1 },
    { ...at(4), do: 'slow', latencyMs: 2_500, forMs: 4_000 },
    { ...at(4, 200), do: 'flood', forMs: 6_000, everyMs: 200 },
    ...disturbances,
    ...failures,
    { ...at(15), do: 'slow', latencyMs: 2_600, forMs: 800 },
    { ...at(15, 100), do: 'flood', forMs: 4_000, everyMs: 150 },
    { ...at(15, 500), do: 'publish', change: 'remove' },
    { ...at(15, 900), do: 'jump', ms: 7_000 },
    { ...at(16), do: 'publish', change: 'republish' },
    probe(16, 200),
    { ...at(17), do: 'behave', as: 'refuse', forMs: 26 * HOUR },
    { ...at(44), do: 'publish', change: 'hard' },
    probe(44),
    { ...at(45), do: 'publish', change: 'recycle' },
    { ...at(45.5), do: 'restart' },
    { ...at(46), do: 'cache', header: 3 },
  ];
}

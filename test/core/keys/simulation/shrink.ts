/**
 * Makes a schedule that breaks a promise as short as it gets, and says how to run it again.
 */
import type { CreateSource } from './environment.ts';
import type { Schedule, Step } from './schedule.ts';
import { type Outcome, simulate } from './simulation.ts';

const MAX_RUNS = 80;

/** Leaves out steps, in halves, quarters and so on, as long as some promise is still broken; at most 80 runs. */
export async function shrink(schedule: Schedule, createSource?: CreateSource): Promise<Schedule> {
  let runs = 0;
  const breaks = async (candidate: Schedule): Promise<boolean> => {
    runs += 1;
    return (await simulate(candidate, createSource)).breach !== null;
  };
  let best = schedule;
  for (let size = Math.ceil(best.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.steps.length && runs < MAX_RUNS; ) {
      const steps: readonly Step[] = [...best.steps.slice(0, at), ...best.steps.slice(at + size)];
      if (await breaks({ ...best, steps })) best = { ...best, steps };
      else at += size;
    }
  }
  return best;
}

/** What a failed test prints: the breach, the seed, and the shortest schedule found. */
export async function toStory(schedule: Schedule, { breach }: Outcome, createSource?: CreateSource): Promise<string> {
  const shortest = await shrink(schedule, createSource);
  const again = await simulate(shortest, createSource);
  return [
    `seed ${schedule.seed}: ${breach?.what} at ${breach?.atMs} ms`,
    `run it again alone: SALLYPORT_SIMULATION_SEED=${schedule.seed} SALLYPORT_SIMULATION_RUNS=1`,
    `shortest schedule (${again.breach?.what} at ${again.breach?.atMs} ms), for replays.test.ts:`,
    JSON.stringify(shortest),
  ].join('\n');
}

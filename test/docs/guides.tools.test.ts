/** Lines of the guides that need something around them, run as they stand. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RUN_IN_WORLD } from './guide-runs.ts';
import { createGuideWorld, type GuideWorld } from './guide-world.ts';

let world: GuideWorld;
beforeAll(async () => {
  world = await createGuideWorld();
});
afterAll(() => world?.stop());

describe('lines of the guides', () => {
  test.each(Object.entries(RUN_IN_WORLD))('%s', async (line, { around, exitCode, shows, writes = [] }) => {
    await world.place(around);
    const run = await world.run(line);
    expect(run.exitCode, run.err).toBe(exitCode);
    expect(`${run.out}${run.err}`).toMatch(shows);
    for (const path of writes) expect(existsSync(join(world.folder, path)), path).toBe(true);
  });
});

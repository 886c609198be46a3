import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Issuers, startIssuers } from '../support/loopback-issuers.ts';
import { bundleFunction, type FrozenFunction, startFunction } from './frozen-function.ts';

/** Longer than a flight is trusted to be alive. */
const FREEZE_MS = 3_900;
const MINUTES_MS = 60_000;
const HOURS_MS = 3_600_000;
/** A wait of 500 ms for a refresh, with what a busy machine adds. */
const AFTER_PATIENCE_MS = 2_000;

let folder: string;
let bundle: string;
let issuers: Issuers;
const started: FrozenFunction[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-function-'));
  bundle = await bundleFunction(folder);
  issuers = await startIssuers();
});
afterAll(async () => {
  await Promise.all(started.map((one) => one.stop()));
  await issuers?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(name: string, location: 'jwksUri' | 'discovery' = 'jwksUri'): Promise<FrozenFunction> {
  const one = await startFunction(bundle, issuers, name, location);
  started.push(one);
  return one;
}

const total = (name: string): number => issuers.asked(name).metadata + issuers.asked(name).keys;

/** What becomes of the request that was under way. */
const FATES = {
  answered: (name: string) => issuers.release(name),
  broken: (name: string) => issuers.breakOff(name),
  forgotten: () => undefined,
};

const COLD = (['jwksUri', 'discovery'] as const).flatMap((location) =>
  (Object.keys(FATES) as (keyof typeof FATES)[]).map((fate) => ({ location, fate, name: `cold-${location}-${fate}` })),
);

describe.concurrent('a function frozen in the middle of a cold fetch', () => {
  test.each(COLD)('answers as it should when it thaws: $location, $fate', async ({ location, fate, name }) => {
    const frozen = await start(name, location);
    issuers.behave(name, 'hang');
    const early = frozen.invoke();
    await issuers.reached(name, 1);

    frozen.freeze();
    issuers.behave(name, 'answer');
    FATES[fate](name);
    await pause(FREEZE_MS);
    const late = frozen.invoke();
    const thawedAtMs = performance.now();
    frozen.thaw();

    // A cut-off flight that counted as a failure would leave the issuer alone, and both of these with a fault.
    expect((await late).verdict).toBe('allow');
    expect(performance.now() - thawedAtMs).toBeLessThan(AFTER_PATIENCE_MS);
    expect((await early).verdict).toBe('allow');
    const once = location === 'discovery' ? 2 : 1;
    // An answer that came meanwhile may be used; anything else is asked for once more.
    expect(total(name)).toBeGreaterThanOrEqual(fate === 'answered' ? once : once + 1);
    expect(total(name)).toBeLessThanOrEqual(once + 1);
  });

  test.each(['broken', 'forgotten'] as const)('also where its timers stood still: %s', async (fate) => {
    const name = `paused-${fate}`;
    const frozen = await start(name);
    issuers.behave(name, 'hang');
    const early = frozen.invoke();
    await issuers.reached(name, 1);

    frozen.freeze();
    issuers.behave(name, 'answer');
    await pause(100);
    frozen.thaw(10 * MINUTES_MS);
    // The event that thaws an environment is there before anything else happens in it.
    const late = frozen.invoke();
    await pause(50);
    FATES[fate](name);

    const { verdict, tookMs } = await late;
    expect(verdict).toBe('allow');
    expect(tookMs).toBeLessThan(AFTER_PATIENCE_MS);
    expect((await early).verdict).toBe('allow');
    expect(issuers.asked(name).keys).toBe(2);
  });
});

/** A function that holds a set, frozen for that long by its clock. */
async function freezeWarm(name: string, clockMs: number): Promise<FrozenFunction> {
  issuers.behave(name, 'answer');
  const frozen = await start(name);
  expect((await frozen.invoke()).verdict).toBe('allow');
  await refreeze(frozen, clockMs);
  return frozen;
}

async function refreeze(frozen: FrozenFunction, clockMs: number): Promise<void> {
  frozen.freeze();
  await pause(100);
  frozen.thaw(clockMs);
}

describe.concurrent('a function that thaws with a stale set', () => {
  test('uses it at once where the issuer is down', async () => {
    const frozen = await freezeWarm('stale-down', 30 * MINUTES_MS);
    issuers.behave('stale-down', 'reset');
    const { verdict, tookMs } = await frozen.invoke();
    expect(verdict).toBe('allow');
    expect(tookMs).toBeLessThan(450);
    expect(issuers.asked('stale-down').keys).toBe(2);
  });

  test('waits 500 ms for an issuer that hangs, then uses it, thaw after thaw', async () => {
    const name = 'stale-hang';
    const frozen = await freezeWarm(name, 30 * MINUTES_MS);
    issuers.behave(name, 'hang');
    for (const asked of [2, 3, 4]) {
      const { verdict, tookMs } = await frozen.invoke();
      expect(verdict).toBe('allow');
      expect(tookMs).toBeGreaterThan(450);
      expect(tookMs).toBeLessThan(AFTER_PATIENCE_MS);
      expect(issuers.asked(name).keys).toBe(asked);
      // The flight is under way when the environment freezes, and long dead when it thaws.
      await refreeze(frozen, 30 * MINUTES_MS);
    }
    issuers.behave(name, 'answer');
    expect((await frozen.invoke()).verdict).toBe('allow');
    expect(issuers.asked(name).keys).toBe(5);
    // What the dead flights bring at last changes nothing.
    await issuers.publish(name, 'b');
    issuers.release(name);
    expect((await frozen.invoke()).verdict).toBe('allow');
    expect(issuers.asked(name).keys).toBe(5);
  });

  test('does not count a flight that died while it was frozen: the issuer is asked again at once', async () => {
    const name = 'stale-cut';
    const frozen = await freezeWarm(name, 30 * MINUTES_MS);
    issuers.behave(name, 'hang');
    expect((await frozen.invoke()).verdict).toBe('allow');
    frozen.freeze();
    issuers.breakOff(name);
    await issuers.publish(name, 'b');
    issuers.behave(name, 'answer');
    await pause(FREEZE_MS);
    frozen.thaw();
    // The new set is waited for and used: the key that it lacks is gone.
    expect((await frozen.invoke('b')).verdict).toBe('allow');
    expect((await frozen.invoke('a')).verdict).toBe('Unauthorized');
  });

  test('waits for a refresh that takes less than 500 ms: a key that has gone meanwhile is refused', async () => {
    const name = 'stale-rotated';
    const frozen = await freezeWarm(name, 30 * MINUTES_MS);
    await issuers.publish(name, 'b');
    expect((await frozen.invoke('a')).verdict).toBe('Unauthorized');
    expect((await frozen.invoke('b')).verdict).toBe('allow');
    expect(issuers.asked(name).keys).toBe(2);
  });

  test('uses it no more after a day: a fault at the deadline, and keys again once the issuer is back', async () => {
    const name = 'expired';
    const frozen = await freezeWarm(name, 25 * HOURS_MS);
    issuers.behave(name, 'hang');
    const { verdict, tookMs } = await frozen.invoke();
    expect(verdict).toBe('keys_unavailable');
    expect(tookMs).toBeGreaterThan(2_900);
    expect(tookMs).toBeLessThan(5_000);
    expect(issuers.asked(name).keys).toBe(2);
    issuers.behave(name, 'answer');
    await refreeze(frozen, HOURS_MS);
    expect((await frozen.invoke()).verdict).toBe('allow');
  });
});

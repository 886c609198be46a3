import { createTestClock } from '@sallyport/core/testing';
import { describe, expect, test } from 'vitest';

describe('createTestClock', () => {
  test('stands still until it is moved, and speaks milliseconds', () => {
    const clock = createTestClock(1000);
    expect([clock.now(), clock.port()]).toEqual([1_000_000, 1_000_000]);
    clock.advance(1.5);
    expect(clock.now()).toBe(1_001_500);
    clock.set(7);
    expect(clock.port()).toBe(7000);
  });

  test('wakes a sleeper at its instant and not a millisecond before', async () => {
    const clock = createTestClock(0);
    let woken = 0;
    const sleeping = clock.sleep(500).then(() => {
      woken += 1;
    });
    clock.advance(0.499);
    await Promise.resolve();
    expect([woken, clock.sleepers()]).toEqual([0, 1]);
    clock.advance(0.001);
    await sleeping;
    expect([woken, clock.sleepers()]).toEqual([1, 0]);
  });

  test('wakes sleepers in the order in which they are due, whatever the order they went to sleep', async () => {
    const clock = createTestClock(0);
    const order: string[] = [];
    const all = [
      clock.sleep(300).then(() => order.push('third')),
      clock.sleep(100).then(() => order.push('first')),
      clock.sleep(200).then(() => order.push('second')),
    ];
    clock.advance(10);
    await Promise.all(all);
    expect(order).toEqual(['first', 'second', 'third']);
    expect(clock.now()).toBe(10_000);
  });

  test('does not sleep for zero, and going back wakes nobody', async () => {
    const clock = createTestClock(100);
    await clock.sleep(0);
    await clock.sleep(-1);
    void clock.sleep(1);
    clock.set(50);
    expect([clock.now(), clock.sleepers()]).toEqual([50_000, 1]);
  });

  test('refuses a negative advance and seconds that are not finite', () => {
    const clock = createTestClock(0);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.set(Number.NaN)).toThrow(RangeError);
    expect(() => createTestClock(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });
});

import { createWebPorts } from '@sallyport/core';
import { describe, expect, it } from 'vitest';

describe('the sleep of the web ports', () => {
  const { sleep } = createWebPorts();

  it('resolves when its time has passed', async () => {
    await expect(sleep(5)).resolves.toBeUndefined();
    await expect(sleep(5, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('resolves early where nobody waits any more, and lets the timer go', async () => {
    const ended = new AbortController();
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const sleeping = sleep(600_000, ended.signal);
    ended.abort();
    await expect(sleeping).resolves.toBeUndefined();
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBe(before);
    await expect(sleep(600_000, ended.signal)).resolves.toBeUndefined();
  });
});

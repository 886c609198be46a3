import type { LogRecord } from '@sallyport/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { toDefect } from '../../packages/worker/src/denial.ts';
import { logDecision, writeRecord } from '../../packages/worker/src/log.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const denied = toDefect('GET', 'policy');

describe('logDecision', () => {
  test('writes one object for a decision that the policy logs, and none for others', async () => {
    const written = vi.spyOn(console, 'log').mockReturnValue();
    const work: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>): number => work.push(promise);
    logDecision(denied, { decisions: 'deny', subject: 'hash' }, writeRecord, waitUntil);
    logDecision(denied, { decisions: 'off', subject: 'hash' }, writeRecord, waitUntil);
    await Promise.all(work);
    expect(written.mock.calls).toEqual([[expect.objectContaining({ decisionId: denied.decisionId, status: 500 })]]);
  });

  test('survives a sink that throws', async () => {
    const problems = vi.spyOn(console, 'error').mockReturnValue();
    const work: Promise<unknown>[] = [];
    const sink = (_record: LogRecord): void => {
      throw new RangeError('token in a message');
    };
    logDecision(denied, { decisions: 'all', subject: 'hash' }, sink, (promise) => work.push(promise));
    await expect(Promise.all(work)).resolves.toHaveLength(1);
    expect(problems.mock.calls).toEqual([[{ kind: 'sallyport.log_failed', error: 'RangeError' }]]);
  });
});

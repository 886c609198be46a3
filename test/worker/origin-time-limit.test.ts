import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askInTime } from '../../packages/worker/src/origin-time-limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An origin that answers when it is told to, and fails as fetch does when its signal aborts. */
function stage() {
  const answer = Promise.withResolvers<Response>();
  let signal: AbortSignal | undefined;
  const send = (given: AbortSignal): Promise<Response> => {
    signal = given;
    given.addEventListener('abort', () => answer.reject(given.reason));
    return answer.promise;
  };
  return { answer, send, isAborted: () => signal?.aborted };
}

describe('askInTime', () => {
  test('counts from the end of the request, whether it ended well or not', async () => {
    for (const end of ['resolve', 'reject'] as const) {
      const sent = Promise.withResolvers<void>();
      const { send, isAborted } = stage();
      const asked = askInTime(send, sent.promise, 100);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(isAborted()).toBe(false);
      sent[end]();
      await vi.advanceTimersByTimeAsync(99);
      expect(isAborted()).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await asked).toEqual({ kind: 'timed_out' });
    }
  });

  test('never aborts once the head has come, and leaves no timer behind', async () => {
    const { answer, send, isAborted } = stage();
    const response = new Response('body');
    const asked = askInTime(send, Promise.resolve(), 100);
    await vi.advanceTimersByTimeAsync(50);
    expect(vi.getTimerCount()).toBe(1);
    answer.resolve(response);
    expect(await asked).toEqual({ kind: 'answered', response });
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(isAborted()).toBe(false);
  });

  test('never starts to count where the answer came before the end of the request', async () => {
    const sent = Promise.withResolvers<void>();
    const { answer, send, isAborted } = stage();
    const asked = askInTime(send, sent.promise, 100);
    answer.resolve(new Response());
    await asked;
    sent.resolve();
    await vi.advanceTimersByTimeAsync(1000);
    expect([vi.getTimerCount(), isAborted()]).toEqual([0, false]);
  });

  test('hands on what an origin failed with', async () => {
    const error = new Error('no connection');
    expect(await askInTime(() => Promise.reject(error), Promise.resolve(), 100)).toEqual({ kind: 'failed', error });
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { type AuthorizerOptions, tokenAuthorizer } from '@sallyport/lambda';
import { describe, expect, test } from 'vitest';
import { createSetting, START, toPolicy } from '../authorizers/setting.ts';
import { readEvent } from '../events/read.ts';

const QUIET = toPolicy({}, { log: { decisions: 'off' } });
const setUp = (options: AuthorizerOptions = { metrics: 'on' }) => createSetting(tokenAuthorizer, QUIET, options);

/** Every value whose metric a line directs CloudWatch to make, with its unit and dimensions. */
function readMetrics(record: unknown): Record<string, unknown> {
  const line = Object(record);
  expect(line._aws.Timestamp).toBe(Math.floor(line._aws.Timestamp));
  const made: Record<string, unknown> = {};
  for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
    expect(Namespace).toBe('Sallyport');
    for (const set of Dimensions) for (const name of set) expect(typeof line[name]).toBe('string');
    for (const { Name, Unit } of Metrics)
      made[Name] = [line[Name], Unit, Dimensions.map((set: string[]) => set.join('+')).join(' ')];
  }
  return made;
}

describe('metrics', () => {
  test('are off unless asked for, or where the environment names their namespace', async () => {
    for (const [options, count] of [
      [{}, 0],
      [{ metrics: 'on' }, 1],
      [{ env: { POWERTOOLS_METRICS_NAMESPACE: 'Acme' } }, 1],
      [{ env: { POWERTOOLS_METRICS_NAMESPACE: 'Acme' }, metrics: 'off' }, 0],
    ] as const) {
      const { handler, mint, logged } = setUp(options);
      await handler(readEvent('token', await mint()), {});
      expect(logged).toHaveLength(count);
      if ('env' in options && count === 1) expect(JSON.stringify(logged)).toContain('"Namespace":"Acme"');
    }
  });

  test('count each outcome, the size of its document, fetches of keys and the cold start', async () => {
    const { handler, mint, logged } = setUp();
    await handler(readEvent('token', await mint(['read:orders'])), {});
    await handler(readEvent('token', await mint()), {});
    await handler(readEvent('token', 'a.b.c'), {}).catch(() => null);
    await handler(readEvent('appsync'), {}).catch(() => null);
    const bytes = [expect.any(Number), 'Bytes', 'service'];
    expect(logged.map(readMetrics)).toEqual([
      {
        Allow: [1, 'Count', 'service'],
        PolicyBytes: bytes,
        JwksFetch: [2, 'Count', 'service'],
        ColdStart: [1, 'Count', 'service'],
      },
      { Deny: [1, 'Count', 'service service+reason'], PolicyBytes: bytes },
      { Unauthorized: [1, 'Count', 'service'] },
      { Fault: [1, 'Count', 'service'] },
    ]);
    expect(logged.map(({ reason }) => reason)).toEqual([
      undefined,
      'scope_insufficient',
      'token_malformed',
      'event_malformed',
    ]);
    expect(logged.every(({ _aws }) => Object(_aws).Timestamp === START * 1000)).toBe(true);
  });

  test('count a fault of the keys, and answers given with a stale set', async () => {
    const { handler, mint, logged, issuer, clock } = setUp();
    await handler(readEvent('token', await mint()), {});
    issuer.fail('status500');
    clock.advance(7200);
    await handler(readEvent('token', await mint()), {});
    expect(readMetrics(logged.at(-1))).toMatchObject({
      Deny: [1, 'Count', expect.anything()],
      JwksStale: [1, 'Count', 'service'],
    });
    clock.advance(100_000);
    await expect(handler(readEvent('token', await mint()), {})).rejects.toThrow(/_unavailable$/);
    expect(readMetrics(logged.at(-1))).toMatchObject({
      Fault: [1, 'Count', 'service'],
      JwksFetch: [expect.any(Number), 'Count', 'service'],
    });
  });

  test('decide nothing where their sink fails', async () => {
    const { handler, mint } = setUp({
      metrics: 'on',
      log: () => {
        throw new Error('disk full');
      },
    });
    await expect(handler(readEvent('token', await mint()), {})).resolves.toHaveProperty('policyDocument');
  });
});

import type { KeySourceReport } from '@sallyport/core';
import { afterEach, expect, test, vi } from 'vitest';
import { toDefect } from '../../packages/worker/src/denial.ts';
import { createFaultLog, logDecision, type WorkerLogRecord } from '../../packages/worker/src/log.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const MINUTE = 1_900_000_020;
const report: KeySourceReport = {
  iss: 'https://tokens.acme.dev',
  state: 'expired',
  from: 'issuer',
  keyCount: 2,
  refusedKeyCount: 0,
  ageSeconds: 90_000,
  fetchedAt: MINUTE - 90_000,
  lastSuccessAt: MINUTE - 90_000,
  lastFailureAt: MINUTE - 3,
  fetches: 7,
  failures: 5,
};
const fault = (decidedAt: number) =>
  ({ ...toDefect('GET', ''), status: 503, reason: 'keys_unavailable', decidedAt }) as const;

test('tells once a minute for each issuer what its key source says', () => {
  const problems = vi.spyOn(console, 'error').mockReturnValue();
  const other = { ...report, iss: 'https://other.acme.dev', state: 'empty' } as const;
  let reports: readonly KeySourceReport[] = [report];
  const logFault = createFaultLog(() => reports);
  const first = fault(MINUTE);
  logFault(first);
  logFault(fault(MINUTE + 59));
  expect(problems.mock.calls).toEqual([
    [{ kind: 'sallyport.keys_fault', decisionId: first.decisionId, reason: 'keys_unavailable', ...report }],
  ]);
  reports = [report, other];
  logFault(fault(MINUTE + 59));
  logFault(fault(MINUTE + 60));
  expect(problems.mock.calls.map(([{ iss }]) => iss)).toEqual([report.iss, other.iss, report.iss, other.iss]);
});

test('tells of fresh keys where the latest refresh failed: a new key could not be looked for', () => {
  const problems = vi.spyOn(console, 'error').mockReturnValue();
  const fresh = { ...report, state: 'fresh' } as const;
  createFaultLog(() => [fresh])(fault(MINUTE));
  createFaultLog(() => [{ ...fresh, lastSuccessAt: null }])(fault(MINUTE));
  expect(problems).toHaveBeenCalledTimes(2);
});

test('says nothing of sources that are well, nor of decisions that are no fault', () => {
  const problems = vi.spyOn(console, 'error').mockReturnValue();
  const well: KeySourceReport = { ...report, state: 'fresh', lastFailureAt: null };
  const recovered: KeySourceReport = { ...report, state: 'fresh', lastSuccessAt: MINUTE };
  createFaultLog(() => [well, recovered, { ...report, state: 'inline' }])(fault(MINUTE));
  createFaultLog(() => [report])({ ...fault(MINUTE), status: 401, reason: 'token_expired' });
  createFaultLog(() => [report])(toDefect('GET', 'policy'));
  expect(problems).not.toHaveBeenCalled();
});

test.each([
  ['8f1c2d3e4a5b6c7d-FRA', '8f1c2d3e4a5b6c7d-FRA'],
  ['8f1c2d3e4a5b6c7d', '8f1c2d3e4a5b6c7d'],
  ['8f1c2d3e4a5b6c7d-FRA\u007f', null],
  ['eyJhbGciOiJIUzI1NiJ9.e30.x', null],
  [null, null],
])('writes the gate and the request id of CF-Ray %j as %j', async (ray, requestId) => {
  const records: WorkerLogRecord[] = [];
  const work: Promise<unknown>[] = [];
  const headers = { get: (name: string) => (name === 'CF-Ray' ? ray : null) };
  const log = { decisions: 'deny', subject: 'hash' } as const;
  logDecision(
    toDefect('GET', ''),
    log,
    (record) => records.push(record),
    (promise) => work.push(promise),
    headers,
  );
  logDecision(
    toDefect('GET', ''),
    log,
    (record) => records.push(record),
    (promise) => work.push(promise),
  );
  await Promise.all(work);
  expect(records).toMatchObject([
    { gate: 'worker', requestId },
    { gate: 'worker', requestId: null },
  ]);
});

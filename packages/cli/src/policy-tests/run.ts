/**
 * Runs the policy's own table of expectations.
 */
import type { Decision, TestEntry } from '@sallyport/core';
import { REASONS } from '@sallyport/core';
import type { Rehearsal } from '@sallyport/core/rehearse';
import { toRehearsedRequest } from './request.ts';

/** One row, run. */
export interface TestResult {
  /** The row's place in the policy's list. */
  readonly index: number;
  readonly entry: TestEntry;
  readonly decision: Decision;
  readonly outcome: 'passed' | 'failed';
}

/** Every row's result, in the policy's order. @param onResult - Told after each how many there are. */
export async function runTests(
  tests: readonly TestEntry[],
  rehearsal: Rehearsal,
  onResult: (count: number) => void = () => {},
): Promise<readonly TestResult[]> {
  const { lookAlikes } = rehearsal.policy.worker;
  const results: TestResult[] = [];
  for (const [index, entry] of tests.entries()) {
    const request = toRehearsedRequest(entry.request, lookAlikes);
    const decision = await rehearsal.rehearse(request, entry.token ?? null);
    results.push({ index, entry, decision, outcome: isExpected(entry.expect, decision) ? 'passed' : 'failed' });
    onResult(results.length);
  }
  return results;
}

/** Whether a decision is what a row expects. A plain `deny` is not met by a fault, which says nothing of the policy. */
export function isExpected(expect: string, decision: Decision): boolean {
  if (expect === 'allow') return decision.effect === 'allow';
  if (decision.effect !== 'deny') return false;
  return expect === 'deny' ? REASONS[decision.reason].phase !== 'fault' : expect === `deny:${decision.reason}`;
}

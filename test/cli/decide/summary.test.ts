import { expect, test } from 'vitest';
import { createDecisionCount } from '../../../packages/cli/src/decide/summary.ts';

test('counts what was allowed, and each reason with the place to read on, the most frequent first', () => {
  const count = createDecisionCount();
  for (const reason of ['token_missing', 'scope_insufficient', 'scope_insufficient'] as const) {
    count.add({ effect: 'deny', reason });
  }
  count.add({ effect: 'allow', reason: null });
  expect(count.total()).toBe(4);
  expect(count.toLines().map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
    '4 decided, 1 allowed, 3 denied',
    ' 2 scope_insufficient more: docs/reasons.md#scope_insufficient',
    ' 1 token_missing more: docs/reasons.md#token_missing',
  ]);
});

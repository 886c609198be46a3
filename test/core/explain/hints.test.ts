import { expect, test } from 'vitest';
import { REASONS } from '../../../packages/core/src/decision/reasons.ts';
import { HINTS } from '../../../packages/core/src/explain/hints.ts';

test('every reason has a hint of its own, in whole sentences', () => {
  expect(Object.keys(HINTS).sort()).toEqual(Object.keys(REASONS).sort());
  expect(new Set(Object.values(HINTS)).size).toBe(Object.keys(REASONS).length);
  for (const hint of Object.values(HINTS)) expect(hint).toMatch(/^[A-Z].{15,}\.$/);
});

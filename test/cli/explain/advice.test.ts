/** What is told of a denial beside its phases. */
import { REASONS, type Reason } from '@sallyport/core';
import { CAUSES, HINTS } from '@sallyport/core/explain';
import { expect, test } from 'vitest';
import { toAdvice } from '../../../packages/cli/src/explain/advice.ts';

const ALL = Object.keys(REASONS) as readonly Reason[];

test.each(ALL)('%s without a near miss: its common causes, and a fix that is no description', (reason) => {
  const { causes, fix, hint, documentation } = toAdvice(reason, null, []);
  expect(causes.map(({ cause }) => cause)).toEqual(CAUSES[reason].causes);
  expect(fix).toBe(CAUSES[reason].fix);
  expect(fix).not.toBe(hint);
  expect([hint, documentation]).toEqual([HINTS[reason], `docs/reasons.md#${reason}`]);
});

test("a provider's own hint comes before the common causes, and is what to try first", () => {
  const { causes, fix } = toAdvice('type_not_allowed', 'Send the access token.', []);
  expect(causes[0]).toEqual({ code: 'provider', cause: 'Send the access token.', fix: 'Send the access token.' });
  expect(causes.length).toBe(1 + CAUSES.type_not_allowed.causes.length);
  expect(fix).toBe('Send the access token.');
});

test('what was nearly right in this request leaves the common causes out', () => {
  const near = { code: 'trailing_slash', cause: 'The slash.', fix: 'Add it.', weight: 0.9 } as const;
  const { causes, fix } = toAdvice('audience_mismatch', 'Compare the audience.', [near]);
  expect(causes).toEqual([{ code: 'trailing_slash', cause: 'The slash.', fix: 'Add it.' }]);
  expect(fix).toBe('Add it.');
});

test('an allow has none', () => {
  const none = { causes: [], hint: null, presetHint: null, fix: null, documentation: null };
  expect(toAdvice(null, null, [])).toEqual(none);
});

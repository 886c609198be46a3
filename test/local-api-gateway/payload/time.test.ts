import { expect, test } from 'vitest';
import { toRequestTime } from '../../../packages/local-api-gateway/src/payload/time.ts';

test.each([
  [0, '01/Jan/1970:00:00:00 +0000'],
  [1_772_600_767_999, '04/Mar/2026:05:06:07 +0000'],
  [1_798_761_599_000, '31/Dec/2026:23:59:59 +0000'],
])('%i ms is %s', (epochMs, text) => {
  expect(toRequestTime(epochMs)).toBe(text);
});

import { expect, test } from 'vitest';
import { toPointerText } from '../../../packages/cli/src/report/pointer-text.ts';

test.each([
  ['', '/'],
  ['/issuers/staff/audience', 'issuers.staff.audience'],
  ['/routes/GET ~1orders/scopes/0', 'routes["GET /orders"].scopes[0]'],
  ['/routes/~0a', 'routes["~a"]'],
  ['/', '[""]'],
])('%j reads %s', (pointer, text) => {
  expect(toPointerText(pointer)).toBe(text);
});

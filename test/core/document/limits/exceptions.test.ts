import { expect, test } from 'vitest';
import { findLambdaLimits } from '../../../../packages/core/src/document/lambda-limits.ts';
import { compiled, toDocument } from '../compiling.ts';

const demand = { scopes: ['s'] };
const limitsOf = (routes: Record<string, unknown>) => findLambdaLimits(compiled(toDocument({ routes })));

test('unsafeReportOnly is a lambda-report-only, unsafePath a lambda-unsafe-path', () => {
  const unsafeReportOnly = { why: 'w', until: '2030-12-31' };
  expect(
    limitsOf({
      '/a/*': { ...demand, unsafeReportOnly, unsafePath: { semicolon: 'w' } },
      '/b': { ...demand, unsafeReportOnly },
    }),
  ).toMatchObject([
    { level: 'error', code: 'lambda-report-only', pointer: '/routes/~1a~1*/unsafeReportOnly', at: 'name' },
    { level: 'error', code: 'lambda-unsafe-path', pointer: '/routes/~1a~1*/unsafePath', at: 'name' },
    { level: 'error', code: 'lambda-report-only', pointer: '/routes/~1b/unsafeReportOnly', at: 'name' },
  ]);
});

test('a shared cache is the Worker gate’s own matter', () => {
  expect(limitsOf({ '/a': { ...demand, unsafeSharedCache: 'w' }, '/b': 'authenticated' })).toEqual([]);
});

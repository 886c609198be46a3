import { spawnSync } from 'node:child_process';
import { REASONS } from '@sallyport/core';
import { CAUSES } from '@sallyport/core/explain';
import { describe, expect, test } from 'vitest';
import { toDocumentation } from '../../packages/cli/src/report/reason-reference.ts';
import { DOCUMENTS, findAnchors, ROOT } from './markdown.ts';

describe('docs/reasons.md', () => {
  test('is what scripts/write-reasons.mjs writes', () => {
    const run = spawnSync(process.execPath, ['--conditions=source', 'scripts/write-reasons.mjs', '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });

  test('has the section that explain names, for every reason', () => {
    for (const reason of Object.keys(REASONS)) {
      const [path, anchor = ''] = (toDocumentation(reason) ?? '').split('#');
      const document = DOCUMENTS.find((one) => one.path === path);
      expect(document && findAnchors(document).has(anchor), reason).toBe(true);
    }
    expect(toDocumentation(null)).toBeNull();
  });
});

test('every reason is explained in whole sentences, with a cause and a fix of its own', () => {
  expect(Object.keys(CAUSES).sort()).toEqual(Object.keys(REASONS).sort());
  for (const [reason, { what, causes, fix }] of Object.entries(CAUSES)) {
    expect(causes.length, reason).toBeGreaterThan(0);
    for (const text of [what, fix, ...causes]) expect(text, reason).toMatch(/^[A-Z`].{8,}[.]$/);
  }
  expect(new Set(Object.values(CAUSES).map(({ what }) => what)).size).toBe(Object.keys(REASONS).length);
});

import { expect, test } from 'vitest';
import { toDiffLines } from '../../../packages/cli/src/route-matrix/lines.ts';
import { toMarkdown } from '../../../packages/cli/src/route-matrix/markdown.ts';

const HOSTILE = 'GET /`</code>|@team\n<img src=x>';

test('text of a policy cannot end its cell or its code span', () => {
  const side = { route: HOSTILE, access: 'requirement', requirement: HOSTILE, exceptions: ['unsafePath semicolon'] };
  const diff = {
    against: HOSTILE,
    widens: true,
    routes: [{ change: 'public' as const, widens: true, methods: ['GET' as const], before: side, after: side }],
    issuers: [{ issuer: HOSTILE, change: 'changed' as const, widens: true, keys: [HOSTILE] }],
    ownPaths: [{ path: HOSTILE, kind: 'health' as const, change: 'public' as const, widens: true }],
    settings: [
      { setting: HOSTILE, change: 'wider' as const, widens: true, before: HOSTILE, after: { [HOSTILE]: [HOSTILE] } },
    ],
  };
  const exceptions = ['report-only until 2099-12-31'];
  const routes = [{ route: HOSTILE, access: 'public', exceptions, line: 1, column: 1, cells: null }];
  const ownPaths = [{ path: HOSTILE, kind: 'health' as const }];
  const report = {
    ok: false,
    file: 'p',
    findings: [],
    policy: 'sha256:0',
    personas: [HOSTILE],
    routes,
    ownPaths,
    diff,
  };
  const markdown = toMarkdown(report);
  expect(markdown).not.toMatch(/<img|<\/code>[^ ]*<\/code>|@team/);
  for (const row of markdown.split('\n').filter((line) => line.startsWith('|'))) {
    // Two columns of the matrix, four of the diff, and what stands outside them.
    expect([4, 6]).toContain(row.split('|').length);
  }
  for (const line of toDiffLines(diff)) expect(line).not.toContain('\n');
});

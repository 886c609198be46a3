import { expect, test } from 'vitest';
import { toVerdictText } from '../../../packages/dev/src/playground/page/verdict-text.ts';
import type { ShownDecision } from '../../../packages/dev/src/playground/protocol.ts';

const RECORD: ShownDecision['record'] = {
  ...{ ts: '2026-01-01T00:00:00Z', decisionId: 'd-1', effect: 'deny', status: 403, reason: 'scope_insufficient' },
  ...{ wouldDeny: null, about: 'scopes', method: 'GET', route: 'GET /x', issuer: 'main' },
};
const ALLOWED = { ...RECORD, effect: 'allow', status: 200, reason: null, about: null };

test.each([
  ['a denial', { record: RECORD }, '✖ 403 scope_insufficient (scopes)'],
  ['an allow', { record: ALLOWED }, '✔ allow'],
  [
    'an allow of a route that only reports',
    { record: { ...ALLOWED, wouldDeny: 'scope_insufficient', about: 'scopes' } },
    '✔ allow, report only: would deny scope_insufficient (scopes)',
  ],
  [
    'a kept denial',
    { record: { ...RECORD, reason: null, about: null }, keptFrom: 'GET /me' },
    '✖ 403 from the kept result of GET /me',
  ],
  ['a kept allow', { record: ALLOWED, keptFrom: 'GET /me' }, '✔ allow from the kept result of GET /me'],
])('%s is shown as what it is', (_what, decision, text) => {
  expect(toVerdictText({ gate: 'edge', ...decision })).toBe(text);
});

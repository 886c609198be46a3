import { stripVTControlCharacters } from 'node:util';
import type { SeenDecision } from '@sallyport/dev';
import { expect, test } from 'vitest';
import { toDecisionLines } from '../../../packages/cli/src/dev/decision-lines.ts';

type LogRecord = SeenDecision['record'];
const DENIED: LogRecord = {
  ...{ kind: 'sallyport.decision', v: 1, ts: '2026-01-01T00:00:00Z', decisionId: 'd-1', effect: 'deny', status: 403 },
  ...{ reason: 'scope_insufficient', mode: 'enforce', wouldDeny: null, about: 'scopes', method: 'GET' },
  ...{ route: 'GET /x', policy: 'sha256:0', issuer: 'main', subject: null, client: null, tokenId: null },
};
const ALLOWED: LogRecord = { ...DENIED, effect: 'allow', status: 200, reason: null, about: null };
const tell = (record: LogRecord, gate: SeenDecision['gate'] = 'edge'): readonly string[] =>
  toDecisionLines({ gate, kind: null, record }, 'npx sallyport').map((line) => stripVTControlCharacters(line));

test('a denial is told with its reason, its gate, what to look at and what explains it', () => {
  const lines = tell(DENIED, 'apiGateway');
  expect(lines[0]).toBe('  DENY 403 scope_insufficient (scopes) at "GET /x"  API Gateway');
  expect(lines[1]).toContain('The token lacks a scope');
  expect(lines[2]).toContain('#scope_insufficient');
  expect(lines[3]).toBe('       npx sallyport explain --decision d-1');
  expect(tell({ ...DENIED, route: null })[0]).toBe('  DENY 403 scope_insufficient (scopes)  worker');
});

test('what a route that only reports lets through is told as such, with the same hints', () => {
  const lines = tell({ ...ALLOWED, mode: 'report', wouldDeny: 'scope_insufficient', about: 'scopes' });
  expect(lines[0]).toBe('  REPORT would deny scope_insufficient (scopes) at "GET /x"  worker');
  expect(lines.slice(1)).toEqual(tell(DENIED).slice(1));
});

test('any other allow is not told', () => {
  expect(tell(ALLOWED)).toEqual([]);
});

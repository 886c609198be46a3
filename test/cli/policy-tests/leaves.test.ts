import type { RequirementEntry } from '@sallyport/core';
import { expect, test } from 'vitest';
import {
  findSoleObstacles,
  type Leaf,
  listLeafPointers,
  listLeaves,
} from '../../../packages/cli/src/policy-tests/leaves.ts';
import { createPolicyRehearsal } from '../../../packages/cli/src/policy-tests/rehearsal.ts';
import { isExpected, runTests } from '../../../packages/cli/src/policy-tests/run.ts';
import { judgePolicyText } from '../../../packages/cli/src/source/judge.ts';
import { compileRoute } from '../route-matrix/compile.ts';

const toName = (leaf: Leaf): string => (leaf.kind === 'many' ? leaf.values.join() : leaf.kind);

test('leaves and their pointers come in one order, whatever the order of the keys', () => {
  const entry: RequirementEntry = {
    allOf: [{ roles: ['r1'] }, { anyOf: [{ groups: ['g1'] }, { claims: { 'a/b': 'x' } }] }],
    client: 'c',
    scopes: ['s1'],
    anyOf: [{ issuer: 'acme' }, { permissions: ['p1'], scopes: ['s2'] }],
  };
  const { requirement } = compileRoute(entry).access;
  const leaves = requirement === null ? [] : listLeaves(requirement);
  expect(leaves.map(toName)).toEqual(['s1', 'client', 'issuer', 's2', 'p1', 'r1', 'g1', 'claim']);
  expect(listLeafPointers(entry, '')).toEqual([
    '/scopes',
    '/client',
    '/anyOf/0/issuer',
    '/anyOf/1/scopes',
    '/anyOf/1/permissions',
    '/allOf/0/roles',
    '/allOf/1/anyOf/0/groups',
    '/allOf/1/anyOf/1/claims/a~1b',
  ]);
});

test('a leaf is an obstacle alone where nothing else keeps the principal out', () => {
  const { requirement } = compileRoute({ scopes: ['s'], anyOf: [{ roles: ['r'] }, { groups: ['g'] }] }).access;
  if (requirement === null) throw new Error('no requirement');
  const obstacles = (...met: string[]) =>
    findSoleObstacles([requirement], (leaf) => met.includes(toName(leaf))).map(toName);
  expect(obstacles()).toEqual([]);
  expect(obstacles('s')).toEqual(['r', 'g']);
  expect(obstacles('r')).toEqual(['s']);
  expect(obstacles('s', 'g')).toEqual([]);
});

test('a plain deny takes any reason but a fault, and a host is written as in a route key', async () => {
  const tests = ['GET api.acme.dev/x', 'GET https://api.acme.dev/x', 'GET /x'].map((request) => ({
    request,
    expect: 'deny:route_denied',
  }));
  const policy = {
    issuers: { acme: { issuer: 'https://id.acme.dev', audience: 'https://api.acme.dev' } },
    routes: { 'api.acme.dev/x': 'deny' },
    tests,
  };
  const judged = judgePolicyText(JSON.stringify(policy), 'p', { hosts: 'loopbackAllowed', variables: 'assume' });
  const rehearsal = createPolicyRehearsal(judged);
  if (rehearsal === null) throw new Error('no rehearsal');
  const results = await runTests(tests, rehearsal);
  expect(results.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'failed']);
  const [first] = results;
  if (first?.decision.effect !== 'deny') throw new Error('no denial');
  expect(isExpected('deny', first.decision)).toBe(true);
  expect(isExpected('allow', first.decision)).toBe(false);
  expect(isExpected('deny', { ...first.decision, reason: 'internal_error' })).toBe(false);
  expect(isExpected('deny:internal_error', { ...first.decision, reason: 'internal_error' })).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { createEvaluator, createJudge } from './evaluator.ts';
import { TABLE } from './evaluator-table.ts';
import { Action, allow, BASE, NOON, type Parts, variable, when } from './statements.ts';

describe('the evaluator that judges the compiler knows that', () => {
  test.each(TABLE)('%s', (_behaviour, statements, { resource = 'GET/a', action = Action, keys = {} }, verdict) => {
    const judge = createJudge(toDocument(statements));
    expect(judge({ action, resource: `${BASE}/${resource}`, keys })).toBe(verdict);
  });
});

function toDocument(statements: readonly Parts[]): Parameters<typeof createJudge>[0] {
  return JSON.parse(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
}

describe('it refuses', () => {
  test.each<[what: string, statement: Parts]>([
    ['an effect in another case', { Effect: 'allow', Action, Resource: '*' }],
    ['neither Resource nor NotResource', { Effect: 'Allow', Action }],
    ['both', { Effect: 'Allow', Action, Resource: '*', NotResource: '*' }],
    ['an empty list', { Effect: 'Allow', Action, Resource: [] }],
    ['a pattern of 513 characters', { Effect: 'Allow', Action, Resource: 'a'.repeat(513) }],
    ['a character past U+00FF', { Effect: 'Allow', Action, Resource: '名' }],
    ['a control character', { Effect: 'Allow', Action, Resource: 'a\u0001' }],
    ['a policy variable', allow(`GET/${variable('aws:username')}`)],
    ['an unknown operator', allow('*', when('DateAround', 'aws:CurrentTime', NOON))],
    ['another key', allow('*', when('DateLessThan', 'aws:EpochTime', NOON))],
    ['another action', allow('*', { Action: '*' })],
  ])('%s', (_what, statement) => {
    expect(() => createEvaluator(toDocument([statement]))(`${BASE}/GET/a`, 1)).toThrow();
  });

  test('another version, under which there are no variables', () => {
    expect(() => createJudge({ Version: '2008-10-17', Statement: [] })).toThrow('version');
  });
});

import { parseAnswer } from '@sallyport/local-api-gateway';
import { expect, test } from 'vitest';
import { answerFor } from '../fixture.ts';

const good = answerFor('Allow');

test('the context is text, as backends see it', () => {
  const context = { text: 'a', empty: '', number: 1.5, whole: 3, yes: true, no: false, __proto__x: 'y' };
  const parsed = parseAnswer({ ...good, context });
  expect(parsed).toMatchObject({
    outcome: 'accepted',
    answer: {
      principalId: 'user-1',
      context: { text: 'a', empty: '', number: '1.5', whole: '3', yes: 'true', no: 'false', __proto__x: 'y' },
    },
  });
});

test('a context member called __proto__ stays a member', () => {
  const parsed = parseAnswer(JSON.parse(JSON.stringify(good).replace(/}$/, ',"context":{"__proto__":"x"}}')));
  if (parsed.outcome === 'refused') throw new Error('a good answer was refused');
  expect(Object.entries(parsed.answer.context)).toEqual([['__proto__', 'x']]);
});

test('an answer is what its JSON says, toJSON included', () => {
  expect(parseAnswer({ toJSON: () => good }).outcome).toBe('accepted');
  expect(parseAnswer(new Map(Object.entries(good))).outcome).toBe('refused');
});

test('an answer that cannot be sent as JSON is refused, and never throws', () => {
  const cycle: Record<string, unknown> = { ...good };
  cycle.context = cycle;
  const throwing = {
    toJSON: (): never => {
      throw new Error('secret');
    },
  };
  for (const value of [cycle, throwing, { ...good, context: { a: 1n } }]) {
    expect(parseAnswer(value)).toEqual({ outcome: 'refused', problems: ['the answer is not JSON'] });
  }
});

test('an answer of more than 6 MB is refused', () => {
  const context = { a: 'x'.repeat(6 * 1024 * 1024) };
  expect(parseAnswer({ ...good, context })).toEqual({
    outcome: 'refused',
    problems: ['the answer is larger than 6 MB'],
  });
});

test('every problem is named by its place, and no value is repeated', () => {
  const parsed = parseAnswer({ principalId: 5, context: { plan: ['gold-secret'] }, extra: 'x', policyDocument: {} });
  expect(parsed).toEqual({
    outcome: 'refused',
    problems: [
      'the answer has a member "extra" that does not belong there',
      'principalId must be a string with content',
      'context.plan must be a string, number or boolean',
      'policyDocument: Version must be "2012-10-17"',
      'policyDocument: Statement must hold at least one statement',
    ],
  });
});

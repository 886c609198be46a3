import { parseAnswer, parseSimpleAnswer } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { answerFor } from '../fixture.ts';

describe('a simple response', () => {
  test.each([
    [{ isAuthorized: true }, true, {}, {}],
    [{ isAuthorized: false, context: {} }, false, {}, {}],
    [
      { isAuthorized: true, context: { text: 'a', number: 1.5, no: false, none: null, list: [1], map: { a: 'b' } } },
      true,
      { text: 'a', number: '1.5', no: 'false', none: 'null', list: '[1]', map: '{"a":"b"}' },
      { text: 'a', number: 1.5, no: false, none: null, list: [1], map: { a: 'b' } },
    ],
  ])('%j is accepted, its context as text and as it was', (answer, isAuthorized, context, values) => {
    expect(parseSimpleAnswer(answer)).toEqual({ outcome: 'accepted', answer: { isAuthorized, context, values } });
  });

  test.each([
    ['the text "false", which is true in most languages', { isAuthorized: 'false' }],
    ['the text "true"', { isAuthorized: 'true' }],
    ['1', { isAuthorized: 1 }],
    ['null', { isAuthorized: null }],
    ['another spelling', { IsAuthorized: true }],
    ['nothing', {}],
    ['a list', [{ isAuthorized: true }]],
    ['a principal beside it', { isAuthorized: true, principalId: 'a' }],
    ['context null', { isAuthorized: true, context: null }],
    ['BigInt in context', { isAuthorized: true, context: { a: 1n } }],
    ['more than 6 MB', { isAuthorized: true, context: { a: 'x'.repeat(6 * 1024 * 1024) } }],
  ])('%s is refused', (_, answer: unknown) => {
    expect(parseSimpleAnswer(answer).outcome).toBe('refused');
  });

  test('every problem is named, and no value is repeated', () => {
    expect(parseSimpleAnswer({ isAuthorized: 'secret', extra: 'secret', context: 'secret' })).toEqual({
      outcome: 'refused',
      problems: [
        'the answer has a member "extra" that does not belong there',
        'isAuthorized must be true or false',
        'context must be an object',
      ],
    });
  });
});

describe('the context of an IAM answer, by who asks', () => {
  const answer = (context: unknown): unknown => ({ ...answerFor('Allow'), context });
  test.each([
    ['rest', { claims: 'x' }, 'accepted'],
    ['rest', { a: ['x'] }, 'refused'],
    ['webSocket', { a: { b: 'x' } }, 'refused'],
    ['httpApiV1', { claims: 'x' }, 'refused'],
    ['httpApiV1', { a: 1 }, 'accepted'],
    ['httpApiV1', { a: ['x'] }, 'refused'],
    ['httpApiV2', { claims: { a: ['x'] }, none: null }, 'accepted'],
    ['httpApiV2', null, 'refused'],
  ] as const)('%s takes %j: %s', (form, context, outcome) => {
    expect(parseAnswer(answer(context), form).outcome).toBe(outcome);
  });
});

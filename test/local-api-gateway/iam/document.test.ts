import { parseIamDocument } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';

const ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod/GET/a';
const GOOD = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: ARN };

function withStatement(statement: unknown): unknown {
  return { Version: '2012-10-17', Statement: [statement] };
}

function problemsOf(value: unknown): readonly string[] {
  const parsed = parseIamDocument(value);
  return parsed.outcome === 'refused' ? parsed.problems : [];
}

function without(name: keyof typeof GOOD): unknown {
  return Object.fromEntries(Object.entries(GOOD).filter(([member]) => member !== name));
}

describe('a policy document', () => {
  test.each([
    ['with one statement in a list', withStatement(GOOD)],
    ['with one statement and no list', { Version: '2012-10-17', Statement: GOOD }],
    ['with an Id and a Sid', { Version: '2012-10-17', Id: 'a', Statement: [{ ...GOOD, Sid: 'b' }] }],
    ['with a Resource of 512 characters', withStatement({ ...GOOD, Resource: ARN.padEnd(512, 'a') })],
    ['with every character that IAM takes', withStatement({ ...GOOD, Resource: `${ARN}\t\n\r ~\u00ff` })],
    ['with an empty Condition, as the .NET types send it', withStatement({ ...GOOD, Condition: {} })],
  ])('%s is accepted', (_, value) => {
    expect(problemsOf(value)).toEqual([]);
  });

  test.each([
    ['null', null, 'the policy document must be an object'],
    ['text', JSON.stringify(withStatement(GOOD)), 'the policy document must be an object'],
    ['a list', [withStatement(GOOD)], 'the policy document must be an object'],
    ['no Version', { Statement: [GOOD] }, 'Version must be "2012-10-17"'],
    ['the old Version', { Version: '2008-10-17', Statement: [GOOD] }, 'Version must be "2012-10-17"'],
    ['no Statement', { Version: '2012-10-17' }, 'Statement must hold at least one statement'],
    ['no statement in it', { Version: '2012-10-17', Statement: [] }, 'Statement must hold at least one statement'],
    ['a statement that is null', withStatement(null), 'Statement[0] must be an object'],
    [
      'lower-case members',
      { Version: '2012-10-17', Statement: [GOOD], statement: [] },
      'the policy document has a member "statement" that does not belong there',
    ],
  ])('with %s is refused', (_, value, problem) => {
    expect(problemsOf(value)).toContain(problem);
  });

  const effect = 'Statement[0].Effect must be "Allow" or "Deny", in this case';
  test.each([
    ['no Effect', without('Effect'), effect],
    ['Effect in lower case', { ...GOOD, Effect: 'allow' }, effect],
    ['Effect null', { ...GOOD, Effect: null }, effect],
    ['no Action', without('Action'), 'Statement[0] must have one of Action and NotAction'],
    ['both Action and NotAction', { ...GOOD, NotAction: 's3:*' }, 'Statement[0] must have one of Action and NotAction'],
    ['an empty Action', { ...GOOD, Action: [] }, 'Statement[0].Action is empty'],
    [
      'an Action without a service',
      { ...GOOD, Action: 'Invoke' },
      'Statement[0].Action must be "*" or "service:Action"',
    ],
    ['an Action that is a number', { ...GOOD, Action: 1 }, 'Statement[0].Action must be a string with content'],
    ['no Resource', without('Resource'), 'Statement[0] must have one of Resource and NotResource'],
    [
      'both Resource and NotResource',
      { ...GOOD, NotResource: ARN },
      'Statement[0] must have one of Resource and NotResource',
    ],
    [
      'Resource beside a null NotResource',
      { ...GOOD, NotResource: null },
      'Statement[0] must have one of Resource and NotResource',
    ],
    ['an empty Resource', { ...GOOD, Resource: [] }, 'Statement[0].Resource is empty'],
    ['a Resource without text', { ...GOOD, Resource: '' }, 'Statement[0].Resource must be a string with content'],
    ['a Resource that is null', { ...GOOD, Resource: null }, 'Statement[0].Resource must be a string with content'],
    [
      'null among Resources',
      { ...GOOD, Resource: [ARN, null] },
      'Statement[0].Resource[1] must be a string with content',
    ],
    [
      'a Resource of 513 characters',
      { ...GOOD, Resource: ARN.padEnd(513, 'a') },
      'Statement[0].Resource is longer than 512 characters',
    ],
    [
      'a Resource outside Latin-1',
      { ...GOOD, Resource: `${ARN}/\u0100` },
      'Statement[0].Resource has a character outside U+0009, U+000A, U+000D, U+0020 to U+00FF',
    ],
    [
      'a Resource with a control character',
      { ...GOOD, Resource: `${ARN}/\u0000` },
      'Statement[0].Resource has a character outside U+0009, U+000A, U+000D, U+0020 to U+00FF',
    ],
    [
      'a variable without an end',
      { ...GOOD, Resource: `${ARN}/\${aws:SourceIp` },
      'Statement[0].Resource has a policy variable that does not end or names no key',
    ],
    [
      'a variable without a name',
      { ...GOOD, Resource: `${ARN}/\${}` },
      'Statement[0].Resource has a policy variable that does not end or names no key',
    ],
    [
      'a variable in the region',
      { ...GOOD, Resource: ARN.replace('eu-west-1', '$' + '{aws:RequestedRegion}') },
      'Statement[0].Resource has a policy variable before its fifth colon',
    ],
    [
      'Condition null, as aws-lambda-dotnet#2022 met it',
      { ...GOOD, Condition: null },
      'Statement[0].Condition must be an object',
    ],
    ['a Principal', { ...GOOD, Principal: '*' }, 'Statement[0] has a member "Principal" that does not belong there'],
    ['a Sid that is no text', { ...GOOD, Sid: 1 }, 'Statement[0].Sid must be a string'],
  ])('whose statement has %s is refused', (_, statement, problem) => {
    expect(problemsOf(withStatement(statement))).toContain(problem);
  });

  test('with several faults names them all, each with its place', () => {
    const value = { Version: '1', Statement: [GOOD, { Effect: 'Maybe', Action: 'x', Resource: [] }] };
    expect(problemsOf(value)).toEqual([
      'Version must be "2012-10-17"',
      'Statement[1].Action must be "*" or "service:Action"',
      'Statement[1].Resource is empty',
      'Statement[1].Effect must be "Allow" or "Deny", in this case',
    ]);
  });
});

import { evaluateIam, evaluateIamDocument, type IamEffect, parseIamDocument } from '@sallyport/local-api-gateway';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
const INVOKE = 'execute-api:Invoke';
type Statement = Readonly<Record<string, unknown>>;

const allow = (...paths: string[]): Statement => ({
  Effect: 'Allow',
  Action: INVOKE,
  Resource: paths.map((path) => `${BASE}/${path}`),
});
const deny = (...paths: string[]): Statement => ({ ...allow(...paths), Effect: 'Deny' });
const document = (...statements: Statement[]): unknown => ({ Version: '2012-10-17', Statement: statements });

// IAM's documented behaviours: the rule, the document, the path that is asked for, the answer.
const rules: readonly (readonly [string, unknown, string, IamEffect])[] = [
  ['no statement matches: implicit deny', document(allow('GET/a')), 'GET/b', 'implicitDeny'],
  ['an Allow matches: allow', document(allow('GET/a')), 'GET/a', 'allow'],
  ['a Deny matches: explicit deny', document(deny('GET/a')), 'GET/a', 'explicitDeny'],
  ['a Deny beats an Allow before it', document(allow('GET/*'), deny('GET/a')), 'GET/a', 'explicitDeny'],
  ['a Deny beats an Allow after it', document(deny('GET/a'), allow('GET/*')), 'GET/a', 'explicitDeny'],
  ['a Deny beats a more specific Allow', document(deny('*'), allow('GET/a')), 'GET/a', 'explicitDeny'],
  ['a Deny that does not match leaves the Allow', document(allow('GET/*'), deny('GET/a')), 'GET/b', 'allow'],
  ['any Resource of a list is enough', document(allow('GET/a', 'GET/b')), 'GET/b', 'allow'],
  ['* crosses slashes', document(allow('GET/a/*')), 'GET/a/b/c', 'allow'],
  ['* matches nothing at all', document(allow('GET/*')), 'GET/', 'allow'],
  ['* in the middle crosses slashes', document(allow('GET/*/admin')), 'GET/users/x/admin', 'allow'],
  ['* in the verb reaches into the path', document(allow('*/admin')), 'GET/users/admin', 'allow'],
  ['? is one character, a slash included', document(allow('GET/a?b')), 'GET/a/b', 'allow'],
  ['? is not zero characters', document(allow('GET/a?')), 'GET/a', 'implicitDeny'],
  ['? is not two characters', document(allow('GET/a?')), 'GET/abc', 'implicitDeny'],
  ['?* is one or more characters', document(allow('GET/a/?*')), 'GET/a/', 'implicitDeny'],
  ['patterns are anchored at the start', document(allow('GET/a')), 'GET/xGET/a', 'implicitDeny'],
  ['patterns are anchored at the end', document(allow('GET/a')), 'GET/a/b', 'implicitDeny'],
  ['Resource is case-sensitive', document(allow('GET/Orders')), 'GET/orders', 'implicitDeny'],
  ['expression characters stand for themselves', document(allow('GET/a.c(d)+[e]$')), 'GET/abc(d)+[e]$', 'implicitDeny'],
  ['wildcards in the request are plain text', document(allow('GET/a')), 'GET/*', 'implicitDeny'],
  ['Resource "*" is everything', document({ ...allow(), Resource: '*' }), 'GET/a', 'allow'],
  ['Resource may be one string', document({ ...allow(), Resource: `${BASE}/GET/a` }), 'GET/a', 'allow'],
  ['Statement may be one object', { Version: '2012-10-17', Statement: allow('GET/a') }, 'GET/a', 'allow'],
  ['Action ignores case', document({ ...allow('GET/a'), Action: 'EXECUTE-API:invoke' }), 'GET/a', 'allow'],
  ['Action takes wildcards', document({ ...allow('GET/a'), Action: 'execute-api:Inv?k*' }), 'GET/a', 'allow'],
  ['Action "*" is everything', document({ ...allow('GET/a'), Action: '*' }), 'GET/a', 'allow'],
  [
    'another action does not count',
    document({ ...allow('GET/a'), Action: ['s3:GetObject', 'execute-api:ManageConnections'] }),
    'GET/a',
    'implicitDeny',
  ],
  [
    'NotAction is every other action',
    document({ Effect: 'Allow', NotAction: 's3:*', Resource: `${BASE}/GET/a` }),
    'GET/a',
    'allow',
  ],
  [
    'NotAction leaves out what it lists',
    document({ Effect: 'Allow', NotAction: ['execute-api:*'], Resource: '*' }),
    'GET/a',
    'implicitDeny',
  ],
  [
    'NotResource is every other resource',
    document(allow('*'), { Effect: 'Deny', Action: INVOKE, NotResource: [`${BASE}/GET/a`, `${BASE}/GET/b`] }),
    'GET/c',
    'explicitDeny',
  ],
  [
    'NotResource leaves out each one it lists',
    document(allow('*'), { Effect: 'Deny', Action: INVOKE, NotResource: [`${BASE}/GET/a`, `${BASE}/GET/b`] }),
    'GET/b',
    'allow',
  ],
  [
    'an Allow with NotResource grants what is left',
    document({ Effect: 'Allow', Action: INVOKE, NotResource: `${BASE}/GET/a` }),
    'GET/b',
    'allow',
  ],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables of IAM, not of JavaScript
  ['${*} is a star', document(allow('GET/${*}')), 'GET/*', 'allow'],
  ['${*} is no wildcard', document(allow('GET/${*}')), 'GET/a', 'implicitDeny'],
  ['${?} is a question mark', document(allow('GET/${?}')), 'GET/a', 'implicitDeny'],
  ['${$} is a dollar sign', document(allow('GET/${$}{aws:SourceIp}')), 'GET/${aws:SourceIp}', 'allow'],
  ['a lone $ is a dollar sign', document(allow('GET/$a{b}')), 'GET/$a{b}', 'allow'],
  ['a variable takes the value of the request', document(allow('GET/${aws:SourceIp}')), 'GET/192.0.2.1', 'allow'],
  ['variable names ignore case', document(allow('GET/${AWS:sourceip}')), 'GET/192.0.2.1', 'allow'],
  [
    'wildcards beside a variable stay wildcards',
    document(allow('GET/*/${aws:SourceIp}/?')),
    'GET/a/192.0.2.1/b',
    'allow',
  ],
  ['wildcards in the value of a variable are text', document(allow('GET/${aws:UserAgent}')), 'GET/a', 'implicitDeny'],
  ['a variable without a value matches nothing', document(allow('GET/${aws:username}')), 'GET/', 'implicitDeny'],
  ['not even its own spelling', document(allow('GET/${aws:username}')), 'GET/${aws:username}', 'implicitDeny'],
  ['a variable falls back to its default', document(allow("GET/${aws:username, 'nobody'}")), 'GET/nobody', 'allow'],
  ['a value beats the default', document(allow("GET/${aws:SourceIp, 'x'}")), 'GET/x', 'implicitDeny'],
  [
    'NotResource with a variable without a value does not apply',
    document({ Effect: 'Allow', Action: INVOKE, NotResource: `${BASE}/GET/\${aws:username}` }),
    'GET/a',
    'implicitDeny',
  ],
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables of IAM, not of JavaScript
];

const context = { 'aws:SourceIp': '192.0.2.1', 'aws:UserAgent': '*' };

describe('IAM evaluation, rule by rule', () => {
  test.each(rules)('%s', (_, given, path, expected) => {
    expect(evaluateIam(given, { action: INVOKE, resource: `${BASE}/${path}`, context })).toBe(expected);
  });

  test('every part of the ARN counts', () => {
    const given = document(allow('GET/a'));
    for (const [part, other] of [
      ['aws', 'aws-cn'],
      ['eu-west-1', 'eu-west-2'],
      ['123456789012', '123456789013'],
      ['abcdef1234', 'zbcdef1234'],
      ['/prod/', '/test/'],
      ['GET', 'POST'],
    ] as const) {
      const resource = `${BASE}/GET/a`.replace(part, other);
      expect(evaluateIam(given, { action: INVOKE, resource })).toBe('implicitDeny');
    }
  });

  test('a colon in the path is text like any other', () => {
    const request = { action: INVOKE, resource: `${BASE}/GET/2021-08-01T00:00:00Z` };
    expect(evaluateIam(document(allow('GET/2021-08-01T00:00:00Z')), request)).toBe('allow');
    expect(evaluateIam(document(allow('GET/2021-08-01T00')), request)).toBe('implicitDeny');
  });

  test('throws for a malformed document instead of giving an effect', () => {
    expect(() => evaluateIam({ Version: '2012-10-17' }, { action: INVOKE, resource: BASE })).toThrow(TypeError);
  });
});

describe('IAM evaluation, against a second reading of the rules', () => {
  const path = fc.constantFrom('GET/', 'GET/a', 'GET/a/b', 'GET/b', 'POST/a', 'GET/a//b');
  const pattern = fc.constantFrom('*', 'GET/*', 'GET/a', 'GET/a/*', 'GET/?', '*/a', 'POST/?*', 'GET/a?b');
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    actionMember: fc.constantFrom('Action', 'NotAction'),
    resourceMember: fc.constantFrom('Resource', 'NotResource'),
    actions: fc.subarray([INVOKE, 's3:*', '*'], { minLength: 1 }),
    resources: fc.array(pattern, { minLength: 1, maxLength: 3 }),
  });

  function toExpression(text: string): RegExp {
    const source = text
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]');
    return new RegExp(`^${source}$`);
  }

  test('any matching Deny denies, else any matching Allow allows, else it is implicit', () => {
    const seen = new Set<IamEffect>();
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), path, (statements, asked) => {
        const effects = statements
          .filter((given) => {
            const action = given.actions.some((text) => text !== 's3:*');
            const resource = given.resources.some((text) => toExpression(text).test(asked));
            return action === (given.actionMember === 'Action') && resource === (given.resourceMember === 'Resource');
          })
          .map((given) => given.Effect);
        const expected = effects.includes('Deny')
          ? 'explicitDeny'
          : effects.includes('Allow')
            ? 'allow'
            : 'implicitDeny';
        const given = document(
          ...statements.map(({ Effect, actionMember, resourceMember, actions, resources }) => ({
            Effect,
            [actionMember]: actions,
            [resourceMember]: resources.map((text) => `${BASE}/${text}`),
          })),
        );
        seen.add(expected);
        expect(evaluateIam(given, { action: INVOKE, resource: `${BASE}/${asked}` })).toBe(expected);
      }),
      { numRuns: 3_000 },
    );
    expect(seen.size).toBe(3);
  });

  test('a document compiled once gives the same effect as one read for each request', () => {
    const given = document(allow('GET/*'), deny('GET/a/*'));
    const parsed = parseIamDocument(given);
    if (parsed.outcome === 'refused') throw new Error('a good document was refused');
    for (const asked of ['GET/a', 'GET/a/b', 'POST/a']) {
      const request = { action: INVOKE, resource: `${BASE}/${asked}` };
      expect(evaluateIamDocument(parsed.document, request)).toBe(evaluateIam(given, request));
    }
  });

  test('evaluates a document of 200 resources thousands of times within seconds', () => {
    const paths = Array.from({ length: 200 }, (_, index) => `GET/v1/resource${index}/*`);
    const parsed = parseIamDocument(document(allow(...paths)));
    if (parsed.outcome === 'refused') throw new Error('a good document was refused');
    const started = performance.now();
    for (let run = 0; run < 5_000; run += 1) {
      evaluateIamDocument(parsed.document, { action: INVOKE, resource: `${BASE}/GET/v1/resource199/x` });
    }
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

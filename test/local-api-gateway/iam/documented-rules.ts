/** IAM's documented behaviours as a table: the rule, the document, the path that is asked for, the answer. */
import type { IamEffect } from '@sallyport/local-api-gateway';

export const BASE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
export const INVOKE = 'execute-api:Invoke';
export type Statement = Readonly<Record<string, unknown>>;

export const allow = (...paths: string[]): Statement => ({
  Effect: 'Allow',
  Action: INVOKE,
  Resource: paths.map((path) => `${BASE}/${path}`),
});
export const deny = (...paths: string[]): Statement => ({ ...allow(...paths), Effect: 'Deny' });
export const document = (...statements: Statement[]): unknown => ({ Version: '2012-10-17', Statement: statements });

export const rules: readonly (readonly [string, unknown, string, IamEffect])[] = [
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
  ['a trailing * matches the empty rest', document(allow('GET/a*')), 'GET/a', 'allow'],
  ['p/* does not match p', document(allow('GET/a/*')), 'GET/a', 'implicitDeny'],
  ['two stars match nothing between them', document(allow('GET/a**b')), 'GET/ab', 'allow'],
  ['a star crosses the verb and the stage', document({ ...allow(), Resource: '*/GET/a' }), 'GET/a', 'allow'],
  ['Prod/*/* matches the root', document({ ...allow(), Resource: `${BASE}/*/*` }), 'GET/', 'allow'],
  ['percent-encoding is text', document(allow('GET/a')), 'GET/%61', 'implicitDeny'],
  ['an empty segment is text', document(allow('GET/a/b')), 'GET/a//b', 'implicitDeny'],
  ['two statements of one effect are joined by OR', document(allow('GET/a'), allow('GET/b')), 'GET/b', 'allow'],
  ['only Denies: nothing is allowed', document(deny('GET/a')), 'GET/b', 'implicitDeny'],
  [
    'Action and Resource are joined by AND',
    document({ ...allow('GET/a'), Action: 's3:*' }, { ...allow('GET/b'), Action: '*' }),
    'GET/a',
    'implicitDeny',
  ],
  [
    'a Deny whose condition is not met does not deny',
    document(allow('*'), { ...deny('GET/a'), Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
    'GET/a',
    'allow',
  ],
  [
    'a Deny whose condition is met denies',
    document(allow('*'), { ...deny('GET/a'), Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }),
    'GET/a',
    'explicitDeny',
  ],
  [
    'an Allow whose key is missing does not allow: it fails closed',
    document({ ...allow('*'), Condition: { DateLessThan: { 'aws:CurrentTime': '2100-01-01' } } }),
    'GET/a',
    'implicitDeny',
  ],
  [
    'a Deny whose key is missing does not deny: it fails open',
    document(allow('*'), { ...deny('*'), Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': '2000-01-01' } } }),
    'GET/a',
    'allow',
  ],
  [
    'a Deny with a negated operator and a missing key denies',
    document(allow('*'), { ...deny('*'), Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } }),
    'GET/a',
    'explicitDeny',
  ],
  [
    'a Deny with NotResource and NotAction denies what is in neither',
    document(allow('*'), { Effect: 'Deny', NotAction: 's3:*', NotResource: `${BASE}/GET/a` }),
    'GET/b',
    'explicitDeny',
  ],
  [
    'a Deny with NotAction leaves the action it lists',
    document(allow('*'), { Effect: 'Deny', NotAction: 'EXECUTE-API:*', NotResource: `${BASE}/GET/a` }),
    'GET/b',
    'allow',
  ],
  [
    'NotResource takes wildcards, which cross slashes',
    document(allow('*'), { Effect: 'Deny', Action: INVOKE, NotResource: `${BASE}/GET/a/*` }),
    'GET/a/b/c',
    'allow',
  ],
  [
    'NotResource is case-sensitive',
    document(allow('*'), { Effect: 'Deny', Action: INVOKE, NotResource: `${BASE}/GET/A` }),
    'GET/a',
    'explicitDeny',
  ],
  [
    'Allow on everything and Deny NotResource: what is listed is allowed',
    document(allow('*'), { Effect: 'Deny', Action: '*', NotResource: [`${BASE}/GET/a`, `${BASE}/GET/a/*`] }),
    'GET/a/',
    'allow',
  ],
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables of IAM, not of JavaScript
  [
    'a Deny with a variable without a value does not apply',
    document(allow('*'), deny('GET/${aws:username}')),
    'GET/a',
    'allow',
  ],
  [
    'a Deny NotResource with a variable without a value does not apply either',
    document(allow('*'), { Effect: 'Deny', Action: INVOKE, NotResource: `${BASE}/GET/\${aws:username}` }),
    'GET/a',
    'allow',
  ],
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

export const context = { 'aws:SourceIp': '192.0.2.1', 'aws:UserAgent': '*' };

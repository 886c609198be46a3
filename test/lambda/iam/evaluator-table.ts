/** Documented behaviours of IAM: policy evaluation logic, and the elements Resource, Action, Condition and Variables. */
import { CONDITIONS } from './evaluator-conditions.ts';
import { Action, allow, BASE, type Row, variable } from './statements.ts';

/** The table. */
export const TABLE: readonly Row[] = [
  ['nothing that matches is an implicit deny', [allow('GET/a')], { resource: 'GET/b' }, 'implicitDeny'],
  ['an Allow that matches allows', [allow('GET/a')], { resource: 'GET/a' }, 'allow'],
  [
    'an explicit Deny beats an Allow before it',
    [allow('GET/a'), allow('GET/a', { Effect: 'Deny' })],
    { resource: 'GET/a' },
    'explicitDeny',
  ],
  [
    'an explicit Deny beats an Allow after it',
    [allow('*', { Effect: 'Deny' }), allow('GET/a')],
    { resource: 'GET/a' },
    'explicitDeny',
  ],
  [
    'a Deny that does not match denies nothing',
    [allow('GET/a'), allow('GET/b', { Effect: 'Deny' })],
    { resource: 'GET/a' },
    'allow',
  ],
  ['statements are joined by or', [allow('GET/a'), allow('GET/b')], { resource: 'GET/b' }, 'allow'],

  ['* crosses slashes', [allow('GET/a/*')], { resource: 'GET/a/b/c/d' }, 'allow'],
  ['* matches the empty run', [allow('GET/a/*')], { resource: 'GET/a/' }, 'allow'],
  ['* does not match away the slash before it', [allow('GET/a/*')], { resource: 'GET/a' }, 'implicitDeny'],
  ['a * in the middle crosses slashes', [allow('*/admin')], { resource: 'GET/users/x/admin' }, 'allow'],
  ['* over method and path takes the root', [allow('*/*')], { resource: 'GET/' }, 'allow'],
  ['? is exactly one character', [allow('GET/?')], { resource: 'GET/ab' }, 'implicitDeny'],
  ['? does not match the empty text', [allow('GET/?')], { resource: 'GET/' }, 'implicitDeny'],
  ['? matches a slash', [allow('GET/a?b')], { resource: 'GET/a/b' }, 'allow'],
  ['?* is one character or more, slashes too', [allow('GET/?*')], { resource: 'GET/a/b' }, 'allow'],
  ['?* is not empty', [allow('GET/?*')], { resource: 'GET/' }, 'implicitDeny'],
  ['a pattern is anchored at its start', [allow('GET/a')], { resource: 'GET/GET/a' }, 'implicitDeny'],
  ['a pattern is anchored at its end', [allow('GET/a')], { resource: 'GET/a/b' }, 'implicitDeny'],
  ['wildcards match line breaks', [allow('GET/*')], { resource: 'GET/a\nb' }, 'allow'],
  [
    'signs of regular expressions are themselves',
    [allow('GET/a.b+(c)[d]|{e}^')],
    { resource: 'GET/a.b+(c)[d]|{e}^' },
    'allow',
  ],
  ['a dot is no wildcard', [allow('GET/a.b')], { resource: 'GET/axb' }, 'implicitDeny'],
  ['a trailing slash counts', [allow('GET/a')], { resource: 'GET/a/' }, 'implicitDeny'],
  ['escapes are not decoded', [allow('GET/a b')], { resource: 'GET/a%20b' }, 'implicitDeny'],

  ['resources are compared with regard to case', [allow('GET/a')], { resource: 'GET/A' }, 'implicitDeny'],
  ['methods are part of the resource and its case', [allow('GET/a')], { resource: 'get/a' }, 'implicitDeny'],
  [
    'actions are compared without regard to case',
    [allow('GET/a', { Action: 'EXECUTE-API:invoke' })],
    { resource: 'GET/a' },
    'allow',
  ],
  [
    'another action does not apply',
    [allow('GET/a', { Action: 's3:GetObject' })],
    { resource: 'GET/a' },
    'implicitDeny',
  ],
  ['an action may hold wildcards', [allow('GET/a', { Action: 'execute-api:In?oke*' })], { resource: 'GET/a' }, 'allow'],
  [
    'one of several actions is enough',
    [allow('GET/a', { Action: ['s3:GetObject', Action] })],
    { resource: 'GET/a' },
    'allow',
  ],
  [
    'NotAction applies to every other action',
    [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }],
    { resource: 'GET/a' },
    'allow',
  ],
  [
    'NotAction does not apply to its own',
    [{ Effect: 'Allow', NotAction: 'execute-api:*', Resource: '*' }],
    { resource: 'GET/a' },
    'implicitDeny',
  ],
  [
    'a Deny by NotAction spares its own action',
    [allow('*'), { Effect: 'Deny', NotAction: Action, Resource: '*' }],
    { resource: 'GET/a' },
    'allow',
  ],

  [
    'NotResource applies to everything else',
    [allow('*'), { Effect: 'Deny', Action, NotResource: [`${BASE}/GET/a`] }],
    { resource: 'GET/b' },
    'explicitDeny',
  ],
  [
    'NotResource spares each of its list',
    [allow('*'), { Effect: 'Deny', Action, NotResource: [`${BASE}/GET/a`, `${BASE}/GET/b`] }],
    { resource: 'GET/b' },
    'allow',
  ],
  [
    'NotResource takes wildcards',
    [allow('*'), { Effect: 'Deny', Action, NotResource: [`${BASE}/GET/a/*`] }],
    { resource: 'GET/a/b/c' },
    'allow',
  ],
  [
    'an Allow by NotResource allows all else',
    [{ Effect: 'Allow', Action, NotResource: [`${BASE}/GET/a`] }],
    { resource: 'GET/b' },
    'allow',
  ],

  ...CONDITIONS,
  [
    'a policy variable is its key',
    [allow(`GET/${variable('aws:username')}`)],
    { resource: 'GET/ann', keys: { 'aws:username': 'ann' } },
    'allow',
  ],
  [
    'a policy variable is no literal',
    [allow(`GET/${variable('aws:username')}`)],
    { resource: `GET/${variable('aws:username')}`, keys: { 'aws:username': 'ann' } },
    'implicitDeny',
  ],
  [
    'wildcards in a value of a variable are literal',
    [allow(`GET/${variable('k')}`)],
    { resource: 'GET/ab', keys: { k: 'a*' } },
    'implicitDeny',
  ],
  [
    'a variable whose key is missing matches nothing',
    [allow(`GET/${variable('k')}*`)],
    { resource: 'GET/a' },
    'implicitDeny',
  ],
  ['the variable of * is an asterisk', [allow(`GET/${variable('*')}`)], { resource: 'GET/a' }, 'implicitDeny'],
  ['the variable of * matches an asterisk', [allow(`GET/${variable('*')}`)], { resource: 'GET/*' }, 'allow'],
  [
    'the variables of ? and $ are themselves',
    [allow(`GET/${variable('?')}${variable('$')}`)],
    { resource: 'GET/?$' },
    'allow',
  ],
  ['a $ alone is itself', [allow('GET/$batch')], { resource: 'GET/$batch' }, 'allow'],
];

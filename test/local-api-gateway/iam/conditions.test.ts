import { evaluateIam, type IamContext, parseIamDocument } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';

type Block = Readonly<Record<string, unknown>>;

const NOW = '2026-03-04T05:06:07Z';
const CONTEXT: IamContext = {
  'aws:CurrentTime': NOW,
  'aws:EpochTime': 1_772_600_767,
  'aws:SourceIp': '192.0.2.10',
  'aws:SecureTransport': true,
  'aws:UserAgent': 'curl/8.0',
  'test:Number': '12.5',
  'test:Many': ['red', 'green'],
  'test:Red': 'RED',
  'test:None': [],
  'test:Arn': 'arn:aws:sns:eu-west-1:123456789012:topic:sub/x',
  'test:Six': '2001:db8::7',
  'test:Bytes': 'QUJD',
};

function withCondition(Condition: unknown): unknown {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition }] };
}

function isMet(condition: Block, context: IamContext = CONTEXT): boolean {
  const effect = evaluateIam(withCondition(condition), { action: 'a:b', resource: 'arn:x', context });
  return effect === 'allow';
}

const met: readonly (readonly [string, Block, boolean])[] = [
  ['DateLessThan before the date', { DateLessThan: { 'aws:CurrentTime': '2026-03-04T05:06:08Z' } }, true],
  ['DateLessThan at the date', { DateLessThan: { 'aws:CurrentTime': NOW } }, false],
  ['DateLessThan after the date', { DateLessThan: { 'aws:CurrentTime': '2026-03-04T05:06:06Z' } }, false],
  ['DateLessThanEquals at the date', { DateLessThanEquals: { 'aws:CurrentTime': NOW } }, true],
  ['DateGreaterThan at the date', { DateGreaterThan: { 'aws:CurrentTime': NOW } }, false],
  ['DateGreaterThan after the date', { DateGreaterThan: { 'aws:CurrentTime': '2026-03-04' } }, true],
  ['DateGreaterThanEquals at the date', { DateGreaterThanEquals: { 'aws:CurrentTime': NOW } }, true],
  ['DateGreaterThanEquals before the date', { DateGreaterThanEquals: { 'aws:CurrentTime': '2027' } }, false],
  ['DateEquals in another zone', { DateEquals: { 'aws:CurrentTime': '2026-03-04T06:06:07+01:00' } }, true],
  ['DateNotEquals at the date', { DateNotEquals: { 'aws:CurrentTime': NOW } }, false],
  ['DateNotEquals at another date', { DateNotEquals: { 'aws:CurrentTime': '2026' } }, true],
  ['Date with epoch seconds as text', { DateLessThan: { 'aws:CurrentTime': '1772600768' } }, true],
  ['Date with epoch seconds as a number', { DateLessThan: { 'aws:CurrentTime': 1_772_600_768 } }, true],
  ['EpochTime with a Date operator', { DateLessThan: { 'aws:EpochTime': '2026-03-04T05:06:08Z' } }, true],
  ['EpochTime with a Numeric operator', { NumericLessThan: { 'aws:EpochTime': '1772600768' } }, true],
  ['EpochTime reached', { NumericLessThan: { 'aws:EpochTime': 1_772_600_767 } }, false],
  ['a date compared with what is no date', { DateLessThan: { 'aws:UserAgent': '2030' } }, false],
  ['NumericEquals ignores how a number is written', { NumericEquals: { 'test:Number': '12.50' } }, true],
  ['NumericNotEquals', { NumericNotEquals: { 'test:Number': '12.5' } }, false],
  ['NumericGreaterThan', { NumericGreaterThan: { 'test:Number': '12.4' } }, true],
  ['NumericGreaterThanEquals', { NumericGreaterThanEquals: { 'test:Number': '12.5' } }, true],
  ['NumericLessThanEquals', { NumericLessThanEquals: { 'test:Number': '12.4' } }, false],
  ['numbers are not compared as text', { NumericLessThan: { 'test:Number': '100' } }, true],
  ['StringEquals', { StringEquals: { 'aws:UserAgent': 'curl/8.0' } }, true],
  ['StringEquals is case-sensitive', { StringEquals: { 'aws:UserAgent': 'Curl/8.0' } }, false],
  ['StringEquals has no wildcards', { StringEquals: { 'aws:UserAgent': 'curl/*' } }, false],
  ['StringNotEquals', { StringNotEquals: { 'aws:UserAgent': 'curl/8.0' } }, false],
  ['StringEqualsIgnoreCase', { StringEqualsIgnoreCase: { 'aws:UserAgent': 'CURL/8.0' } }, true],
  ['StringNotEqualsIgnoreCase', { StringNotEqualsIgnoreCase: { 'aws:UserAgent': 'CURL/8.0' } }, false],
  ['StringLike', { StringLike: { 'aws:UserAgent': 'curl/?.*' } }, true],
  ['StringLike is anchored', { StringLike: { 'aws:UserAgent': 'curl' } }, false],
  ['StringNotLike', { StringNotLike: { 'aws:UserAgent': 'curl/*' } }, false],
  ['Bool with text', { Bool: { 'aws:SecureTransport': 'true' } }, true],
  ['Bool with a boolean', { Bool: { 'aws:SecureTransport': false } }, false],
  ['IpAddress in a range', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, true],
  ['IpAddress outside a range', { IpAddress: { 'aws:SourceIp': '192.0.3.0/24' } }, false],
  ['IpAddress without a prefix', { IpAddress: { 'aws:SourceIp': '192.0.2.10' } }, true],
  ['IpAddress of one neighbour', { IpAddress: { 'aws:SourceIp': '192.0.2.11/32' } }, false],
  ['IpAddress in any range of several', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.8/29'] } }, true],
  ['IpAddress of the other family', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, false],
  ['IpAddress of version 6', { IpAddress: { 'test:Six': '2001:DB8:0::/32' } }, true],
  ['IpAddress of everything', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true],
  ['IpAddress of what is no address', { IpAddress: { 'aws:UserAgent': '0.0.0.0/0' } }, false],
  ['NotIpAddress inside any range', { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.2.0/24'] } }, false],
  ['NotIpAddress outside all ranges', { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '192.0.3.0/24'] } }, true],
  ['ArnLike component by component', { ArnLike: { 'test:Arn': 'arn:aws:sns:*:*:topic:sub/?' } }, true],
  ['ArnLike does not cross a colon', { ArnLike: { 'test:Arn': 'arn:aws:*:topic:sub/x' } }, false],
  ['ArnEquals takes wildcards too', { ArnEquals: { 'test:Arn': 'arn:aws:sns:*:123456789012:*' } }, true],
  ['ArnNotLike', { ArnNotLike: { 'test:Arn': 'arn:aws:sns:*:*:*' } }, false],
  ['ArnNotEquals of another ARN', { ArnNotEquals: { 'test:Arn': 'arn:aws:sqs:*:*:*' } }, true],
  ['BinaryEquals', { BinaryEquals: { 'test:Bytes': 'QUJD' } }, true],
  ['values of a key are joined by OR', { StringEquals: { 'aws:UserAgent': ['wget', 'curl/8.0'] } }, true],
  ['values of a negated key by NOR', { StringNotEquals: { 'aws:UserAgent': ['wget', 'curl/8.0'] } }, false],
  [
    'keys of an operator are joined by AND',
    { StringEquals: { 'aws:UserAgent': 'curl/8.0', 'aws:SourceIp': '0' } },
    false,
  ],
  [
    'operators are joined by AND',
    { StringEquals: { 'aws:UserAgent': 'curl/8.0' }, Bool: { 'aws:SecureTransport': 'false' } },
    false,
  ],
  ['key names ignore case', { StringEquals: { 'AWS:useragent': 'curl/8.0' } }, true],
  ['a plain operator on a multivalued key wants one value', { StringEquals: { 'test:Many': 'green' } }, true],
  ['a negated operator on a multivalued key wants none', { StringNotEquals: { 'test:Many': 'green' } }, false],
  ['an empty Condition sets none', {}, true],
];

const missing: readonly (readonly [string, Block, boolean])[] = [
  ['DateLessThan', { DateLessThan: { 'test:Gone': '2030' } }, false],
  ['DateGreaterThanEquals', { DateGreaterThanEquals: { 'test:Gone': '2000' } }, false],
  ['DateNotEquals', { DateNotEquals: { 'test:Gone': '2000' } }, true],
  ['NumericNotEquals', { NumericNotEquals: { 'test:Gone': '1' } }, true],
  ['NumericLessThan', { NumericLessThan: { 'test:Gone': '1' } }, false],
  ['StringEquals', { StringEquals: { 'test:Gone': '' } }, false],
  ['StringNotEquals', { StringNotEquals: { 'test:Gone': 'x' } }, true],
  ['StringLike of everything', { StringLike: { 'test:Gone': '*' } }, false],
  ['StringNotLike', { StringNotLike: { 'test:Gone': '*' } }, true],
  ['Bool', { Bool: { 'test:Gone': 'false' } }, false],
  ['IpAddress', { IpAddress: { 'test:Gone': '0.0.0.0/0' } }, false],
  ['NotIpAddress', { NotIpAddress: { 'test:Gone': '0.0.0.0/0' } }, true],
  ['ArnNotLike', { ArnNotLike: { 'test:Gone': 'arn:*:*:*:*:*' } }, true],
  ['StringEqualsIfExists', { StringEqualsIfExists: { 'test:Gone': 'x' } }, true],
  ['DateLessThanIfExists', { DateLessThanIfExists: { 'test:Gone': '2000' } }, true],
  ['Null true', { Null: { 'test:Gone': 'true' } }, true],
  ['Null false', { Null: { 'test:Gone': 'false' } }, false],
  ['ForAllValues', { 'ForAllValues:StringEquals': { 'test:Gone': 'x' } }, true],
  ['ForAnyValue', { 'ForAnyValue:StringEquals': { 'test:Gone': 'x' } }, false],
  ['ForAnyValue of a negated operator', { 'ForAnyValue:StringNotEquals': { 'test:Gone': 'x' } }, false],
];

const present: readonly (readonly [string, Block, boolean])[] = [
  ['StringEqualsIfExists still compares', { StringEqualsIfExists: { 'aws:UserAgent': 'wget' } }, false],
  ['Null true', { Null: { 'aws:UserAgent': 'true' } }, false],
  ['Null false', { Null: { 'aws:UserAgent': false } }, true],
  [
    'ForAllValues with every value listed',
    { 'ForAllValues:StringEquals': { 'test:Many': ['red', 'green', 'x'] } },
    true,
  ],
  ['ForAllValues with one value too many', { 'ForAllValues:StringEquals': { 'test:Many': ['red'] } }, false],
  ['ForAllValues of a negated operator', { 'ForAllValues:StringNotEquals': { 'test:Many': ['blue'] } }, true],
  ['ForAllValues of a negated operator that hits', { 'ForAllValues:StringNotEquals': { 'test:Many': ['red'] } }, false],
  ['ForAllValues of a key without members', { 'ForAllValues:StringEquals': { 'test:None': 'x' } }, true],
  ['ForAnyValue with one value listed', { 'ForAnyValue:StringLike': { 'test:Many': 'gr*' } }, true],
  ['ForAnyValue with none listed', { 'ForAnyValue:StringEquals': { 'test:Many': ['blue'] } }, false],
  ['ForAnyValue of a negated operator', { 'ForAnyValue:StringNotEquals': { 'test:Many': ['red'] } }, true],
  ['ForAnyValue with IfExists', { 'ForAnyValue:StringEqualsIfExists': { 'test:Many': 'red' } }, true],
];

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: policy variables of IAM, not of JavaScript
const variables: readonly (readonly [string, Block, boolean])[] = [
  ['StringEquals', { StringEquals: { 'aws:SourceIp': '${aws:SourceIp}' } }, true],
  ['StringLike beside wildcards', { StringLike: { 'test:Arn': "*:${test:Gone, 'topic'}*" } }, true],
  [
    'StringEqualsIgnoreCase folds the value too',
    { StringEqualsIgnoreCase: { 'aws:UserAgent': '${aws:USERAGENT}' } },
    true,
  ],
  ['StringEqualsIgnoreCase folds capitals', { StringEqualsIgnoreCase: { 'test:Red': '${test:Red}' } }, true],
  ['ArnLike', { ArnLike: { 'test:Arn': "arn:aws:${x:y, 'sns'}:*:*:*" } }, true],
  ['one without a value is not met', { StringEquals: { 'aws:UserAgent': '${test:Gone}' } }, false],
  [
    'one without a value is not met by negation either',
    { StringNotEquals: { 'aws:UserAgent': '${test:Gone}' } },
    false,
  ],
  ['${*} is a star', { StringLike: { 'aws:UserAgent': 'curl/${*}' } }, false],
];

const refused: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a list', []],
  ['text', 'DateLessThan'],
  ['an unknown operator', { DateBefore: { 'aws:CurrentTime': '2030' } }],
  ['an operator in another case', { stringequals: { 'aws:UserAgent': 'x' } }],
  ['an unknown quantifier', { 'ForSomeValues:StringEquals': { 'aws:UserAgent': 'x' } }],
  ['NullIfExists', { NullIfExists: { 'aws:UserAgent': 'true' } }],
  ['a quantified Null', { 'ForAllValues:Null': { 'aws:UserAgent': 'true' } }],
  ['a name from the prototype', { constructor: { 'aws:UserAgent': 'x' } }],
  ['an operator without keys', { Bool: {} }],
  ['an operator that is null', { Bool: null }],
  ['a key without values', { StringEquals: { 'aws:UserAgent': [] } }],
  ['a value that is null', { StringEquals: { 'aws:UserAgent': null } }],
  ['a value that is an object', { StringEquals: { 'aws:UserAgent': [{}] } }],
  ['a date that is none', { DateLessThan: { 'aws:CurrentTime': 'soon' } }],
  ['a date with a wildcard', { DateLessThan: { 'aws:CurrentTime': '2026-*' } }],
  ['a date from a variable', { DateLessThan: { 'aws:CurrentTime': '${aws:CurrentTime}' } }],
  ['one bad date among good ones', { DateLessThan: { 'aws:CurrentTime': ['2026', 'soon'] } }],
  ['a number that is none', { NumericLessThan: { 'aws:EpochTime': '0x10' } }],
  ['an address that is none', { IpAddress: { 'aws:SourceIp': '192.0.2' } }],
  ['a prefix too long', { IpAddress: { 'aws:SourceIp': '192.0.2.0/33' } }],
  ['an empty prefix', { IpAddress: { 'aws:SourceIp': '192.0.2.0/' } }],
  ['a boolean that is none', { Bool: { 'aws:SecureTransport': 'yes' } }],
  ['a Null that is neither', { Null: { 'aws:UserAgent': 'maybe' } }],
  ['bytes that are no Base64', { BinaryEquals: { 'x:y': 'QUJ' } }],
  ['a variable without an end', { StringEquals: { 'aws:UserAgent': '${aws:UserAgent' } }],
  ['a character that IAM refuses', { StringEquals: { 'aws:UserAgent': '\u0100' } }],
];
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: policy variables of IAM, not of JavaScript

describe('conditions', () => {
  test.each(met)('%s', (_, condition, expected) => expect(isMet(condition)).toBe(expected));
  test.each(missing)('%s, with the key absent', (_, condition, expected) => expect(isMet(condition)).toBe(expected));
  test.each(present)('%s, with the key present', (_, condition, expected) => expect(isMet(condition)).toBe(expected));
  test.each(variables)('a variable: %s', (_, condition, expected) => expect(isMet(condition)).toBe(expected));

  test.each(refused)('%s makes the document malformed', (_, condition) => {
    expect(parseIamDocument(withCondition(condition)).outcome).toBe('refused');
  });

  test('no keys at all: an expiring Allow fails closed, an expiring Deny fails open', () => {
    const past = { DateGreaterThanEquals: { 'aws:CurrentTime': '2000' } };
    expect(isMet({ DateLessThan: { 'aws:CurrentTime': '2100' } }, {})).toBe(false);
    expect(isMet(past, {})).toBe(false);
  });
});

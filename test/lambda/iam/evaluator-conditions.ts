/** Documented behaviours of IAM: the element Condition. */
import { allow, NOON, type Row, when } from './statements.ts';

const LATER = '2026-11-21T12:00:01Z';
const AT_NOON = { 'aws:currenttime': NOON };

/** The part of the table that is about conditions. */
export const CONDITIONS: readonly Row[] = [
  [
    'DateLessThan holds before',
    [allow('*', when('DateLessThan', 'aws:CurrentTime', LATER))],
    { keys: AT_NOON },
    'allow',
  ],
  [
    'DateLessThan does not hold at the instant',
    [allow('*', when('DateLessThan', 'aws:CurrentTime', NOON))],
    { keys: AT_NOON },
    'implicitDeny',
  ],
  [
    'DateLessThanEquals holds at the instant',
    [allow('*', when('DateLessThanEquals', 'aws:CurrentTime', NOON))],
    { keys: AT_NOON },
    'allow',
  ],
  [
    'DateGreaterThanEquals holds at the instant',
    [allow('*', when('DateGreaterThanEquals', 'aws:CurrentTime', NOON))],
    { keys: AT_NOON },
    'allow',
  ],
  [
    'DateGreaterThan does not hold at the instant',
    [allow('*', when('DateGreaterThan', 'aws:CurrentTime', NOON))],
    { keys: AT_NOON },
    'implicitDeny',
  ],
  [
    'dates may be epoch seconds',
    [allow('*', when('DateEquals', 'aws:CurrentTime', String(Date.parse(NOON) / 1000)))],
    { keys: AT_NOON },
    'allow',
  ],
  [
    'names of keys are compared without regard to case',
    [allow('*', when('DateEquals', 'AWS:currentTIME', NOON))],
    { keys: AT_NOON },
    'allow',
  ],
  [
    'several values are joined by or',
    [allow('*', when('StringEquals', 'k', ['a', 'b']))],
    { keys: { k: 'b' } },
    'allow',
  ],
  [
    'several keys are joined by and',
    [allow('*', { Condition: { StringEquals: { k: 'a', l: 'b' } } })],
    { keys: { k: 'a', l: 'x' } },
    'implicitDeny',
  ],
  [
    'several operators are joined by and',
    [allow('*', { Condition: { StringEquals: { k: 'a' }, StringLike: { k: 'b*' } } })],
    { keys: { k: 'a' } },
    'implicitDeny',
  ],
  [
    'several values of a negated operator are joined by nor',
    [allow('*', when('StringNotEquals', 'k', ['a', 'b']))],
    { keys: { k: 'b' } },
    'implicitDeny',
  ],
  ['StringEquals regards case', [allow('*', when('StringEquals', 'k', 'A'))], { keys: { k: 'a' } }, 'implicitDeny'],
  [
    'StringEqualsIgnoreCase does not',
    [allow('*', when('StringEqualsIgnoreCase', 'k', 'A'))],
    { keys: { k: 'a' } },
    'allow',
  ],
  [
    'StringEquals has no wildcards',
    [allow('*', when('StringEquals', 'k', 'a*'))],
    { keys: { k: 'ab' } },
    'implicitDeny',
  ],
  ['StringLike has', [allow('*', when('StringLike', 'k', 'a*'))], { keys: { k: 'ab' } }, 'allow'],
  [
    'a missing key meets no operator: the Allow falls away',
    [allow('*', when('DateLessThan', 'aws:CurrentTime', LATER))],
    {},
    'implicitDeny',
  ],
  [
    'a missing key meets no operator: the Deny falls away too',
    [allow('*'), allow('*', { Effect: 'Deny', ...when('DateGreaterThanEquals', 'aws:CurrentTime', NOON) })],
    {},
    'allow',
  ],
  ['a missing key meets a negated operator', [allow('*', when('StringNotEquals', 'k', 'a'))], {}, 'allow'],
  ['a missing key meets IfExists', [allow('*', when('StringEqualsIfExists', 'k', 'a'))], {}, 'allow'],
  [
    'a present key has to meet IfExists',
    [allow('*', when('StringEqualsIfExists', 'k', 'a'))],
    { keys: { k: 'b' } },
    'implicitDeny',
  ],
  ['Null asks for absence', [allow('*', when('Null', 'k', 'true'))], {}, 'allow'],
  ['Null false asks for presence', [allow('*', when('Null', 'k', 'false'))], {}, 'implicitDeny'],
];

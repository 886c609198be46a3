/** What a policy document means: conditions, patterns, variables, and which documents are refused. */
import type { UnverifiedRule } from './rule.ts';

/** The rows of this part of the table. */
export const UNVERIFIED_DOCUMENTS: readonly UnverifiedRule[] = [
  {
    id: 'time-condition-keys',
    assumed:
      'aws:CurrentTime and aws:EpochTime are supplied to an authorizer document at every use, cached ones included',
    probe:
      'Allow with DateLessThan aws:CurrentTime a minute ahead, TTL 300: 200 before, 403 after, without an invocation',
  },
  {
    id: 'other-condition-keys',
    assumed: 'aws:SecureTransport is true, aws:UserAgent and aws:Referer are the headers of the request',
    probe: 'Allow with StringLike aws:UserAgent, and with Bool aws:SecureTransport true',
  },
  {
    id: 'not-resource',
    assumed: 'NotResource and NotAction are evaluated as IAM documents them',
    probe: 'Allow on the whole stage and Deny NotResource of one path: 200 there, 403 elsewhere',
  },
  {
    id: 'document-version',
    assumed: 'a Version other than 2012-10-17, or none, makes a 500',
    probe: 'answer without Version, and with 2008-10-17 and a policy variable',
  },
  {
    id: 'empty-element',
    assumed: 'an empty Statement, Action, Resource, or an operator or key without values makes a 500',
    probe: 'answer Resource [] under Allow and under Deny, Statement [], Condition {"Bool":{}}',
  },
  {
    id: 'malformed-condition',
    assumed: 'an operator that IAM does not know, or a value of the wrong type, makes a 500',
    probe: 'answer DateBefore, stringequals, and DateLessThan with "soon"',
  },
  {
    id: 'resource-length',
    assumed: 'a Resource of more than 512 characters makes a 500',
    probe: 'answer Resources of 512 and 513 characters',
  },
  {
    id: 'document-characters',
    assumed: 'a character outside U+0009, U+000A, U+000D, U+0020 to U+00FF in the document makes a 500',
    probe: 'answer a Resource with U+0100',
  },
  {
    id: 'wildcard-crosses-colon',
    assumed: 'Resource patterns match the ARN as one text, so that * in the region or account reaches past a colon',
    probe: 'Allow arn:aws:execute-api:*/GET/orders and call it',
  },
  {
    id: 'variable-unresolved',
    assumed: 'a policy variable without a value matches nothing, and keeps a NotResource statement from applying',
    probe:
      'Allow on everything and Deny Resource .../ with the variable aws:username, then Deny NotResource of the same',
  },
  {
    id: 'variable-value-literal',
    assumed: 'wildcards in the value of a policy variable are plain characters',
    probe: 'Allow .../ with the variable aws:UserAgent and send the user agent *',
  },
  {
    id: 'variable-before-fifth-colon',
    assumed: 'a policy variable before the fifth colon of a Resource makes a 500',
    probe: 'answer a Resource whose region is the variable aws:RequestedRegion',
  },
  {
    id: 'bool-variable',
    assumed: 'Bool takes no policy variable: AWS pages contradict each other',
    probe: 'answer Bool aws:SecureTransport with the variable of that name as its value',
  },
];

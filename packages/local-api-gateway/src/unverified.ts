/**
 * Every rule of this gateway for which no measurement on AWS was found: what it assumes, and what to look for.
 *
 * Does not: hold rules with a source. Code that rests on a row names it in square brackets; a test keeps both in step.
 */

/** One assumption. */
export type UnverifiedRule = {
  readonly id: string;
  /** What this gateway does. */
  readonly assumed: string;
  /** What to send to an API on AWS, and what to look for. */
  readonly probe: string;
};

/** The table; a row leaves it, for a source in the code, once it was measured. */
export const UNVERIFIED_ON_AWS: readonly UnverifiedRule[] = [
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
    id: 'method-arn-path',
    assumed:
      'methodArn holds the path exactly as sent: %20, %2F, //, a trailing slash and a base path stay as they are',
    probe: 'log methodArn for /a%20b, /a%2Fb, //a, /a/, /caf%c3%a9 on {id} and {proxy+}, with and without a base path',
  },
  {
    id: 'literal-encoding',
    assumed: 'literal segments are compared with the raw text, case-sensitively: /%61dmin is not /admin',
    probe: 'GET /%61dmin and /ADMIN against resources /admin and /{proxy+}',
  },
  {
    id: 'double-slash',
    assumed: 'an empty segment matches only {proxy+}',
    probe: 'GET //orders, /orders//1 against /orders, /orders/{id} and /{proxy+}',
  },
  {
    id: 'duplicate-token-header',
    assumed: 'of several Authorization headers the last one is the token',
    probe: 'send two Authorization headers and log authorizationToken; send one with blanks around its value',
  },
  {
    id: 'token-expression-anchoring',
    assumed: 'the validation expression has to match the whole token',
    probe: 'expression abc, tokens abc, xabc, abcx: which of them invoke the function',
  },
  {
    id: 'errors-not-cached',
    assumed: 'neither 401 nor 500 of an authorizer is kept, whatever the TTL',
    probe: 'throw Unauthorized, TTL 300: the function is invoked for each request',
  },
  {
    id: 'thrown-text',
    assumed: 'a thrown string Unauthorized is a 401 like an error of that message: the error type does not count',
    probe: 'throw the string, an Error, and an Error of another name, on the Node 24 runtime',
  },
  {
    id: 'answer-size',
    assumed:
      'nothing limits an answer but the 6 MB that Lambda returns: REST documents no cap for documents or context',
    probe: 'answer a context value of 64 KB, 512 KB and 5 MB',
  },
  {
    id: 'concurrent-misses',
    assumed: 'requests with the same new token that arrive together each invoke the function; the last answer stays',
    probe: 'twenty requests at once with a fresh token: count the invocations',
  },
  {
    id: 'authorizer-failure-type',
    assumed:
      'a throw or timeout is AUTHORIZER_FAILURE, a bad answer AUTHORIZER_CONFIGURATION_ERROR, both {"message":null}',
    probe: 'override both gateway responses with different headers, then throw, time out and answer null',
  },
  {
    id: 'principal-id',
    assumed: 'a principalId that is missing, empty or no string makes a 500',
    probe: 'answer without it, with "", with 7',
  },
  {
    id: 'context-null',
    assumed: 'context null, and null as a value in it, make a 500',
    probe: 'answer both',
  },
  {
    id: 'context-numbers',
    assumed: 'numbers in context arrive as JavaScript would print them',
    probe: 'answer 1.0, 1e21, 0.1 and 9007199254740993 and log $context.authorizer',
  },
  {
    id: 'unknown-member',
    assumed: 'members that do not belong into answer, document or statement (Principal included) make a 500',
    probe: 'answer with isAuthorized beside policyDocument; a statement with Principal',
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
  {
    id: 'header-size-status',
    assumed: 'header values of more than 10,240 bytes together are a 431',
    probe: 'send 10,241 bytes of headers',
  },
];

/** What arrives: paths, headers, identity sources and the events that authorizers are called with. */
import type { UnverifiedRule } from './rule.ts';

/** The rows of this part of the table. */
export const UNVERIFIED_REQUESTS: readonly UnverifiedRule[] = [
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
    id: 'header-size-status',
    assumed: 'header values of more than 10,240 bytes together are a 431',
    probe: 'send 10,241 bytes of headers',
  },
  {
    id: 'route-arn-default',
    assumed: 'the ARN of a request that the route $default serves ends in its own method and path, like any other',
    probe: 'log routeArn for GET /x on an HTTP API with the route $default alone',
  },
  {
    id: 'header-spelling',
    assumed: 'REST events and payload 1.0 show header names as sent; of two spellings of one name the first',
    probe: 'send X-Probe, x-probe, and both, over HTTP/1.1 and HTTP/2, and log headers and multiValueHeaders',
  },
  {
    id: 'cookies-member',
    assumed: 'payload 2.0 shows cookies in the member cookies, without a header cookie beside it',
    probe: 'send Cookie: a=1; b=2 to an HTTP API and log the authorizer event',
  },
  {
    id: 'query-decoding',
    assumed: 'query names and values are percent-decoded, + is a blank, and a broken escape stays as it is',
    probe: 'send ?a=%41+b%2Bc&d=%zz and log queryStringParameters of each kind',
  },
  {
    id: 'identity-nulls',
    assumed:
      'requestContext.identity of a Lambda authorizer has every member of REST APIs, null where it does not apply',
    probe: 'log requestContext of a REST REQUEST authorizer and of payload 1.0',
  },
  {
    id: 'payload-one-path',
    assumed: 'path of payload 1.0 has the stage before it, and header names and multi-value maps are those of REST',
    probe: 'log the event of payload 1.0 at a named stage and at $default',
  },
  {
    id: 'http-api-raw-path',
    assumed: 'rawPath is the path as sent, with a named stage before it, behind a custom domain too',
    probe: 'GET /caf%C3%A9/a%2Fb at a named stage, with and without a custom domain, and log rawPath and http.path',
  },
  {
    id: 'http-api-trailing-slash',
    assumed: 'in an HTTP API /orders/ is not /orders: only a greedy route or $default serves it',
    probe: 'GET /orders/ against GET /orders alone, then with ANY /{proxy+} beside it',
  },
  {
    id: 'http-api-no-identity-source',
    assumed: 'payload 2.0 of an authorizer without identity sources has identitySource null',
    probe: 'attach an authorizer without identity sources and log its event',
  },
  {
    id: 'identity-source-several-values',
    assumed:
      'of several values of one header or parameter REST and WebSocket APIs take the last, HTTP APIs all, joined by commas',
    probe: 'send two values of an identity source and log it; then one of the two: is the result cached?',
  },
  {
    id: 'sources-without-cache',
    assumed: 'an identity source that is missing is a 401 with a TTL of 0 too',
    probe: 'TTL 0, one identity source, send a request without it: is the function invoked?',
  },
];

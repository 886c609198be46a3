/** What an authorizer answers or throws, what is kept of it, and what clients and backends get. */
import type { UnverifiedRule } from './rule.ts';

/** The rows of this part of the table. */
export const UNVERIFIED_ANSWERS: readonly UnverifiedRule[] = [
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
    id: 'unauthorized-elsewhere',
    assumed: 'an error that reads exactly Unauthorized is a 401 on HTTP and WebSocket APIs too',
    probe: 'throw it on both, and another error beside it',
  },
  {
    id: 'http-api-statuses',
    assumed:
      'an HTTP API answers 500 Internal Server Error for an authorizer that fails, 404 Not Found without a route, 413, 414 and 431 for what is too large, 503 when an integration takes too long',
    probe: 'curl -i each of them',
  },
  {
    id: 'http-api-backend-context',
    assumed:
      'requestContext.authorizer of an HTTP API integration is lambda alone, and {} where the answer had no context',
    probe: 'answer an IAM document with and without context and log the event of the integration',
  },
  {
    id: 'http-api-context-text',
    assumed: '$context.authorizer shows a list or map of payload 2.0 as JSON',
    probe: 'answer a list and a map in context and log both by name',
  },
  {
    id: 'payload-one-context',
    assumed: 'a list or map in context makes a 500 with payload 1.0',
    probe: 'answer one, with the payload versions 1.0 and 2.0',
  },
  {
    id: 'web-socket-answer-size',
    assumed: 'an answer of more than 8 KB of JSON makes a 500 on a WebSocket API',
    probe: 'answer 8,192 and 8,193 bytes and connect',
  },
  {
    id: 'web-socket-bodies',
    assumed:
      'WebSocket refusals are 401 Unauthorized, 403 Forbidden and 500 Internal server error with message, connectionId and requestId; a message without a route gets Forbidden',
    probe: 'connect with curl -i without a token, with a denied one and with a handler that throws; send a message',
  },
  {
    id: 'access-log-escaping',
    assumed: 'values in an access log are escaped as inside a JSON string',
    probe: 'answer a context value with a quote and a line end and read the log',
  },
];

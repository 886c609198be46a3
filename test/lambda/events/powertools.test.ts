import { readdirSync } from 'node:fs';
import {
  APIGatewayProxyWebsocketEventSchema,
  APIGatewayRequestAuthorizerEventSchema,
  APIGatewayRequestAuthorizerEventV2Schema,
  APIGatewayTokenAuthorizerEventSchema,
} from '@aws-lambda-powertools/parser/schemas';
import { describe, expect, test } from 'vitest';
import { readEvent } from './read.ts';

const SCHEMAS = {
  token: APIGatewayTokenAuthorizerEventSchema,
  request: APIGatewayRequestAuthorizerEventSchema,
  'request of payload 2.0': APIGatewayRequestAuthorizerEventV2Schema,
  websocket: APIGatewayProxyWebsocketEventSchema,
};
type SchemaName = keyof typeof SCHEMAS;
const KINDS: readonly SchemaName[] = ['token', 'request', 'request of payload 2.0', 'websocket'];

/** Powertools' schema of each event's kind. */
const EVENTS: Readonly<Record<string, SchemaName>> = {
  token: 'token',
  'token-china': 'token',
  'token-colons': 'token',
  'token-default-stage': 'token',
  'token-govcloud': 'token',
  'token-root': 'token',
  'token-serverless-offline': 'token',
  'token-test-invoke': 'token',
  'request-rest': 'request',
  'request-rest-console': 'request',
  'request-rest-two-tokens': 'request',
  'request-http-v1': 'request',
  'request-http-v2': 'request of payload 2.0',
  'request-http-v2-bare': 'request of payload 2.0',
  'request-http-v2-default-arn': 'request of payload 2.0',
  'websocket-connect': 'websocket',
};

interface Difference {
  readonly why: string;
  /** What the schema refuses: these members and nothing else. */
  readonly refused: readonly string[];
  /** What makes it an event that the schema takes. */
  readonly mend: object;
}

const MAPS = [
  'multiValueHeaders',
  'multiValueQueryStringParameters',
  'pathParameters',
  'queryStringParameters',
  'stageVariables',
];

const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'request-rest-console': {
    why: 'the console’s test sends null for a map without members, and the schema wants a map',
    refused: MAPS,
    mend: Object.fromEntries(MAPS.map((map) => [map, {}])),
  },
  'websocket-connect': {
    why: 'the schema is of the events of functions behind a WebSocket API: an authorizer’s has no body to be encoded',
    refused: ['isBase64Encoded'],
    mend: { isBase64Encoded: false },
  },
};

/** No events of API Gateway’s authorizers: they stand here to be refused, by us and by every schema. */
const FOREIGN: Readonly<Record<string, string>> = {
  appsync: 'an authorizer’s event of AppSync: no type, no ARN',
  'websocket-message': 'a message over an open WebSocket, which no authorizer is asked about',
};

function findRefused(schema: SchemaName, event: object): readonly string[] {
  const { error } = SCHEMAS[schema].safeParse(event);
  return [...new Set(error?.issues.map(({ path }) => path.join('.')))].sort();
}

describe('Powertools’ schemas', () => {
  test('judge every event of this folder', () => {
    const names = readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.replace('.json', ''));
    expect([...Object.keys(EVENTS), ...Object.keys(FOREIGN)].sort()).toEqual(names.sort());
  });

  test('take every event but those that are said to differ, and refuse of these what is said', () => {
    const refused = Object.entries(EVENTS).map(([name, schema]) => [name, findRefused(schema, readEvent(name))]);
    const differing = Object.entries(DIFFERENCES).map(([name, { refused: members }]) => [name, members]);
    expect(refused.filter(([, members]) => members?.length !== 0)).toEqual(differing);
  });

  test.each(Object.entries(DIFFERENCES).map(([name, { why, mend }]) => [name, why, mend] as const))(
    'take %s with that said otherwise: %s',
    (name, _why, mend) => {
      const schema = EVENTS[name];
      expect(schema).toBeDefined();
      if (schema !== undefined) expect(findRefused(schema, { ...readEvent(name), ...mend })).toEqual([]);
    },
  );

  test.each(Object.entries(FOREIGN))('refuse %s, all of them: %s', (name) => {
    for (const schema of KINDS) expect(findRefused(schema, readEvent(name))).toContain('type');
  });

  test.each(Object.entries(EVENTS))('are told apart by %s: no other kind’s schema takes it', (name, own) => {
    const event = readEvent(name);
    for (const schema of KINDS.filter((kind) => kind !== own)) expect(findRefused(schema, event)).not.toEqual([]);
  });
});

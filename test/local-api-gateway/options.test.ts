import {
  createLocalApiGateway,
  LocalApiGatewayConfigError,
  type LocalApiGatewayOptions,
  serveLocalApiGateway,
  type TokenAuthorizerOptions,
} from '@sallyport/local-api-gateway';
import type { APIGatewayTokenAuthorizerEvent, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { API, answerFor, createProbe, withToken } from './fixture.ts';

const authorizer: TokenAuthorizerOptions = { type: 'TOKEN', handler: () => answerFor('Allow'), resultTtlSeconds: 0 };
const integration = (): { status: number } => ({ status: 200 });
const options: LocalApiGatewayOptions = {
  ...API,
  authorizers: { edge: authorizer },
  routes: [{ method: 'GET', path: '/', authorizer: 'edge', integration }],
};

// Options as an untyped configuration file would give them.
function createWith(changes: Readonly<Record<string, unknown>>): () => unknown {
  return () => createLocalApiGateway(Object.assign({}, options, changes));
}

function createWithAuthorizer(changes: Readonly<Record<string, unknown>>): () => unknown {
  return createWith({ authorizers: { edge: { ...authorizer, ...changes } } });
}

describe('options that could not be deployed', () => {
  test.each([
    ['an account of eleven digits', { accountId: '12345678901' }],
    ['an account that is no number', { accountId: 'random-account-id' }],
    ['an empty API id', { apiId: '' }],
    ['an API id with a slash', { apiId: 'a/b' }],
    ['a region with a colon', { region: 'eu:west' }],
    ['a stage with a slash', { stage: 'a/b' }],
    ['a stage of 129 characters', { stage: 'a'.repeat(129) }],
    ['a partition of another cloud', { partition: 'azure' }],
    ['an ARN path that is neither raw nor decoded once', { methodArnPath: 'decoded' }],
    ['a clock in seconds', { clock: () => 1_772_600_767 }],
    ['a clock without a time', { clock: () => Number.NaN }],
    ['a route to an authorizer that is not there', { routes: [{ ...options.routes[0], authorizer: 'other' }] }],
    ['a route without an integration', { routes: [{ method: 'GET', path: '/' }] }],
  ])('%s', (_, changes) => {
    expect(createWith(changes)).toThrow(LocalApiGatewayConfigError);
  });

  test.each([
    ['no TTL: it is always explicit', { resultTtlSeconds: undefined }],
    ['a TTL of 3601 seconds', { resultTtlSeconds: 3601 }],
    ['a TTL below 0', { resultTtlSeconds: -1 }],
    ['a TTL with a fraction', { resultTtlSeconds: 1.5 }],
    ['a timeout of 0', { timeoutMs: 0 }],
    ['a timeout longer than API Gateway waits', { timeoutMs: 29_001 }],
    ['a kind that is not served', { type: 'REQUEST' }],
    ['two headers as identity source', { identitySource: 'A,B C' }],
    ['an expression that is none', { validationExpression: '(' }],
    ['an expression that would escape its group', { validationExpression: 'a)|(b' }],
    ['an expression with flags', { validationExpression: /bearer/i }],
    ['a handler that is no function', { handler: {} }],
    ['a handler with a callback', { handler: (_event: unknown, _context: unknown, _callback: unknown) => {} }],
    ['an async handler with a callback', { handler: async (_e: unknown, _c: unknown, _callback: unknown) => {} }],
  ])('an authorizer with %s', (_, changes) => {
    expect(createWithAuthorizer(changes)).toThrow(LocalApiGatewayConfigError);
  });

  test('a message names what is wrong and nothing of this process', () => {
    expect(createWithAuthorizer({ handler: (_a: unknown, _b: unknown, _c: unknown) => {} })).toThrow(
      'the handler of authorizer "edge" declares 3 parameters',
    );
  });

  test('a replacement for an unknown authorizer, or one with a callback', () => {
    const gateway = createLocalApiGateway(options);
    expect(() => gateway.replaceHandler('other', authorizer.handler)).toThrow(LocalApiGatewayConfigError);
    const withCallback: unknown = (_a: unknown, _b: unknown, _c: unknown) => {};
    const replace: (name: string, handler: never) => void = gateway.replaceHandler;
    expect(() => Reflect.apply(replace, undefined, ['edge', withCallback])).toThrow(LocalApiGatewayConfigError);
  });

  test('a port that is none', async () => {
    const gateway = createLocalApiGateway(options);
    for (const port of [-1, 65_536, 1.5, Number.NaN]) {
      await expect(serveLocalApiGateway(gateway, { port })).rejects.toThrow(LocalApiGatewayConfigError);
    }
  });
});

describe('options that are left out', () => {
  test('the clock is the system clock: a document that expired a second ago does not allow', async () => {
    const expiring = (offsetSeconds: number): unknown => ({
      principalId: 'u',
      policyDocument: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'execute-api:Invoke',
          Resource: '*',
          Condition: { DateLessThan: { 'aws:EpochTime': Math.floor(Date.now() / 1000) + offsetSeconds } },
        },
      },
    });
    const send = async (answer: unknown): Promise<number> => {
      const gateway = createLocalApiGateway({
        ...options,
        authorizers: { edge: { ...authorizer, handler: async () => answer } },
      });
      return (await gateway.invoke(withToken('GET', '/'))).status;
    };
    expect(await send(expiring(-1))).toBe(403);
    expect(await send(expiring(60))).toBe(200);
  });

  test('handlers typed with the event and context of @types/aws-lambda are taken as they are', async () => {
    const typed = async (event: APIGatewayTokenAuthorizerEvent, context: Context): Promise<unknown> => {
      expect(context.awsRequestId).toBeTypeOf('string');
      return answerFor(event.type === 'TOKEN' ? 'Allow' : 'Deny');
    };
    const { gateway } = createProbe(() => answerFor('Deny'));
    gateway.replaceHandler('edge', typed);
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(200);
  });

  test('a handler with rest or default parameters is taken, as the runtime does', async () => {
    const gateway = createLocalApiGateway(options);
    gateway.replaceHandler('edge', async (..._arguments: unknown[]) => answerFor('Allow'));
    gateway.replaceHandler('edge', async (_event, _context, _more = null) => answerFor('Allow'));
    expect((await gateway.invoke(withToken('GET', '/'))).status).toBe(200);
  });
});

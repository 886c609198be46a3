import {
  type AuthorizerHandler,
  createLocalApiGateway,
  LocalApiGatewayConfigError,
} from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { API, answerFor, START_MS, withToken } from './fixture.ts';

type Create = () => AuthorizerHandler | Promise<AuthorizerHandler>;

function createApi(createHandler: Create, resultTtlSeconds = 0): ReturnType<typeof createLocalApiGateway> {
  return createLocalApiGateway({
    ...API,
    authorizers: { edge: { type: 'TOKEN', handler: { createHandler }, resultTtlSeconds, timeoutMs: 500 } },
    routes: [{ method: 'GET', path: '/orders', authorizer: 'edge', integration: () => ({ status: 200 }) }],
    clock: () => START_MS,
  });
}

describe('a container', () => {
  test('keeps its state from one invocation to the next, and a fresh one has none', async () => {
    const seen: string[] = [];
    let containers = 0;
    const gateway = createApi(() => {
      containers += 1;
      const container = containers;
      let invocations = 0;
      return () => {
        invocations += 1;
        seen.push(`${container}.${invocations}`);
        return answerFor('Allow');
      };
    });
    expect(containers).toBe(0);
    for (const step of ['', '', 'anew', '', 'anew']) {
      if (step === 'anew') gateway.startContainer('edge');
      expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(200);
    }
    expect(seen).toEqual(['1.1', '1.2', '2.1', '2.2', '3.1']);
  });

  test('started anew keeps the results of API Gateway, which are not its own', async () => {
    let containers = 0;
    const gateway = createApi(() => {
      containers += 1;
      const effect = containers === 1 ? 'Allow' : 'Deny';
      return () => answerFor(effect);
    }, 300);
    expect((await gateway.invoke(withToken('GET', '/orders', 'Bearer one'))).status).toBe(200);
    gateway.startContainer('edge');
    expect(await gateway.invoke(withToken('GET', '/orders', 'Bearer one'))).toMatchObject({
      status: 200,
      cached: true,
    });
    expect(containers).toBe(1);
    expect((await gateway.invoke(withToken('GET', '/orders', 'Bearer two'))).status).toBe(403);
    expect(containers).toBe(2);
  });

  test('that fails to start is a 500, is not kept, and the next request starts another', async () => {
    let containers = 0;
    const gateway = createApi(async () => {
      containers += 1;
      if (containers < 3) throw new Error('Unauthorized to read the keys');
      return () => answerFor('Allow');
    }, 300);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await gateway.invoke(withToken('GET', '/orders'))).status);
    }
    expect(statuses).toEqual([500, 500, 200, 200]);
    expect(containers).toBe(3);
  });

  test('whose handler declares a callback does not start, as on the Node 24 runtime', async () => {
    const withCallback: { readonly handler: never } = JSON.parse('{}');
    Object.assign(withCallback, { handler: (_a: unknown, _b: unknown, _c: unknown) => answerFor('Allow') });
    const gateway = createApi(() => withCallback.handler);
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(500);
  });

  test('replaced under way leaves the invocation that runs in the old one', async () => {
    let finish = (): void => {};
    const wait = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const gateway = createApi(() => async () => {
      await wait;
      return answerFor('Allow');
    });
    const pending = gateway.invoke(withToken('GET', '/orders'));
    gateway.replaceHandler('edge', { createHandler: () => () => answerFor('Deny') });
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(403);
    finish();
    expect((await pending).status).toBe(200);
  });

  test('cannot be started anew without a factory, nor under a name that is not there', () => {
    const gateway = createApi(() => () => answerFor('Allow'));
    expect(() => gateway.startContainer('other')).toThrow(LocalApiGatewayConfigError);
    gateway.replaceHandler('edge', () => answerFor('Allow'));
    expect(() => gateway.startContainer('edge')).toThrow(/createHandler/);
    const bad: unknown = { createHandler: 'no function' };
    expect(() => Reflect.apply(gateway.replaceHandler, undefined, ['edge', bad])).toThrow(LocalApiGatewayConfigError);
  });
});

import type { HttpApiV2Event } from '@sallyport/local-api-gateway';
import { describe, expect, test } from 'vitest';
import { answerOf } from './fixture.ts';
import { BEARER, createHttpApiProbe } from './kinds.ts';

const DEFAULT_ARN = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/$default';
const yes = (): unknown => ({ isAuthorized: true });
const invoke = 'execute-api:Invoke';
const get = (path: string): { method: string; path: string; headers: { readonly Authorization: string } } => ({
  method: 'GET',
  path,
  headers: BEARER,
});

describe('the result cache', () => {
  const statuses = async (probe: ReturnType<typeof createHttpApiProbe>, paths: readonly string[]): Promise<unknown> => {
    const all: number[] = [];
    for (const path of paths) all.push((await probe.gateway.invoke(get(path))).status);
    return all;
  };
  const onlyOrders = ({ routeKey }: HttpApiV2Event): unknown => ({ isAuthorized: routeKey === 'GET /orders' });

  test('a simple response to the first route is the answer to every other route: granted and refused alike', async () => {
    const granted = createHttpApiProbe(onlyOrders);
    expect(await statuses(granted, ['/orders', '/orders/1', '/files/a'])).toEqual([200, 200, 200]);
    const refused = createHttpApiProbe(onlyOrders);
    expect(await statuses(refused, ['/orders/1', '/orders'])).toEqual([403, 403]);
    expect(refused.calls).toHaveLength(1);
  });

  test('with $context.routeKey among the sources the results are per route', async () => {
    const probe = createHttpApiProbe(onlyOrders, 'simple', {
      identitySources: ['$request.header.Authorization', '$context.routeKey'],
    });
    expect(await statuses(probe, ['/orders', '/orders/1', '/orders/2', '/orders', '/orders/1'])).toEqual([
      200, 403, 403, 200, 403,
    ]);
    expect(probe.calls.map((event) => event.routeKey)).toEqual(['GET /orders', 'GET /orders/{id}']);
  });

  test('a document is judged anew for every route, and for the time of each request', async () => {
    const until = '2026-03-04T05:07:00Z';
    const answer = answerOf({
      Effect: 'Allow',
      Action: invoke,
      Resource: `${DEFAULT_ARN}/GET/orders*`,
      Condition: { DateLessThan: { 'aws:CurrentTime': until } },
    });
    const probe = createHttpApiProbe(() => answer, 'iam');
    expect(await statuses(probe, ['/orders', '/orders/1', '/files/a'])).toEqual([200, 200, 403]);
    probe.advance(60_000);
    expect(await statuses(probe, ['/orders'])).toEqual([403]);
    expect(probe.calls).toHaveLength(1);
  });

  test('without identity sources nothing is kept, whatever the TTL', async () => {
    const probe = createHttpApiProbe(onlyOrders, 'simple', { identitySources: [], resultTtlSeconds: 300 });
    expect(await statuses(probe, ['/orders', '/orders/1', '/orders'])).toEqual([200, 403, 200]);
    expect(probe.calls).toHaveLength(3);
  });

  test('ends with its TTL, is emptied by a flush, and keeps no 401 and no 500', async () => {
    let turn = 0;
    const probe = createHttpApiProbe(() => {
      turn += 1;
      if (turn === 1) throw new Error('Unauthorized');
      return turn === 2 ? { isAuthorized: 'true' } : { isAuthorized: true };
    });
    expect(await statuses(probe, ['/orders', '/orders', '/orders', '/orders'])).toEqual([401, 500, 200, 200]);
    probe.advance(300_000);
    await statuses(probe, ['/orders', '/orders']);
    probe.gateway.flushCache();
    await statuses(probe, ['/orders', '/orders']);
    expect(probe.calls).toHaveLength(5);
  });
});

test('several values of a source are joined by commas, for the event and for the cache', async () => {
  const { gateway, calls } = createHttpApiProbe(yes);
  const send = async (...values: string[]): Promise<boolean> =>
    (await gateway.invoke({ method: 'GET', path: '/orders', headers: { Authorization: values } })).cached;
  expect([await send('a', 'b'), await send('b'), await send('a', 'b'), await send('b', 'a')]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(calls.map((event) => event.headers.authorization)).toEqual(['a,b', 'b', 'b,a']);
});

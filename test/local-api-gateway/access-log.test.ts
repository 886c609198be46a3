import { describe, expect, test } from 'vitest';
import { answerFor, createProbe, withToken } from './fixture.ts';
import { BEARER, createHttpApiProbe, createWebSocketProbe } from './kinds.ts';

const FORMAT = '$context.status $context.authorizer.reason $context.authorizer.principalId $context.error.responseType';

describe('the access log', () => {
  const collect = (
    format: string,
  ): { lines: string[]; accessLog: { format: string; write: (line: string) => void } } => {
    const lines: string[] = [];
    return { lines, accessLog: { format, write: (line) => lines.push(line) } };
  };

  test('REST: one line a request, context and principal by name, a dash for what is not there', async () => {
    const { lines, accessLog } = collect(FORMAT);
    const { gateway } = createProbe(
      () => ({ ...answerFor('Allow', 'GET/orders'), context: { reason: 'none', count: 2 } }),
      { gateway: { accessLog } },
    );
    await gateway.invoke(withToken('GET', '/orders'));
    await gateway.invoke(withToken('GET', '/orders/1'));
    await gateway.invoke({ method: 'GET', path: '/orders' });
    await gateway.invoke({ method: 'GET', path: '/nowhere' });
    expect(lines).toEqual([
      '200 none user-1 -',
      '403 none user-1 ACCESS_DENIED',
      '401 - - UNAUTHORIZED',
      '403 - - MISSING_AUTHENTICATION_TOKEN',
    ]);
  });

  test('HTTP API: route, path with its stage, typed context as JSON, latency', async () => {
    const { lines, accessLog } = collect(
      '$context.routeKey $context.path $context.authorizer.list $context.authorizer.latency $context.status $context.error.message',
    );
    const probe = createHttpApiProbe(
      () => {
        probe.advance(12);
        return { isAuthorized: true, context: { list: [1, 'a'] } };
      },
      'simple',
      {},
      { stage: 'dev', accessLog },
    );
    await probe.gateway.invoke({ method: 'GET', path: '/orders/7', headers: BEARER });
    await probe.gateway.invoke({ method: 'GET', path: '/nowhere' });
    expect(lines).toEqual(['GET /orders/{id} /dev/orders/7 [1,\\"a\\"] 12 200 -', '- /dev/nowhere - - 404 Not Found']);
  });

  test('WebSocket: the connection', async () => {
    const { lines, accessLog } = collect('$context.eventType $context.connectionId $context.status');
    const { gateway } = createWebSocketProbe(() => answerFor('Allow', '$connect'), {}, { accessLog });
    const { connectionId } = await gateway.connect({ path: '/?token=abc' });
    expect(lines).toEqual([`CONNECT ${connectionId} 101`]);
  });

  test('a value can end neither its field nor its line, and no credential is among the variables', async () => {
    const { lines, accessLog } = collect('"$context.authorizer.note" $context.request.header.authorization');
    const { gateway } = createProbe(() => ({ ...answerFor('Allow'), context: { note: 'a"\nforged' } }), {
      gateway: { accessLog },
    });
    await gateway.invoke(withToken('GET', '/orders'));
    expect(lines).toEqual(['"a\\"\\nforged" -']);
  });

  test('a writer that throws changes nothing', async () => {
    const write = (): never => {
      throw new Error('disk full');
    };
    const { gateway } = createProbe(() => answerFor('Allow'), { gateway: { accessLog: { format: 'x', write } } });
    expect((await gateway.invoke(withToken('GET', '/orders'))).status).toBe(200);
  });
});

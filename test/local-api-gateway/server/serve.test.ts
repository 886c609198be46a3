import { describe, expect, test } from 'vitest';
import { answerFor, createProbe, STAGE_ARN } from '../fixture.ts';
import { allowing, requestText, sendRaw, serve } from './raw-client.ts';

describe('over HTTP', () => {
  test('a request is answered with status, headers and body, and the integration sees all of it', async () => {
    const probe = allowing({ integration: () => ({ status: 201, headers: { 'X-Made': ['1', '2'] }, body: 'héllo' }) });
    const { url } = await serve(probe);
    const response = await fetch(`${url}/orders?a=1`, {
      method: 'POST',
      headers: { Authorization: 'Bearer abc', 'User-Agent': 'test' },
      body: 'grüße',
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('héllo');
    expect(response.headers.get('x-made')).toBe('1, 2');
    expect(probe.served[0]).toMatchObject({
      method: 'POST',
      path: '/orders',
      query: 'a=1',
      body: 'grüße',
      requestContext: { identity: { sourceIp: '127.0.0.1', userAgent: 'test' } },
    });
  });

  test('the status map arrives as it is', async () => {
    const probe = createProbe(({ authorizationToken }) => {
      if (authorizationToken === 'explicit') return answerFor('Deny');
      if (authorizationToken === 'implicit') return answerFor('Allow', 'PUT/x');
      throw new Error(authorizationToken);
    });
    const { url } = await serve(probe);
    const send = async (path: string, token?: string): Promise<unknown> => {
      const headers = token === undefined ? {} : { Authorization: token };
      const response = await fetch(`${url}${path}`, { headers });
      return [response.status, response.headers.get('x-amzn-ErrorType'), await response.json()];
    };
    const denied = 'User is not authorized to access this resource';
    expect(await send('/health')).toEqual([200, null, { path: '/health' }]);
    expect(await send('/orders')).toEqual([401, 'UnauthorizedException', { message: 'Unauthorized' }]);
    expect(await send('/orders', 'Unauthorized')).toEqual([401, 'UnauthorizedException', { message: 'Unauthorized' }]);
    expect(await send('/orders', 'boom')).toEqual([500, 'AuthorizerConfigurationException', { message: null }]);
    expect(await send('/orders', 'implicit')).toEqual([403, 'AccessDeniedException', { Message: denied }]);
    expect(await send('/orders', 'explicit')).toEqual([
      403,
      'AccessDeniedException',
      { Message: `${denied} with an explicit deny` },
    ]);
    expect(await send('/none', 'explicit')).toEqual([
      403,
      'MissingAuthenticationTokenException',
      { message: 'Missing Authentication Token' },
    ]);
  });

  test('HEAD gets the headers and no body', async () => {
    const probe = allowing();
    const { port, url } = await serve(probe);
    const head = await fetch(`${url}/files/a`, { method: 'HEAD', headers: { Authorization: 'Bearer abc' } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(probe.calls[0]?.methodArn).toBe(`${STAGE_ARN}/HEAD/files/a`);
    const raw = await sendRaw(port, requestText('/nowhere').replace('GET', 'HEAD'));
    expect(raw).toMatch(/^HTTP\/1\.1 403 /);
    expect(raw.split('\r\n\r\n')[1]).toBe('');
  });

  test('204 has no body and no length', async () => {
    const { port } = await serve(allowing({ integration: () => ({ status: 204, body: 'ignored' }) }));
    const raw = await sendRaw(port, requestText('/orders'));
    expect(raw).toMatch(/^HTTP\/1\.1 204 /);
    expect(raw.toLowerCase()).not.toContain('content-length');
    expect(raw).not.toContain('ignored');
  });

  test('nothing of an error reaches the client', async () => {
    const probe = createProbe(() => {
      throw new Error('secret at line 7');
    });
    const { port } = await serve(probe);
    const raw = await sendRaw(port, requestText('/orders'));
    expect(raw).toMatch(/^HTTP\/1\.1 500 /);
    expect(raw).not.toMatch(/secret|\.ts|at line|Error:/);
  });
});

describe('raw targets reach the authorizer byte for byte', () => {
  test.each([
    ['/files/../admin', 'GET/files/../admin'],
    ['/files/./a', 'GET/files/./a'],
    ['/files//a', 'GET/files//a'],
    ['/files/%61%2e%2E/%2F', 'GET/files/%61%2e%2E/%2F'],
    ['/files/caf%c3%a9;v=1', 'GET/files/caf%c3%a9;v=1'],
    ['/files/a\\b', 'GET/files/a\\b'],
    ['/files/%zz%', 'GET/files/%zz%'],
    ['/files/a|b"c<d>{e}^`', 'GET/files/a|b"c<d>{e}^`'],
    ['/files/a/?b=/../c', 'GET/files/a/'],
    ['/orders/items%3AbatchDelete', 'GET/orders/items%3AbatchDelete'],
    ['http://elsewhere/files/../a', 'GET/files/../a'],
  ])('%s', async (target, tail) => {
    const probe = allowing();
    const { port } = await serve(probe);
    expect(await sendRaw(port, requestText(target))).toMatch(/^HTTP\/1\.1 200 /);
    expect(probe.calls[0]?.methodArn).toBe(`${STAGE_ARN}/${tail}`);
  });

  test('of two Authorization headers the last one is the token, and both reach the integration', async () => {
    const probe = allowing();
    const { port } = await serve(probe);
    await sendRaw(port, requestText('/orders', 'authorization: Bearer second'));
    expect(probe.calls[0]?.authorizationToken).toBe('Bearer second');
    expect(probe.served[0]?.headers.authorization).toEqual(['Bearer abc', 'Bearer second']);
  });

  test('a target that is no path is an unknown resource', async () => {
    const { port } = await serve(allowing());
    expect(await sendRaw(port, requestText('*').replace('GET', 'OPTIONS'))).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('the stage in the URL', () => {
  test('is part of the path unless it is to be stripped', async () => {
    const probe = allowing();
    const { url } = await serve(probe);
    const response = await fetch(`${url}/prod/orders`, { headers: { Authorization: 'Bearer abc' } });
    expect([response.status, await response.json()]).toEqual([403, { message: 'Missing Authentication Token' }]);
  });

  test('is stripped once, and is in neither the path nor twice in the ARN', async () => {
    const probe = allowing();
    const { url, port } = await serve(probe, { stagePrefix: 'strip' });
    expect((await fetch(`${url}/prod/orders`, { headers: { Authorization: 'Bearer abc' } })).status).toBe(200);
    await sendRaw(port, requestText('/prod/files/../prod/x').replace('abc', 'other'));
    await sendRaw(port, requestText('/prod').replace('abc', 'third'));
    expect(probe.calls.map((call) => call.methodArn)).toEqual([
      `${STAGE_ARN}/GET/orders`,
      `${STAGE_ARN}/GET/files/../prod/x`,
      `${STAGE_ARN}/GET/`,
    ]);
    expect(probe.served[0]?.path).toBe('/orders');
  });

  test('another stage is forbidden', async () => {
    const { url } = await serve(allowing(), { stagePrefix: 'strip' });
    for (const path of ['/orders', '/test/orders', '/production/orders', '/']) {
      const response = await fetch(`${url}${path}`, { headers: { Authorization: 'Bearer abc' } });
      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([403, 'ForbiddenException']);
      expect(await response.json()).toEqual({ message: 'Forbidden' });
    }
  });
});

describe('closing', () => {
  test('ends idle connections and waiting requests, frees the port, and may be repeated', async () => {
    let asked = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const probe = createProbe(() => {
      asked();
      return new Promise(() => {});
    });
    const server = await serve(probe);
    await (await fetch(`${server.url}/health`)).text();
    const pending = fetch(`${server.url}/orders`, { headers: { Authorization: 'Bearer abc' } });
    const ended = expect(pending).rejects.toThrow();
    await waiting;
    await server.close();
    await server.close();
    await ended;
    expect(probe.events).toMatchObject([{ type: 'authorizerTimedOut' }]);
    const again = await serve(allowing(), { port: server.port });
    expect(again.port).toBe(server.port);
  });

  test('a port that is taken is an error, not a server elsewhere', async () => {
    const first = await serve(allowing());
    await expect(serve(allowing(), { port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

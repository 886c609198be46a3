import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { allowing, requestText, sendRaw, serve } from './raw-client.ts';

describe('bad input on the wire', () => {
  test.each([
    ['no HTTP at all', 'hello\r\n\r\n', '400'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n', '400'],
    ['a blank in the target', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
    ['a method that is none', 'FROB / HTTP/1.1\r\nHost: a\r\n\r\n', '400'],
    [
      'length and chunks at once',
      'POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, '431'],
  ])('%s is answered with a fixed sentence', async (_, bytes, status) => {
    const { port, url } = await serve(allowing());
    const raw = await sendRaw(port, bytes);
    expect(raw).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(raw).not.toMatch(/HPE_|Parse Error|node:/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('header values between the limits of API Gateway and Node are a 431', async () => {
    const { port } = await serve(allowing());
    expect(await sendRaw(port, requestText('/orders', `X: ${'a'.repeat(11_000)}`))).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('a body of more than 10 MB is a 413, and the server lives on', async () => {
    const { url } = await serve(allowing());
    const headers = { Authorization: 'Bearer abc' };
    const large = await fetch(`${url}/orders`, { method: 'POST', headers, body: 'a'.repeat(10 * 1024 * 1024 + 1) });
    expect([large.status, await large.json()]).toEqual([413, { message: 'Request Too Long' }]);
    expect((await fetch(`${url}/orders`, { method: 'POST', headers, body: 'a' })).status).toBe(200);
  });

  test('a client that leaves in the middle of its body harms nobody', async () => {
    const { port, url } = await serve(allowing());
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write('POST /orders HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nContent-Length: 100\r\n\r\nab', () => {
          socket.destroy();
          resolve();
        });
      });
    });
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });
});

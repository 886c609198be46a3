import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type RawRequest, toRequestText } from '../../support/raw-http.ts';
import { type Stage, startStage } from './stage.ts';

const QUERY = 'code=query-secret';

let stage: Stage;
let token: string;
const origin = new EventEmitter();

/** Starts an answer and leaves it open, or none at all; tells when its request is gone. */
function hold(first: string) {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    outgoing.on('close', () => origin.emit('gone'));
    incoming.on('data', () => origin.emit('data'));
    if (first !== '') outgoing.write(first);
    origin.emit('reached');
  };
}

beforeAll(async () => {
  stage = await startStage({
    sections: { log: { decisions: 'all' } },
    answers: { '/items/silent': hold(''), '/items/started': hold('first'), '/public/silent': hold('') },
  });
  stage.origin.server.on('upgrade', (incoming, socket) => {
    const key = `${incoming.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
    // The gate half-closes what a client has reset.
    socket.on('end', () => origin.emit('gone', socket.destroy()));
    socket.on('error', () => socket.destroy());
    socket.resume();
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    origin.emit('reached');
  });
  token = (await stage.bearer())[1];
});
afterAll(() => stage?.stop());

// Whatever a client did, the next ones are served, and nothing that was sent in confidence was printed.
afterEach(async () => {
  const answers = Array.from({ length: 5 }, () =>
    stage.send({ target: '/items/1', headers: [['Authorization', token]] }),
  );
  for (const { status, body } of await Promise.all(answers)) expect([status, body]).toEqual([200, 'origin']);
  expect((await stage.send({ target: '/items/1' })).status).toBe(401);
  expect((await stage.send({ target: '/health' })).status).toBe(200);
  const printed = stage.workerd.output();
  expect(printed).toContain('sallyport');
  for (const secret of [...token.replace('Bearer ', '').split('.'), 'query-secret'])
    expect(printed).not.toContain(secret);
});

/** Opens a connection and writes; the socket's own errors are what the test is about. */
async function write(...parts: readonly (string | Buffer)[]): Promise<Socket> {
  const socket = connect(stage.workerd.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const part of parts) socket.write(part);
  return socket;
}

const ask = (target: string, more: Partial<RawRequest> = {}): Buffer =>
  toRequestText({
    ...{ target: `${target}?${QUERY}`, ...more },
    headers: [['Authorization', token], ['Connection', 'keep-alive'], ...(more.headers ?? [])],
  });

describe('a client that resets its connection', () => {
  test('in the middle of its request line or headers', async () => {
    const before = stage.origin.seen.length;
    const whole = ask('/items/1');
    for (const end of [1, 12, 40, whole.length - 2]) {
      const socket = await write(whole.subarray(0, end));
      await pause(50);
      socket.resetAndDestroy();
    }
    await pause(100);
    expect(stage.origin.seen).toHaveLength(before);
  });

  test('in the middle of its body, which the origin then sees cut off', async () => {
    const reached = once(origin, 'data');
    const socket = await write(
      ask('/items/silent', { method: 'POST', headers: [['Transfer-Encoding', 'chunked']] }),
      '5\r\nfirst\r\n',
    );
    await reached;
    const gone = once(origin, 'gone');
    socket.resetAndDestroy();
    await gone;
  });

  test.each([
    ['before the origin has answered', '/items/silent'],
    ['after the origin’s first bytes', '/items/started'],
    ['on a public route', '/public/silent'],
  ])('%s, and the request to the origin ends with it', async (_, target) => {
    const reached = once(origin, 'reached');
    const socket = await write(ask(target));
    await reached;
    if (target === '/items/started') expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    const gone = once(origin, 'gone');
    socket.resetAndDestroy();
    await gone;
  });

  test('under a WebSocket', async () => {
    const reached = once(origin, 'reached');
    const headers = [
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Version', '13'],
    ] as const;
    const upgrade = toRequestText({
      target: `/items/socket?${QUERY}`,
      headers: [['Authorization', token], ['Connection', 'Upgrade'], ...headers],
    });
    const socket = await write(upgrade);
    await reached;
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 101 /);
    const gone = once(origin, 'gone');
    socket.resetAndDestroy();
    await gone;
  });

  test('with many others at once, some of which are served', async () => {
    const sockets = await Promise.all(Array.from({ length: 40 }, () => write(ask('/items/1'))));
    const served = sockets.filter((_, index) => index % 4 === 0).map((socket) => once(socket, 'data'));
    for (const [index, socket] of sockets.entries()) if (index % 4 !== 0) socket.resetAndDestroy();
    for (const [first] of await Promise.all(served)) expect(String(first)).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of sockets) socket.destroy();
  });

  test('without having been let in', async () => {
    const before = stage.origin.seen.length;
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    for (let turn = 0; turn < 10; turn += 1) {
      const socket = await write(toRequestText({ target: '/items/1', headers: [['Authorization', forged]] }));
      socket.resetAndDestroy();
    }
    await pause(100);
    expect(stage.origin.seen).toHaveLength(before);
  });
});

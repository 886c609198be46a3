import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRequestText } from '../../support/raw-http.ts';
import { type Stage, startStage } from './stage.ts';

// Bytes that claim to be gzip and are not: whoever decodes them on the way fails or changes them.
const NOT_GZIP = 'these bytes are not gzip';

let stage: Stage;
const downloadGate = new EventEmitter();
const uploadGate = new EventEmitter();

beforeAll(async () => {
  stage = await startStage({
    reach: 'url',
    answers: {
      '/items/download': async (_incoming, outgoing) => {
        outgoing.write('first');
        await once(downloadGate, 'open');
        outgoing.end('last');
      },
      '/items/upload': (incoming, outgoing) => {
        let body = '';
        incoming.on('data', (chunk: Buffer) => {
          body += chunk.toString();
          uploadGate.emit('received', body);
        });
        incoming.on('end', () => outgoing.end(`got ${body}`));
      },
      '/items/redirect': (_incoming, outgoing) => {
        outgoing.writeHead(302, { Location: '/items/elsewhere', 'Set-Cookie': ['a=1', 'b=2'] });
        outgoing.end();
      },
      '/items/gzip': (_incoming, outgoing) => {
        outgoing.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Type': 'text/plain' });
        outgoing.end(NOT_GZIP);
      },
      '/items/range': (incoming, outgoing) => {
        outgoing.writeHead(206, { 'Content-Range': `bytes 0-1/9 ${incoming.headers.range}`, ETag: '"1"' });
        outgoing.end('ab');
      },
      '/items/unmodified': (_incoming, outgoing) => outgoing.writeHead(304, { ETag: '"1"' }).end(),
      '/items/broken': (incoming) => incoming.destroy(),
      '/items/teapot': (_incoming, outgoing) => outgoing.writeHead(418, 'Short and stout').end('tea'),
    },
  });
  stage.origin.server.on('upgrade', echoUpgrade);
});
afterAll(() => stage?.stop());

/** Accepts a WebSocket, says hello with the headers it saw, and echoes one frame. */
function echoUpgrade(incoming: IncomingMessage, socket: Duplex): void {
  const key = `${incoming.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: chat\r\n\r\n`,
  );
  const hello = `hello ${'authorization' in incoming.headers ? 'with a token' : 'without a token'}`;
  socket.write(Buffer.concat([Buffer.from([0x81, hello.length]), Buffer.from(hello)]));
  socket.on('data', (frame: Buffer) => {
    const mask = frame.subarray(2, 6);
    const text = frame.subarray(6).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
  socket.on('error', () => socket.destroy());
}

describe('an allowed request over raw sockets', () => {
  test('streams down: the first byte arrives before the last is sent', async () => {
    const socket = connect(stage.workerd.port, '127.0.0.1');
    socket.write(toRequestText({ target: '/items/download', headers: [await stage.bearer()] }));
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      // Only what has come through the gate opens it for the rest.
      if (received.includes('first')) downloadGate.emit('open');
    }
    expect(received).toMatch(/^HTTP\/1\.1 200 [\s\S]*first[\s\S]*last/);
  });

  test('streams up: the origin has the first byte before the last is sent', async () => {
    const socket = connect(stage.workerd.port, '127.0.0.1');
    const chunked = ['Transfer-Encoding', 'chunked'] as const;
    const headers = [await stage.bearer(), chunked];
    const firstBytes = once(uploadGate, 'received');
    socket.write(toRequestText({ method: 'POST', target: '/items/upload', headers, body: '5\r\nfirst\r\n' }));
    expect(await firstBytes).toEqual(['first']);
    socket.write('4\r\nlast\r\n0\r\n\r\n');
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    expect(received).toContain('got firstlast');
  });

  test('gets a redirect as it is, every cookie with it, and nothing follows it', async () => {
    const before = stage.origin.seen.length;
    const answer = await stage.send({ target: '/items/redirect', headers: [await stage.bearer()] });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, ['/items/elsewhere']]);
    expect(answer.headers.get('set-cookie')).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('cache-control')).toEqual(['private, no-store']);
    expect(stage.origin.seen).toHaveLength(before + 1);
  });

  test('gets encoded bodies byte for byte', async () => {
    const headers = [await stage.bearer(), ['Accept-Encoding', 'gzip'] as const];
    const answer = await stage.send({ target: '/items/gzip', headers });
    expect([answer.status, answer.headers.get('content-encoding'), answer.body]).toEqual([200, ['gzip'], NOT_GZIP]);
  });

  test('gets ranges, unmodified answers and odd statuses as the origin gave them', async () => {
    const bearer = await stage.bearer();
    const range = await stage.send({ target: '/items/range', headers: [bearer, ['Range', 'bytes=0-1']] });
    expect([range.status, range.headers.get('content-range'), range.body]).toEqual([
      206,
      ['bytes 0-1/9 bytes=0-1'],
      'ab',
    ]);
    const unmodified = await stage.send({ target: '/items/unmodified', headers: [bearer] });
    expect([unmodified.status, unmodified.headers.get('etag'), unmodified.body]).toEqual([304, ['"1"'], '']);
    const teapot = await stage.send({ target: '/items/teapot', headers: [bearer] });
    expect([teapot.status, teapot.body]).toEqual([418, 'tea']);
  });

  test("arrives under the origin's own Host, the gate's in X-Forwarded-Host", async () => {
    await stage.send({ target: '/items/1', headers: [await stage.bearer()] });
    const headers = new Map(stage.origin.seen.at(-1)?.headers);
    expect(headers.get('host')).toBe(`127.0.0.1:${stage.origin.port}`);
    expect(headers.get('x-forwarded-host')).toBe('gate.acme.dev');
  });

  test('gets 502 problem details where the origin breaks off', async () => {
    const answer = await stage.send({ target: '/items/broken', headers: [await stage.bearer()] });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, ['application/problem+json']]);
    expect(JSON.parse(answer.body)).toMatchObject({ title: 'Bad Gateway', status: 502 });
  });

  test('upgrades to a WebSocket both ways, without its token', async () => {
    const [, authorization] = await stage.bearer();
    const frames = await talk(authorization);
    expect(frames).toEqual(['hello without a token', 'ping']);
  });

  test('and no WebSocket without a grant', async () => {
    const upgrade = [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Version', '13'],
    ] as const;
    const socket = connect(stage.workerd.port, '127.0.0.1');
    socket.write(toRequestText({ target: '/items/socket', headers: upgrade }));
    const [first] = await once(socket, 'data');
    socket.destroy();
    expect(String(first)).toMatch(/^HTTP\/1\.1 401 /);
  });
});

/** Opens a WebSocket through the gate, sends `ping`, and returns the two frames that come back. */
function talk(authorization: string): Promise<string[]> {
  // Node's WebSocket takes headers, which a browser's does not.
  const options = { protocols: ['chat'], headers: { authorization } };
  const socket = new WebSocket(`ws://127.0.0.1:${stage.workerd.port}/items/socket`, options as unknown as string[]);
  const frames: string[] = [];
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => socket.send('ping'));
    socket.addEventListener('error', () => reject(new Error('the WebSocket failed')));
    socket.addEventListener('message', ({ data }) => {
      frames.push(String(data));
      if (frames.length < 2) return;
      expect(socket.protocol).toBe('chat');
      socket.close();
      resolve(frames);
    });
  });
}

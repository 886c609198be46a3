import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRequestText } from '../../support/raw-http.ts';
import { acceptWebSocket, type Frame, readFrames, sendFrame, toClosePayload } from '../../support/websocket-peer.ts';
import { type Stage, startStage } from './stage.ts';

const TIMEOUT_SECONDS = 1;

describe.each(['binding', 'url'] as const)('a WebSocket through the gate to an origin reached by %s', (reach) => {
  let stage: Stage;
  /** The origin's end of the sockets, by the last part of their path. */
  const origin = new EventEmitter();

  beforeAll(async () => {
    stage = await startStage({ reach, sections: { worker: { originTimeoutSeconds: TIMEOUT_SECONDS } } });
    stage.origin.server.on('upgrade', (incoming, socket) => {
      const { url = '' } = incoming;
      if (url.endsWith('/refused')) {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nnot today');
        return;
      }
      if (url.endsWith('/silent')) {
        socket.on('close', () => origin.emit('gone'));
        socket.on('end', () => socket.destroy());
        socket.resume();
        return;
      }
      acceptWebSocket(incoming, socket, incoming.headers['sec-websocket-protocol']?.split(',')[1]?.trim());
      readFrames(socket, (frame) => {
        origin.emit('frame', frame);
        if (frame.kind === 'text' || frame.kind === 'binary') sendFrame(socket, frame.kind, frame.payload);
        if (frame.kind !== 'close') return;
        sendFrame(socket, 'close', frame.payload);
        socket.end();
      });
      socket.on('end', () => socket.destroy());
      origin.emit('open', socket);
    });
  });
  afterAll(() => stage?.stop());

  async function dial(path: string): Promise<WebSocket> {
    const [, authorization] = await stage.bearer();
    // Node's WebSocket takes headers, which a browser's does not.
    const options = { protocols: ['one', 'two'], headers: { authorization } };
    return new WebSocket(`ws://127.0.0.1:${stage.workerd.port}/items/${path}`, options as unknown as string[]);
  }

  /** Both ends of an open socket. */
  async function open(): Promise<{ client: WebSocket; peer: Duplex }> {
    const accepted = once(origin, 'open');
    const client = await dial('socket');
    const [peer] = (await accepted) as [Duplex];
    client.binaryType = 'arraybuffer';
    if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
    return { client, peer };
  }

  async function nextMessage(client: WebSocket): Promise<unknown> {
    const [event] = (await once(client, 'message')) as [MessageEvent<unknown>];
    return event.data;
  }

  async function nextClose(client: WebSocket): Promise<unknown[]> {
    const [event] = (await once(client, 'close')) as [CloseEvent];
    return [event.code, event.reason, event.wasClean];
  }

  test('carries text and bytes of every size both ways, under the subprotocol that the origin chose', async () => {
    const { client } = await open();
    expect(client.protocol).toBe('two');
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 500_000]) {
      const text = 'é'.repeat(Math.floor(size / 2));
      const echoed = nextMessage(client);
      client.send(text);
      expect(await echoed).toBe(text);
      const bytes = new Uint8Array(size).map((_, index) => (index * 31) & 0xff);
      const returned = nextMessage(client);
      client.send(bytes);
      expect(Buffer.from((await returned) as ArrayBuffer).equals(Buffer.from(bytes))).toBe(true);
    }
    client.close();
    await once(client, 'close');
  });

  test('keeps the order of messages that nobody waits for', async () => {
    const { client } = await open();
    const got: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      client.addEventListener('message', ({ data }) => {
        got.push(data);
        if (got.length === 500) resolve();
      });
    });
    const sent = Array.from({ length: 500 }, (_, index) => `message ${index}`);
    for (const text of sent) client.send(text);
    await all;
    expect(got).toEqual(sent);
    client.close();
    await once(client, 'close');
  });

  test("carries the client's close code and reason to the origin", async () => {
    const { client } = await open();
    const frames: Frame[] = [];
    origin.on('frame', (frame: Frame) => frames.push(frame));
    client.close(4001, 'done here');
    await expect.poll(() => frames.at(-1)?.kind).toBe('close');
    expect(frames.at(-1)?.payload.equals(toClosePayload(4001, 'done here'))).toBe(true);
  });

  test("carries the origin's close code and reason to the client", async () => {
    const { client, peer } = await open();
    const closed = nextClose(client);
    sendFrame(peer, 'close', toClosePayload(4002, 'moved on'));
    expect(await closed).toEqual([4002, 'moved on', true]);
  });

  test('ends unclean, with 1006, where the origin breaks off', async () => {
    const { client, peer } = await open();
    const closed = nextClose(client);
    peer.destroy();
    expect(await closed).toEqual([1006, '', false]);
  });

  test('stays open beyond the time limit of answers', async () => {
    const { client } = await open();
    await pause(TIMEOUT_SECONDS * 1500);
    const echoed = nextMessage(client);
    client.send('still here');
    expect(await echoed).toBe('still here');
    client.close();
    await once(client, 'close');
  });

  /** Asks for an upgrade by hand and reads until the text that ends the answer. */
  async function askForUpgrade(path: string, end: string): Promise<string> {
    const headers = [
      await stage.bearer(),
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
      ['Sec-WebSocket-Version', '13'],
    ] as const;
    const socket = connect(stage.workerd.port, '127.0.0.1');
    socket.write(toRequestText({ target: `/items/${path}`, headers }));
    let received = '';
    for await (const chunk of socket) {
      received += String(chunk);
      if (received.endsWith(end)) break;
    }
    return received;
  }

  test('is refused in the words of the origin that refuses it', async () => {
    expect(await askForUpgrade('refused', 'not today')).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
  });

  test('is 504 where the origin does not answer the upgrade in time', async () => {
    const gone = once(origin, 'gone');
    expect(await askForUpgrade('silent', '}')).toMatch(/^HTTP\/1\.1 504 [\s\S]*"Gateway Timeout"/);
    await gone;
  });
});

import { connect } from 'node:net';
import { type LocalApiGatewayServer, type ServeOptions, serveLocalApiGateway } from '@sallyport/local-api-gateway';
import { afterEach, describe, expect, test } from 'vitest';
import { answerFor } from '../fixture.ts';
import { createWebSocketProbe } from '../kinds.ts';
import { sendRaw } from './raw-client.ts';

type Probe = ReturnType<typeof createWebSocketProbe>;

const servers: LocalApiGatewayServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve({ gateway }: Probe, options: Partial<ServeOptions> = {}): Promise<LocalApiGatewayServer> {
  const server = await serveLocalApiGateway(gateway, { port: 0, ...options });
  servers.push(server);
  return server;
}

function createEcho(): Probe {
  return createWebSocketProbe(
    ({ queryStringParameters }) => {
      if (queryStringParameters.token === 'bad') throw new Error('Unauthorized');
      return answerFor(queryStringParameters.token === 'denied' ? 'Deny' : 'Allow', '$connect');
    },
    {},
    { messages: ({ body }) => (body === 'quiet' ? undefined : `echo ${body}`) },
  );
}

/** What a client sees of one connection: its first message, or that it was refused. */
function talk(url: string, ...messages: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const heard: string[] = [];
    const socket = new WebSocket(url);
    socket.onopen = () => {
      for (const message of messages) socket.send(message);
    };
    socket.onmessage = ({ data }) => {
      heard.push(String(data));
      if (heard.length === messages.length) socket.close();
    };
    socket.onclose = ({ code }) => resolve([...heard, `closed ${code}`]);
  });
}

function handshake(target: string, ...headers: readonly string[]): string {
  const lines = [
    `GET ${target} HTTP/1.1`,
    'Host: local',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

describe('a WebSocket API over HTTP', () => {
  test('connects who is allowed, and answers messages in order', async () => {
    const { port } = await serve(createEcho());
    const long = 'x'.repeat(20_000);
    expect(await talk(`ws://127.0.0.1:${port}/?token=good`, 'one', long, 'grüße')).toEqual([
      'echo one',
      `echo ${long}`,
      'echo grüße',
      'closed 1000',
    ]);
  });

  test('the handshake is that of RFC 6455, with the subprotocol that $connect chose', async () => {
    const probe = createWebSocketProbe(
      () => answerFor('Allow'),
      {},
      {},
      () => ({ status: 200, headers: { 'Sec-WebSocket-Protocol': 'json', 'X-Other': '1' } }),
    );
    const { port } = await serve(probe);
    const text = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(handshake('/?token=a')));
      socket.once('data', (chunk) => {
        resolve(chunk.toString());
        socket.destroy();
      });
    });
    const [line, ...headers] = text.trimEnd().split('\r\n');
    expect(line).toBe('HTTP/1.1 101 Switching Protocols');
    expect(headers.sort()).toEqual([
      'connection: Upgrade',
      'sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
      'sec-websocket-protocol: json',
      'upgrade: websocket',
    ]);
  });

  test.each([
    ['/?token=denied', 403, 'Forbidden'],
    ['/?token=bad', 401, 'Unauthorized'],
    ['/', 401, 'Unauthorized'],
  ])('%s is refused with %i before any upgrade', async (target, status, message) => {
    const { port } = await serve(createEcho());
    const text = await sendRaw(port, handshake(target));
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(text).not.toContain('HTTP/1.1 101');
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '')).toMatchObject({ message });
  });

  test('the event holds the headers as they were sent', async () => {
    const probe = createEcho();
    const { port } = await serve(probe);
    await sendRaw(port, handshake('/?token=denied', 'X-Probe: a', 'x-probe: b'));
    expect(probe.calls[0]?.multiValueHeaders).toMatchObject({ 'X-Probe': ['a', 'b'], Upgrade: ['websocket'] });
    expect(probe.calls[0]?.requestContext.identity.sourceIp).toBe('127.0.0.1');
  });

  test('at execute-api the stage comes first, and another stage is refused', async () => {
    const probe = createEcho();
    const { port } = await serve(probe, { stagePrefix: 'strip' });
    expect(await talk(`ws://127.0.0.1:${port}/prod?token=good`, 'hi')).toEqual(['echo hi', 'closed 1000']);
    expect(await sendRaw(port, handshake('/other?token=good'))).toMatch(/^HTTP\/1\.1 403 /);
    expect(probe.calls).toHaveLength(1);
  });

  test('a plain request is refused, and so is an upgrade that is no WebSocket handshake', async () => {
    const probe = createEcho();
    const { url, port } = await serve(probe);
    expect((await fetch(`${url}/?token=good`)).status).toBe(403);
    for (const broken of [
      handshake('/?token=good').replace('Version: 13', 'Version: 8'),
      handshake('/?token=good').replace('dGhlIHNhbXBsZSBub25jZQ==', 'short'),
      handshake('/?token=good').replace('Upgrade: websocket', 'Upgrade: h2c'),
      handshake('/?token=good').replace('GET', 'POST'),
    ]) {
      expect(await sendRaw(port, broken)).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect(probe.calls).toEqual([]);
  });

  test.each([
    ['an unmasked frame', Buffer.from([0x81, 1, 0x61]), 1002],
    ['a binary message', Buffer.from([0x82, 0x80, 0, 0, 0, 0]), 1003],
    ['a fragment', Buffer.from([0x01, 0x80, 0, 0, 0, 0]), 1003],
    ['a message of more than 32 KB', Buffer.from([0x81, 0xfe, 0x80, 0x01]), 1009],
  ])('%s ends the connection', async (_, frame, closeCode) => {
    const { port } = await serve(createEcho());
    const received = await new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = [];
      const socket = connect(port, '127.0.0.1', () => socket.write(handshake('/?token=good')));
      socket.once('data', () => {
        socket.on('data', (chunk) => chunks.push(chunk));
        socket.write(frame);
      });
      socket.on('close', () => resolve(Buffer.concat(chunks)));
    });
    expect(received).toEqual(Buffer.from([0x88, 2, closeCode >> 8, closeCode & 0xff]));
  });

  test('closing the server ends connections that are open', async () => {
    const server = await serve(createEcho());
    const closed = new Promise<void>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/?token=good`);
      socket.onopen = () => void server.close();
      socket.onclose = () => resolve();
    });
    await closed;
    await server.close();
  });
});

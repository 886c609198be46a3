/**
 * Serves a WebSocket gateway on an HTTP server: the upgrade is the request to connect, then messages one at a time.
 *
 * Trust: nothing is answered with 101 before the gateway said so; bytes that arrive earlier wait. A message that comes
 *   while one is under way waits too, so that a client cannot pile up work.
 * Spec: RFC 6455, section 4.2.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { LocalResponse } from '../exchange.ts';
import type { LocalWebSocketGateway } from '../web-socket.ts';
import { toRawHeaders, toSourceIp } from './incoming.ts';
import { OPCODES, parseFrame, toCloseFrame, toFrame } from './web-socket-frames.ts';

const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const KEY = /^[A-Za-z0-9+/]{22}==$/;
const NORMAL_CLOSE = 1000;

/** Answers one upgrade; `path` is the request target after the stage, or `undefined` for another stage. */
export async function serveUpgrade(
  gateway: LocalWebSocketGateway,
  path: string | undefined,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  signal: AbortSignal,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  const { 'sec-websocket-key': key = '', 'sec-websocket-version': version, upgrade = '' } = message.headers;
  if (message.method !== 'GET' || upgrade.toLowerCase() !== 'websocket' || version !== '13' || !KEY.test(key)) {
    return endWith(socket, { status: 400, headers: {}, body: '{"message":"Bad Request"}' });
  }
  const headers = toRawHeaders(message.rawHeaders);
  const sourceIp = toSourceIp(message.socket.remoteAddress);
  if (path === undefined) {
    return endWith(socket, gateway.refuseStage({ method: 'GET', path: message.url ?? '/', headers, sourceIp }));
  }
  const response = await gateway.connect({ path, headers, sourceIp, signal });
  if (response.status !== 101) return endWith(socket, response);
  const accept = createHash('sha1').update(`${key}${ACCEPT_SUFFIX}`).digest('base64');
  const handshake = { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-accept': accept };
  socket.write(`${toHead('101 Switching Protocols', { ...response.headers, ...handshake })}\r\n\r\n`);
  if (head.length > 0) socket.unshift(head);
  await converse(gateway, response.connectionId, socket);
}

async function converse(gateway: LocalWebSocketGateway, connectionId: string, socket: Duplex): Promise<void> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    if (!Buffer.isBuffer(chunk)) continue;
    pending = Buffer.concat([pending, chunk]);
    for (let result = parseFrame(pending); result.outcome !== 'more'; result = parseFrame(pending)) {
      if (result.outcome === 'refused') return void socket.end(toCloseFrame(result.closeCode));
      const { opcode, payload } = result.frame;
      pending = result.rest;
      if (opcode === OPCODES.close) return void socket.end(toCloseFrame(NORMAL_CLOSE));
      if (opcode === OPCODES.ping) socket.write(toFrame(OPCODES.pong, payload));
      if (opcode !== OPCODES.text) continue;
      const reply = await gateway.receive({ connectionId, body: payload.toString() });
      if (reply !== undefined && socket.writable) socket.write(toFrame(OPCODES.text, Buffer.from(reply)));
    }
  }
}

function endWith(socket: Duplex, { status, headers, body }: Pick<LocalResponse, 'status' | 'headers' | 'body'>): void {
  const length = { 'content-length': String(Buffer.byteLength(body)), connection: 'close' };
  socket.end(`${toHead(`${status} Refused`, { ...headers, ...length })}\r\n\r\n${body}`);
}

// Header values were checked where they entered: none has a line end.
function toHead(statusLine: string, headers: LocalResponse['headers']): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((text) => `${name}: ${text}`),
  );
  return [`HTTP/1.1 ${statusLine}`, ...lines].join('\r\n');
}

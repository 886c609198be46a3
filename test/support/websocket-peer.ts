/**
 * The origin's end of a WebSocket, frame by frame, so that a test sees and sends exactly the frames that it means.
 *
 * Does not: reassemble fragments of messages. Spec: RFC 6455 sections 1.3 and 5.2.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** One frame as it came, unmasked. */
export interface Frame {
  readonly kind: 'text' | 'binary' | 'close' | 'ping' | 'pong' | 'other';
  readonly payload: Buffer;
}

const OPCODES = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const KINDS: ReadonlyMap<number, Frame['kind']> = new Map([
  [1, 'text'],
  [2, 'binary'],
  [8, 'close'],
  [9, 'ping'],
  [10, 'pong'],
]);

/** Accepts an upgrade, with the subprotocol that is given. */
export function acceptWebSocket(incoming: IncomingMessage, socket: Duplex, protocol?: string): void {
  const key = `${incoming.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash('sha1').update(key).digest('base64');
  const lines = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${accept}`];
  if (protocol !== undefined) lines.push(`Sec-WebSocket-Protocol: ${protocol}`);
  socket.on('error', () => socket.destroy());
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
}

/** Calls `onFrame` for every frame that comes. */
export function readFrames(socket: Duplex, onFrame: (frame: Frame) => void): void {
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let read = readFrame(pending); read !== null; read = readFrame(pending)) {
      pending = pending.subarray(read.length);
      onFrame(read.frame);
    }
  });
}

function readFrame(bytes: Buffer): { readonly frame: Frame; readonly length: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const masked = (bytes.readUInt8(1) & 0x80) !== 0;
  const start = 2 + lengthBytes + (masked ? 4 : 0);
  if (bytes.length < start) return null;
  const size = lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + size) return null;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  const mask = bytes.subarray(start - 4, start);
  if (masked) for (let at = 0; at < size; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  const kind = KINDS.get(bytes.readUInt8(0) & 0x0f) ?? 'other';
  return { frame: { kind, payload }, length: start + size };
}

/** Sends one unmasked frame, as servers do. */
export function sendFrame(socket: Duplex, kind: keyof typeof OPCODES, payload: Buffer): void {
  const head = [0x80 | OPCODES[kind]];
  if (payload.length < 126) head.push(payload.length);
  else if (payload.length < 65_536) head.push(126, payload.length >> 8, payload.length & 0xff);
  else head.push(127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((bits) => (payload.length >> bits) & 0xff));
  socket.write(Buffer.concat([Buffer.from(head), payload]));
}

/** The payload of a close frame. */
export function toClosePayload(code: number, reason: string): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
}

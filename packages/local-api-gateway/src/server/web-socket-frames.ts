/**
 * Reads and writes WebSocket frames, as far as a local gateway needs them: whole text messages, pings and closes.
 *
 * Trust: a client's frames must be masked and are bounded in size before they are kept; anything else ends the
 *   connection. Does not: take binary messages, fragments or extensions.
 * Spec: RFC 6455, sections 5.2, 5.5 and 7.4.1; 32 KB a frame [D quotas].
 */

/** One frame of a client. */
export type ClientFrame = { readonly opcode: number; readonly payload: Buffer };

/** What a run of bytes holds: a frame and the rest, a wait for more, or the close code that ends it. */
export type FrameResult =
  | { readonly outcome: 'frame'; readonly frame: ClientFrame; readonly rest: Buffer }
  | { readonly outcome: 'more' }
  | { readonly outcome: 'refused'; readonly closeCode: number };

/** The opcodes that are served. */
export const OPCODES = { text: 1, close: 8, ping: 9, pong: 10 } as const;

/** The largest frame of a client, in bytes [D quotas]. */
export const MAX_FRAME_BYTES: number = 32 * 1024;

const PROTOCOL_ERROR = 1002;
const UNSUPPORTED = 1003;
const TOO_LARGE = 1009;
const SERVED: ReadonlySet<number> = new Set(Object.values(OPCODES));

/** Reads the first frame of `bytes`. */
export function parseFrame(bytes: Buffer): FrameResult {
  const [first = 0, second = 0] = bytes;
  if (bytes.length < 2) return { outcome: 'more' };
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0 || (second & 0x80) === 0) return { outcome: 'refused', closeCode: PROTOCOL_ERROR };
  // No FIN, a continuation, or binary: valid, and not served.
  if ((first & 0x80) === 0 || !SERVED.has(opcode)) return { outcome: 'refused', closeCode: UNSUPPORTED };
  const shortLength = second & 0x7f;
  if (shortLength === 127) return { outcome: 'refused', closeCode: TOO_LARGE };
  if (opcode !== OPCODES.text && shortLength > 125) return { outcome: 'refused', closeCode: PROTOCOL_ERROR };
  const maskStart = shortLength === 126 ? 4 : 2;
  if (bytes.length < maskStart) return { outcome: 'more' };
  const length = shortLength === 126 ? bytes.readUInt16BE(2) : shortLength;
  if (length > MAX_FRAME_BYTES) return { outcome: 'refused', closeCode: TOO_LARGE };
  const end = maskStart + 4 + length;
  if (bytes.length < end) return { outcome: 'more' };
  const mask = bytes.subarray(maskStart, maskStart + 4);
  const payload = Buffer.from(bytes.subarray(maskStart + 4, end));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { outcome: 'frame', frame: { opcode, payload }, rest: bytes.subarray(end) };
}

/** Writes a frame of the server, unmasked and whole. */
export function toFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  const head = Buffer.alloc(length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** Writes a close frame. */
export function toCloseFrame(closeCode: number): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(closeCode);
  return toFrame(OPCODES.close, payload);
}

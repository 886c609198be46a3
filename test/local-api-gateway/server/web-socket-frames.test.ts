import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAX_FRAME_BYTES,
  OPCODES,
  parseFrame,
  toCloseFrame,
  toFrame,
} from '../../../packages/local-api-gateway/src/server/web-socket-frames.ts';

/** A client's frame: the server's, with a mask. */
function toMasked(opcode: number, payload: Buffer, mask: Uint8Array): Buffer {
  const plain = toFrame(opcode, payload);
  const head = Buffer.from(plain.subarray(0, plain.length - payload.length));
  head[1] = (head[1] ?? 0) | 0x80;
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

describe('frames', () => {
  const mask = fc.uint8Array({ minLength: 4, maxLength: 4 });

  test('what a client masks is read as it was, however it is cut, and what follows is left', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), mask, fc.nat(1_000), (bytes, key, cut) => {
        const frame = toMasked(OPCODES.text, Buffer.from(bytes), key);
        const start = frame.subarray(0, cut % frame.length);
        expect(parseFrame(start)).toEqual({ outcome: 'more' });
        const result = parseFrame(Buffer.concat([frame, Buffer.from('rest')]));
        if (result.outcome !== 'frame') throw new Error('a whole frame was not read');
        expect(result.frame.payload.equals(Buffer.from(bytes))).toBe(true);
        expect(result.rest.toString()).toBe('rest');
      }),
    );
  });

  test.each([125, 126, 65_535 - 40_000, MAX_FRAME_BYTES])('a payload of %i bytes is read', (length) => {
    const result = parseFrame(toMasked(OPCODES.text, Buffer.alloc(length, 'a'), new Uint8Array([1, 2, 3, 4])));
    expect(result.outcome === 'frame' && result.frame.payload.toString()).toBe('a'.repeat(length));
  });

  test.each([
    ['a reserved bit', [0xc1, 0x80], 1002],
    ['no mask', [0x81, 0x00], 1002],
    ['a continuation', [0x80, 0x80], 1003],
    ['an unknown opcode', [0x83, 0x80], 1003],
    ['a ping of more than 125 bytes', [0x89, 0xfe], 1002],
    ['a length of 64 bits', [0x81, 0xff], 1009],
    ['a length of one byte more than 32 KB', [0x81, 0xfe, 0x80, 0x01], 1009],
  ])('%s is refused at once', (_, bytes, closeCode) => {
    expect(parseFrame(Buffer.from(bytes))).toEqual({ outcome: 'refused', closeCode });
  });

  test('any bytes at all give a frame, a wait or a close code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(['frame', 'more', 'refused']).toContain(parseFrame(Buffer.from(bytes)).outcome);
      }),
    );
  });

  test('the server writes all three lengths, and its closes', () => {
    expect([...toFrame(OPCODES.text, Buffer.from('a'))]).toEqual([0x81, 1, 0x61]);
    expect([...toFrame(OPCODES.pong, Buffer.alloc(126)).subarray(0, 4)]).toEqual([0x8a, 126, 0, 126]);
    expect([...toFrame(OPCODES.text, Buffer.alloc(65_536)).subarray(0, 10)]).toEqual([
      0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0,
    ]);
    expect([...toCloseFrame(1009)]).toEqual([0x88, 2, 0x03, 0xf1]);
  });
});

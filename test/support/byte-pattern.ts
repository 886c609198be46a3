/**
 * Bytes to send through a gate: never all in memory, and no two blocks alike, so that one lost, doubled or moved shows.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

const BLOCK_BYTES = 64 * 1024;

/** A stream of so many bytes, the same ones each time. */
export function createPattern(bytes: number): Readable {
  let sent = 0;
  return new Readable({
    highWaterMark: BLOCK_BYTES,
    read() {
      if (sent >= bytes) {
        this.push(null);
        return;
      }
      const block = Buffer.alloc(Math.min(BLOCK_BYTES, bytes - sent), sent % 251);
      if (block.length >= 8) block.writeDoubleBE(sent);
      sent += block.length;
      this.push(block);
    },
  });
}

/** Length and hash of all that a stream gives, as one text to compare. */
export async function digestStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    length += chunk.length;
  }
  return `${length} bytes, ${hash.digest('hex').slice(0, 16)}`;
}

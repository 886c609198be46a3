/**
 * Splits a byte stream into lines in bounded memory.
 */

/** The most bytes of one line: far above any request line a gate would accept. */
export const MAX_LINE_BYTES: number = 1024 * 1024;

/** One line without its LF, or the note that there was one too long to hold. */
export type Line = { readonly kind: 'line'; readonly bytes: Uint8Array } | { readonly kind: 'too-long' };

const LF = 0x0a;

/**
 * The stream's lines in order; the last need not end with LF, and nothing after the last LF is no line.
 *
 * @param chunks - Read only as fast as lines are taken.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): Line => {
    const line: Line = size > MAX_LINE_BYTES ? { kind: 'too-long' } : { kind: 'line', bytes: Buffer.concat(parts) };
    parts = [];
    size = 0;
    return line;
  };
  const hold = (part: Uint8Array): void => {
    size += part.length;
    // The rest of a line that is too long is counted and dropped.
    if (size > MAX_LINE_BYTES) parts = [];
    else parts.push(part);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      hold(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) hold(chunk.subarray(start));
  }
  if (size > 0) yield take();
}

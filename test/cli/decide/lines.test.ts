import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LINE_BYTES, readLines } from '../../../packages/cli/src/decide/lines.ts';

async function* toChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const collect = async (text: string, chunkSize: number): Promise<(string | null)[]> => {
  const lines: (string | null)[] = [];
  for await (const line of readLines(toChunks(new TextEncoder().encode(text), chunkSize))) {
    lines.push(line.kind === 'line' ? new TextDecoder().decode(line.bytes) : null);
  }
  return lines;
};

test('gives the same lines however the bytes arrive', async () => {
  const texts = fc.array(fc.stringMatching(/^[a-zé\r]{0,5}$/), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 9 }), fc.boolean(), async (lines, chunkSize, ends) => {
      const text = lines.join('\n') + (ends && lines.length > 0 ? '\n' : '');
      const expected = text.split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await collect(text, chunkSize)).toEqual(expected);
    }),
  );
});

test('an empty line within is a line; nothing after the last LF is none', async () => {
  expect(await collect('a\n\nb\n', 2)).toEqual(['a', '', 'b']);
  expect(await collect('', 2)).toEqual([]);
});

test('a line over the bound is dropped and the next one read', async () => {
  const text = `${'x'.repeat(MAX_LINE_BYTES + 1)}\nnext\n${'y'.repeat(MAX_LINE_BYTES)}`;
  const lines = await collect(text, 64 * 1024);
  expect(lines.map((line) => (line === null ? null : line.length))).toEqual([null, 4, MAX_LINE_BYTES]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_FILE_BYTES, readTextFile } from '../../../packages/cli/src/source/read.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sallyport-read-'));
});
afterAll(() => rm(folder, { recursive: true }));

const place = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
};

test('drops a byte order mark, so that columns count from the first character', async () => {
  const path = await place('bom.jsonc', '\ufeff{}');
  expect(await readTextFile(path)).toEqual({ kind: 'text', text: '{}' });
});

test('reads a file of exactly the bound and refuses one byte more', async () => {
  const fits = await place('fits.jsonc', ' '.repeat(MAX_FILE_BYTES));
  const exceeds = await place('exceeds.jsonc', ' '.repeat(MAX_FILE_BYTES + 1));
  expect((await readTextFile(fits)).kind).toBe('text');
  expect(await readTextFile(exceeds)).toEqual({
    kind: 'unreadable',
    message: `${exceeds} is larger than ${MAX_FILE_BYTES} bytes, the most that is read`,
  });
});

test('says what is wrong with a file that is missing, a folder, or not UTF-8', async () => {
  const missing = join(folder, 'none.jsonc');
  expect(await readTextFile(missing)).toEqual({ kind: 'unreadable', message: `there is no file ${missing}` });
  expect(await readTextFile(folder)).toEqual({ kind: 'unreadable', message: `${folder} is a folder, not a file` });
  const latin1 = await place('latin1.jsonc', Uint8Array.of(0x22, 0xe9, 0x22));
  expect(await readTextFile(latin1)).toEqual({ kind: 'unreadable', message: `${latin1} is not UTF-8 text` });
});

test('joins characters that a read splits', async () => {
  const text = `${'a'.repeat(64 * 1024 - 1)}é`;
  expect(await readTextFile(await place('split.jsonc', text))).toEqual({ kind: 'text', text });
});

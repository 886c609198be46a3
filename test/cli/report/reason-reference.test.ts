/** Where a message sends people who want to know more of a reason. */
import { existsSync } from 'node:fs';
import { cp, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toDocumentation } from '../../../packages/cli/src/report/reason-reference.ts';
import { createFolder, type Folder } from '../commands/sallyport.ts';

const REFERENCE = join(import.meta.dirname, '../../../docs/reasons.md');

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

/** An installed package: what is packed of it, without sources. */
async function place(path: string): Promise<string> {
  const own = join(folder.path, path);
  await mkdir(join(own, 'docs'), { recursive: true });
  await cp(REFERENCE, join(own, 'docs/reasons.md'));
  return own;
}

const toPath = (text: string | null): string => (text ?? '').replace(/#token_missing$/, '');

test('names the reference of the repository from its root, and by its whole path from anywhere else', () => {
  expect(toDocumentation('token_missing')).toBe('docs/reasons.md#token_missing');
  expect(toDocumentation('token_missing', undefined, folder.path)).toBe(`${REFERENCE}#token_missing`);
});

test("names an installed package's own copy from the working folder, and not the project's file of that name", async () => {
  const own = await place('project/node_modules/sallyport');
  await place('project');
  const named = toDocumentation('token_missing', own, join(folder.path, 'project'));
  expect(named).toBe('node_modules/sallyport/docs/reasons.md#token_missing');
});

test('names a linked package by its short path', async () => {
  const own = await place('linked/node_modules/.pnpm/sallyport@1/node_modules/sallyport');
  await symlink(own, join(folder.path, 'linked/node_modules/sallyport'));
  const named = toDocumentation('token_missing', own, join(folder.path, 'linked'));
  expect(named).toBe('node_modules/sallyport/docs/reasons.md#token_missing');
});

test('names a package outside the working folder by a whole path that exists', async () => {
  const own = await place('global/node_modules/sallyport');
  const named = toPath(toDocumentation('token_missing', own, join(folder.path, 'elsewhere')));
  expect(named).toBe(join(own, 'docs/reasons.md'));
  expect(existsSync(named)).toBe(true);
});

/**
 * Puts what was built on disk, whole or not at all, and leaves a file alone that already says the same: watchers and
 * other builds go by its time.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, EXIT } from '../exit.ts';

/** One file that a build stands for. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly state: 'written' | 'unchanged';
}

/** Writes one file and the folders above it; throws CommandError where the place cannot be written. */
export async function writeBuilt(path: string, content: Uint8Array): Promise<WrittenFile> {
  const bytes = content.length;
  const present = await readFile(path).catch(() => null);
  if (present?.equals(content)) return { path, bytes, state: 'unchanged' };
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new CommandError(EXIT.usage, `${path} cannot be written (${code})`);
  }
  return { path, bytes, state: 'written' };
}

/**
 * Puts a new project into a folder, and never over anything that is there.
 */
import { lstat, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError, EXIT } from '../exit.ts';
import type { ProjectFile } from './project.ts';

/** @throws CommandError (2) with a list of the files that are there already. */
export async function refuseExisting(folder: string, files: readonly ProjectFile[]): Promise<void> {
  const place = await stat(folder).catch(() => null);
  if (place?.isDirectory() === false) throw new CommandError(EXIT.usage, `${folder} is a file, not a folder`);
  const present = await Promise.all(
    files.map(async ({ path }) => {
      // A link that leads nowhere is there too: writing through it would write elsewhere.
      const found = await lstat(join(folder, path)).catch((error: unknown) => error);
      return isAbsent(found) ? null : path;
    }),
  );
  const taken = present.filter((path) => path !== null);
  if (taken.length === 0) return;
  const what = taken.length === 1 ? 'a file is' : 'files are';
  throw new CommandError(
    EXIT.usage,
    `${what} there already, and nothing is overwritten: ${taken.join(', ')}; name an empty folder (sallyport init DIR)`,
  );
}

/** Writes every file. @throws CommandError (2) where one cannot be written, or has appeared since. */
export async function placeProject(folder: string, files: readonly ProjectFile[]): Promise<void> {
  for (const { path, text } of files) {
    const place = join(folder, path);
    try {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, text, { flag: 'wx' });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
      throw new CommandError(EXIT.usage, `${place} cannot be written (${code})`);
    }
  }
}

function isAbsent(found: unknown): boolean {
  return found instanceof Error && 'code' in found && found.code === 'ENOENT';
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = process.env.SALLYPORT_VECTORS ?? fileURLToPath(new URL('../../../../shared/vectors', import.meta.url));

/** A vector file's content, or null (said aloud) where it is not on this machine. */
export function readVectors<T>(name: string): T | null {
  const path = join(FOLDER, name);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as T;
  console.warn(`skipped: there is no ${path}; SALLYPORT_VECTORS names the folder of vectors`);
  return null;
}

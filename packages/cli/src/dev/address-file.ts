/**
 * Leaves the addresses of a running `sallyport dev` where other tools find them.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevPorts } from '@sallyport/dev';

/** The folder for what a run leaves behind, below the working folder. */
export const CACHE_FOLDER: string = join('node_modules', '.cache', 'sallyport');

/** Writes the addresses; the returned function removes them again. */
export async function writeAddresses(ports: DevPorts): Promise<() => Promise<void>> {
  const file = join(CACHE_FOLDER, 'dev.json');
  const addresses = Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]);
  await mkdir(CACHE_FOLDER, { recursive: true });
  await writeFile(file, `${JSON.stringify(Object.fromEntries(addresses), null, 2)}\n`);
  return () => rm(file, { force: true });
}

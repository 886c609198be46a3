/**
 * Leaves the addresses of a running `sallyport dev` where other tools find them, and finds them there.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevPorts } from '@sallyport/dev';
import { CommandError, EXIT } from '../exit.ts';
import { readTextFile } from '../source/read.ts';

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

/** Where a `sallyport dev` answers. */
export interface DevAddresses {
  readonly issuer: string;
  readonly worker: string | null;
}

/** The addresses of a running `sallyport dev` in this folder, or null where there are none. */
export async function findAddresses(): Promise<DevAddresses | null> {
  const read = await readTextFile(join(CACHE_FOLDER, 'dev.json'));
  const find = (name: string): string | undefined =>
    read.kind === 'text'
      ? new RegExp(`"${name}":\\s*"(http://127\\.0\\.0\\.1:\\d{1,5})"`).exec(read.text)?.[1]
      : undefined;
  const issuer = find('issuer');
  return issuer === undefined ? null : { issuer, worker: find('worker') ?? null };
}

/** The same, for what cannot do without. @throws CommandError (3) where there are none. */
export async function readAddresses(): Promise<DevAddresses> {
  const addresses = await findAddresses();
  if (addresses !== null) return addresses;
  const file = join(CACHE_FOLDER, 'dev.json');
  throw new CommandError(EXIT.network, `no sallyport dev runs in this folder: there is no ${file}`);
}

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

/** What to do where no `sallyport dev` answers. */
export const START: string = 'start it with: sallyport dev';

/** How long an earlier `sallyport dev` has to answer before its addresses are dropped, in milliseconds. */
const ANSWER_MS = 1_000;

/**
 * Writes the addresses; the returned function takes them back. A run that was there before and still answers gets its
 * own back, and what a later run has written stays.
 */
export async function writeAddresses(ports: DevPorts, folder: string = CACHE_FOLDER): Promise<() => Promise<void>> {
  const file = join(folder, 'dev.json');
  const addresses = Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]);
  const own = `${JSON.stringify(Object.fromEntries(addresses), null, 2)}\n`;
  const earlier = await readTextFile(file);
  await mkdir(folder, { recursive: true });
  await writeFile(file, own);
  return async () => {
    const now = await readTextFile(file);
    if (now.kind === 'text' && now.text !== own) return;
    if (earlier.kind === 'text' && earlier.text !== own && (await isRunning(earlier.text))) {
      await writeFile(file, earlier.text);
    } else await rm(file, { force: true });
  };
}

async function isRunning(text: string): Promise<boolean> {
  const url = findAddress(text, 'issuer');
  if (url === undefined) return false;
  const answer = fetch(`${url}/`, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
  return answer.then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Where a `sallyport dev` answers. */
export interface DevAddresses {
  readonly issuer: string;
  readonly worker: string | null;
}

/** The addresses of a running `sallyport dev` in this folder, or null where there are none. */
export async function findAddresses(): Promise<DevAddresses | null> {
  const read = await readTextFile(join(CACHE_FOLDER, 'dev.json'));
  if (read.kind !== 'text') return null;
  const issuer = findAddress(read.text, 'issuer');
  return issuer === undefined ? null : { issuer, worker: findAddress(read.text, 'worker') ?? null };
}

function findAddress(text: string, name: 'issuer' | 'worker'): string | undefined {
  return new RegExp(`"${name}":\\s*"(http://127\\.0\\.0\\.1:\\d{1,5})"`).exec(text)?.[1];
}

/** The same, for what cannot do without. @throws CommandError (3) where there are none. */
export async function readAddresses(): Promise<DevAddresses> {
  const addresses = await findAddresses();
  if (addresses !== null) return addresses;
  const file = join(CACHE_FOLDER, 'dev.json');
  throw new CommandError(EXIT.network, `no sallyport dev runs in this folder: there is no ${file}; ${START}`);
}

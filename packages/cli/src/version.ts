/**
 * Which version of the command line this is.
 */
import { readFile } from 'node:fs/promises';

/** The version of its manifest; `unknown` where that has none. */
export async function readVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const isNamed = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isNamed ? String(manifest.version) : 'unknown';
}

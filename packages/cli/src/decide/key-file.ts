/**
 * Reads the key file of `decide --jwks`: a JWK Set that replaces every issuer's key source, for work without a network.
 */
import { CommandError, EXIT } from '../exit.ts';
import { readTextFile } from '../source/read.ts';

/**
 * The set's keys as they stand in the file; the core judges each key as it would one fetched from an issuer.
 *
 * @throws CommandError (2) when the file is unreadable or holds no JWK Set.
 */
export async function readKeyFile(path: string): Promise<readonly object[]> {
  const read = await readTextFile(path);
  if (read.kind === 'unreadable') throw new CommandError(EXIT.usage, read.message);
  let value: unknown;
  try {
    value = JSON.parse(read.text);
  } catch {
    throw new CommandError(EXIT.usage, `${path} is not JSON`);
  }
  if (typeof value === 'object' && value !== null && 'kty' in value && !('keys' in value)) {
    throw new CommandError(EXIT.usage, `${path} holds one key; put it into a set: {"keys": [ ... ]}`);
  }
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : null;
  if (!Array.isArray(keys) || !keys.every(isObject)) {
    throw new CommandError(EXIT.usage, `${path} is not a JWK Set: {"keys": [ ... ]}`);
  }
  return keys;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

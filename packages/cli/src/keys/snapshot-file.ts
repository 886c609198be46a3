/**
 * The snapshot of key sets on disk: where it stands, and how it is read back.
 */
import { dirname, join } from 'node:path';
import { type KeySnapshot, parseKeySnapshot, type SnapshotSet, toSnapshotLife } from '@sallyport/core';
import { CommandError, EXIT } from '../exit.ts';
import { readTextFile } from '../source/read.ts';

/** Where `keys pull` writes for a policy file, and where `build --gate lambda` looks. */
export function toSnapshotPath(policyFile: string): string {
  return join(dirname(policyFile), '.sallyport', 'keys.json');
}

/**
 * Reads a snapshot.
 *
 * @param file - As named by the operator, or null for the one beside the policy, which may be absent: null then.
 * @throws CommandError (2) where it cannot be read or is no snapshot.
 */
export async function readSnapshot(file: string | null, policyFile: string): Promise<KeySnapshot | null> {
  const path = file ?? toSnapshotPath(policyFile);
  const read = await readTextFile(path);
  if (read.kind === 'unreadable') {
    if (file === null && read.message.startsWith('there is no')) return null;
    throw new CommandError(EXIT.usage, read.message);
  }
  const snapshot = parseKeySnapshot(parseJson(read.text));
  if (snapshot === null) throw new CommandError(EXIT.usage, `${path} is no key snapshot: run sallyport keys pull`);
  return snapshot;
}

/** The dates of one issuer's set in a snapshot, in epoch seconds. */
export interface SnapshotDates {
  readonly fetchedAt: number;
  readonly freshUntilAt: number;
  readonly staleUntilAt: number;
}

/** The dates of a set. */
export function toSnapshotDates(set: SnapshotSet): SnapshotDates {
  return { fetchedAt: set.fetchedAt, ...toSnapshotLife(set) };
}

/** What an operator has to know of a set. */
export function toDatesText({ fetchedAt, freshUntilAt, staleUntilAt }: SnapshotDates): string {
  return `fetched ${toTime(fetchedAt)}, serves without waiting until ${toTime(freshUntilAt)}, through an outage until ${toTime(staleUntilAt)}`;
}

/** An instant as people compare it, in UTC to the second. */
function toTime(at: number): string {
  return new Date(at * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

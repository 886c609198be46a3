/**
 * Tells when a file's text is another, however an editor saves it.
 *
 * Watches the folder, not the file: many editors write a new file and rename it over the old one, which ends a watch on
 * the file itself. What counts is the text: events come in bursts, and some without a change.
 */
import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { CommandError, EXIT } from '../exit.ts';
import { readTextFile } from '../source/read.ts';

/** How long a file must lie still before it is read, in milliseconds: a save is several events. */
const STILL_MS = 80;

/** Ends a watch. */
export type StopWatching = () => void;

/**
 * Calls `onText` at once and after each change of the file's text, never twice at a time; a file that is gone for a moment
 * is waited for. A change while `onText` runs is told of after it.
 *
 * @param onText - Must not reject.
 * @throws CommandError (2) where there is nothing to read at first.
 */
export async function watchFile(file: string, onText: () => Promise<void>): Promise<StopWatching> {
  const first = await readTextFile(file);
  if (first.kind === 'unreadable') throw new CommandError(EXIT.usage, first.message);
  let known: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isBusy = false;
  const settle = async (): Promise<void> => {
    if (isBusy) return plan();
    isBusy = true;
    try {
      const state = await readState(file);
      if (state === null || state === known) return;
      known = state;
      await onText();
    } finally {
      isBusy = false;
    }
  };
  const plan = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void settle(), STILL_MS);
  };
  const watchers = (await listPlaces(file)).map(({ folder, name }): FSWatcher => {
    const watcher = watch(folder, (_event, changed) => {
      // Some systems do not say which file it was.
      if (changed === null || changed === name) plan();
    });
    // A folder that goes away ends its own watch, not the command.
    watcher.on('error', () => watcher.close());
    return watcher;
  });
  // Watched before it is first read: a save in between is not missed.
  await settle();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}

/** Where the file stands, and where a link of that name leads. */
async function listPlaces(file: string): Promise<readonly { readonly folder: string; readonly name: string }[]> {
  const named = resolve(file);
  const real = await realpath(named).catch(() => named);
  return [...new Set([named, real])].map((path) => ({ folder: dirname(path), name: basename(path) }));
}

/** The text, or why there is none; null where there is no file for the moment. */
async function readState(file: string): Promise<string | null> {
  const read = await readTextFile(file);
  if (read.kind === 'text') return `text ${read.text}`;
  return read.message.startsWith('there is no') ? null : read.message;
}

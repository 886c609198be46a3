/**
 * Reads the time to explain for: epoch seconds, or ISO 8601 with its zone.
 */
import { CommandError, EXIT } from '../exit.ts';

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Epoch seconds. @throws CommandError (2) for any other text. */
export function parseInstant(text: string): number {
  const seconds = /^[0-9]{1,12}(\.[0-9]{1,3})?$/.test(text) ? Number(text) : toSeconds(text);
  if (Number.isFinite(seconds)) return seconds;
  throw new CommandError(EXIT.usage, '--at takes seconds since 1970, or a time such as 2026-11-22T08:00:00Z');
}

function toSeconds(text: string): number {
  return ISO.test(text) ? Date.parse(text) / 1000 : Number.NaN;
}

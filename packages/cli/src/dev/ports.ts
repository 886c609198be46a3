/**
 * Reads the port options of `sallyport dev`.
 */
import { CommandError, EXIT } from '../exit.ts';

/** A port asked for by number, or undefined to take the default. @throws CommandError for anything but 0 to 65535. */
export function parsePort(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isInteger(port) && port <= 65_535) return port;
  throw new CommandError(EXIT.usage, `--${option} takes a port from 0 to 65535`);
}

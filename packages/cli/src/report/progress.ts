/**
 * Tells people on standard error that something takes a while: at once at a terminal, elsewhere only after a second.
 */
import { paint, writeLine } from '../terminal.ts';

/** How long work may take before a reader of a log is told of it, in milliseconds. */
export const PATIENCE_MS = 1_000;

/** Runs `work`, and says `text` while it runs: at a terminal at once, elsewhere once a second has passed. */
export async function withProgress<T>(text: string, work: () => Promise<T>): Promise<T> {
  const tell = (): void => writeLine(paint('dim', text));
  const timer = setTimeout(tell, process.stderr.isTTY ? 0 : PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

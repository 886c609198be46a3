/**
 * Tells people on standard error what takes longer than a second: one line that a terminal shows in place and takes away
 * again, or one plain line where standard error is a log.
 *
 * Does not: write to standard output, nor a byte for readers that are machines.
 */
import { canRewrite, setStatus } from '../status-line.ts';
import { paint, toPrintable, writeLine } from '../terminal.ts';

/** How long work may take before anybody is told of it, in milliseconds. */
export const PATIENCE_MS = 1_000;

/** The least time between two pictures of a line, in milliseconds: work that counts fast must not wait for a terminal. */
const REDRAW_MS = 100;

/**
 * Who waits. `people`: at a terminal or by a log. `terminal`: at a terminal alone, where standard output is what counts.
 * `machines`: nobody who would read it (`--json`).
 */
export type ProgressReader = 'people' | 'terminal' | 'machines';

/** How far the work has come. */
export interface Progress {
  /** Such as `3 of 8`; shown in place only. Call it often: work that never waits shows nothing between two calls. */
  readonly tell: (state: string) => void;
}

/** Who waits for a command with this `--json`. */
export function toProgressReader(json: boolean | undefined): ProgressReader {
  return json === true ? 'machines' : 'people';
}

/**
 * Runs `work`, and says `text` while it runs, once a second has passed.
 *
 * @param text - What is done, without an end mark: `asking 2 issuers for keys`.
 * @param since - `start` tells at once: for work that computes for over a second without a pause, in which nothing could.
 */
export async function withProgress<T>(
  text: string,
  reader: ProgressReader,
  work: (progress: Progress) => Promise<T>,
  since: 'start' | 'patience' = 'patience',
): Promise<T> {
  const isInPlace = canRewrite();
  if (reader === 'machines' || (reader === 'terminal' && !isInPlace)) return work({ tell: () => {} });
  const startedAtMs = performance.now();
  const label = `${toPrintable(text)} ...`;
  let state = '';
  let lastMs = Number.NEGATIVE_INFINITY;
  const show = (): void => {
    const nowMs = performance.now();
    if (isInPlace) {
      const seconds = Math.round((nowMs - startedAtMs) / 1000);
      const parts = [state, seconds === 0 ? '' : `${seconds} s`].filter((part) => part !== '');
      setStatus(`${label} ${parts.join(', ')}`.trimEnd(), (line) => paint('dim', line));
    } else if (lastMs === Number.NEGATIVE_INFINITY) writeLine(paint('dim', label));
    lastMs = nowMs;
  };
  if (since === 'start') show();
  // Nothing is kept alive by being waited for.
  const timer = setInterval(show, PATIENCE_MS).unref();
  try {
    return await work({
      tell: (told) => {
        state = toPrintable(told);
        const nowMs = performance.now();
        if (nowMs - startedAtMs >= PATIENCE_MS && nowMs - lastMs >= REDRAW_MS) show();
      },
    });
  } finally {
    clearInterval(timer);
    if (isInPlace) setStatus(null);
  }
}

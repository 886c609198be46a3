/**
 * The last line of a terminal, which says what is being waited for: rewritten in place, and gone once nothing is.
 *
 * Does not: write a byte where standard error is no terminal that people watch.
 */

let shown: string | null = null;

/** Whether standard error can be rewritten: not a file, not a dumb terminal, and not the log of a CI job. */
export function canRewrite(): boolean {
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
}

/**
 * Shows a text in place of the one before; null takes it away. Only where `canRewrite`.
 *
 * @param text - Printable; what does not fit one row is cut, since a wrapped row cannot be rewritten.
 * @param style - Styles what is left of it.
 */
export function setStatus(text: string | null, style: (text: string) => string = (plain) => plain): void {
  erase();
  shown = text === null ? null : style([...text].slice(0, (process.stderr.columns || 80) - 1).join(''));
  draw();
}

/** Runs what writes to the terminal, above the status. */
export function writeAboveStatus(write: () => void): void {
  erase();
  write();
  draw();
}

function erase(): void {
  if (shown !== null) process.stderr.write('\r\u001b[K');
}

function draw(): void {
  if (shown !== null) process.stderr.write(shown);
}

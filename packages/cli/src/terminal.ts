/**
 * Where output goes: machines read standard output, people read standard error, and both wait for their reader.
 */
import { once } from 'node:events';
import { stripVTControlCharacters, styleText } from 'node:util';
import { writeAboveStatus } from './status-line.ts';

/** The styles that reports use. */
export type Style = 'red' | 'yellow' | 'green' | 'bold' | 'dim';

/** Writes to standard output and waits while the reader is slow, so that memory stays bounded. */
export async function writeOut(text: string): Promise<void> {
  let isTaken = true;
  writeAboveStatus(() => {
    isTaken = process.stdout.write(text);
  });
  if (!isTaken) await once(process.stdout, 'drain');
}

/** Writes one line for people. */
export function writeLine(text: string): void {
  writeAboveStatus(() => process.stderr.write(`${text}\n`));
}

/** Styles text for standard error where it is a terminal; NO_COLOR and FORCE_COLOR are honoured. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stderr });
}

/**
 * citty styles its usage text whatever the stream is, and fills lines with spaces that would wrap in a narrow terminal:
 * this takes the styles away where nobody sees them, and the spaces everywhere.
 */
export function toPlainUsage(usage: string): string {
  const isPlain = styleText('bold', 'x', { stream: process.stdout }) === 'x';
  return (isPlain ? stripVTControlCharacters(usage) : usage).replace(/ +$/gm, '');
}

// C0, C1, and the marks that reorder what a terminal shows: a key must not rewrite the line it is reported on.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text from a file, fit for one line of a terminal. */
export function toPrintable(text: string): string {
  return text.replace(UNPRINTABLE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Ends quietly when the reader of standard output has gone (`| head`): what was asked for was not all written. */
export function endWhenReaderLeaves(exitCode: number): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCode : 70);
  });
  process.stderr.on('error', () => {});
}

/** Resolves when everything written to standard output has left the process. */
export async function flush(): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
}

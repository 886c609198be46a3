/**
 * Reads the token to explain from standard input or a file, never from an argument.
 *
 * Trust: what is read is a live credential: nothing here quotes it, and no message says more than its form.
 */
import { CommandError, EXIT } from '../exit.ts';
import { MAX_FILE_BYTES, readTextFile } from '../source/read.ts';
import { writeLine } from '../terminal.ts';
import { refuseTokens } from './secrets.ts';

/** What was read: a token alone, an Authorization value, or header lines as a browser's tools copy them. */
export type TokenInput =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'authorization'; readonly value: string }
  | { readonly kind: 'headers'; readonly headers: readonly (readonly [name: string, value: string])[] };

const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*)$/;

/**
 * The token that `--token` names; null without the option.
 *
 * @throws CommandError (2) where the option holds a token itself, or nothing can be read.
 */
export async function readTokenInput(option: string | undefined): Promise<TokenInput | null> {
  if (option === undefined) return null;
  const text = option === '-' ? await readStandardInput() : await readTokenFile(option);
  return parseTokenInput(text);
}

/** Reads text as a token, an Authorization value or header lines. @throws CommandError (2) for empty text. */
export function parseTokenInput(text: string): TokenInput {
  const trimmed = text.trim();
  if (trimmed === '') throw new CommandError(EXIT.usage, 'there is no token to read: what was given is empty');
  const lines = trimmed.split(/\r?\n/);
  const headers = lines.map((line) => HEADER_LINE.exec(line));
  if (headers.every((match) => match !== null)) {
    return { kind: 'headers', headers: headers.map(([, name = '', value = '']) => [name, value] as const) };
  }
  return /\s/.test(trimmed) ? { kind: 'authorization', value: trimmed } : { kind: 'token', token: trimmed };
}

/** All of standard input as text. @throws CommandError (2) where it is too long or no text. */
export async function readStandardInput(): Promise<string> {
  if (process.stdin.isTTY) writeLine('Reading from the terminal; end with Ctrl-D.');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of process.stdin) {
      const bytes = Buffer.from(chunk);
      size += bytes.length;
      if (size > MAX_FILE_BYTES) break;
      chunks.push(bytes);
    }
  } catch {
    throw new CommandError(EXIT.usage, 'standard input cannot be read');
  }
  if (size > MAX_FILE_BYTES) throw new CommandError(EXIT.usage, `standard input exceeds ${MAX_FILE_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new CommandError(EXIT.usage, 'standard input is not UTF-8 text');
  }
}

async function readTokenFile(path: string): Promise<string> {
  refuseTokens('--token', path);
  const read = await readTextFile(path);
  if (read.kind === 'text') return read.text;
  // The path may be an opaque token, so it is not quoted.
  const cause = read.message.startsWith('there is no') ? 'names no file' : 'names a file that cannot be read';
  throw new CommandError(EXIT.usage, `--token ${cause}; a token itself is piped (--token -), never an argument`);
}

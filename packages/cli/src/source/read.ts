/**
 * Reads a text file that an operator named: bounded, strict UTF-8, and every failure a sentence instead of a stack.
 *
 * Does not: parse; see `parse.ts`.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** The most bytes a policy or key file may hold: far above any real one, far below what would hurt. */
export const MAX_FILE_BYTES: number = 1024 * 1024;

/** A file's text without its byte order mark, or one sentence on why there is none. */
export type FileText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * Reads a whole file as UTF-8; never rejects. Pipes work too, so that a shell's `<(...)` can be named.
 *
 * @param path - As the operator wrote it, relative to the working folder.
 * @param maxBytes - The most that is read; default that of a policy.
 */
export async function readTextFile(path: string, maxBytes: number = MAX_FILE_BYTES): Promise<FileText> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    return { kind: 'unreadable', message: toSentence(path, error) };
  }
  try {
    if ((await file.stat()).isDirectory()) return { kind: 'unreadable', message: `${path} is a folder, not a file` };
    const bytes = await readBounded(file, maxBytes);
    if (bytes === null) {
      return { kind: 'unreadable', message: `${path} is larger than ${maxBytes} bytes, the most that is read` };
    }
    return toText(path, bytes);
  } catch (error) {
    return { kind: 'unreadable', message: toSentence(path, error) };
  } finally {
    await file.close();
  }
}

async function readBounded(file: FileHandle, maxBytes: number): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read(new Uint8Array(64 * 1024), 0, 64 * 1024, null);
    if (bytesRead === 0) return Buffer.concat(chunks);
    size += bytesRead;
    if (size > maxBytes) return null;
    chunks.push(buffer.subarray(0, bytesRead));
  }
}

function toText(path: string, bytes: Uint8Array): FileText {
  try {
    // The decoder drops a UTF-8 byte order mark, so that line 1 counts its columns from the first character.
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'unreadable', message: `${path} is not UTF-8 text` };
  }
}

function toSentence(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return `there is no file ${path}`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read by this user`;
  return `${path} cannot be read (${code})`;
}

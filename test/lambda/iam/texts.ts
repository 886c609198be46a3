/** The texts that the ARN of a request may hold after its method: its path as it was sent, or decoded once. */
import type { Scene } from './arbitraries.ts';

const NOT_WRITABLE = /[\x00-\x1f\x7f-\x9f]|\p{Surrogate}/u;

/** Every text that the ARN of one of these paths may hold. */
export function toTexts({ paths }: Pick<Scene, 'paths'>): readonly string[] {
  return [...new Set(paths.flatMap((path) => [path, decodeOnce(path)]))];
}

/** Whether a policy document can hold the text: where none can, no Deny can name it, and only a fresh decision refuses it. */
export function isWritable(text: string): boolean {
  return !NOT_WRITABLE.test(text);
}

function decodeOnce(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

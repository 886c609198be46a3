/**
 * How a copy of a key set is written into a store of text, and under which name.
 *
 * Trust: a name is a digest of issuer and place as one structure, so that no two scopes share one (attack: the issuer
 * `https://a` with the place `b/c`, and `https://a/b` with `c`). What is read back is judged by the core.
 */
import type { KeyTierScope, StoredKeySet } from '@sallyport/core';

/** How long stores keep a copy, in seconds: the stale bound, after which no key source would use it. */
export const KEEP_SECONDS: number = 86_400;

/** Characters of a stored copy that are looked at: an issuer's answer is at most 256 KiB, and as much again for escapes. */
const MAX_LENGTH = 524_288;

/** The name of a scope's copy: the same everywhere, with nothing of the issuer in it that a store could misread. */
export async function toCopyName({ iss, place }: KeyTierScope): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([iss, place]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return `keys-v1-${Array.from(digest, (octet) => octet.toString(16).padStart(2, '0')).join('')}`;
}

/** The text of a copy. */
export function toCopyText({ body, fetchedAtMs, freshForMs }: StoredKeySet): string {
  return JSON.stringify({ body, fetchedAtMs, freshForMs });
}

/** A copy from its text, or null where it is none. */
export function parseCopyText(text: string): StoredKeySet | null {
  if (text.length > MAX_LENGTH) return null;
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  const { body, fetchedAtMs, freshForMs }: Partial<Record<keyof StoredKeySet, unknown>> = value;
  if (typeof fetchedAtMs !== 'number' || typeof freshForMs !== 'number') return null;
  return { body, fetchedAtMs, freshForMs };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

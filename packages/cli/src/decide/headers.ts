/**
 * A request line's headers as HTTP would hand them to a gate.
 *
 * Does not: use WHATWG `Headers`, which trims line breaks and throws on NUL and non-Latin-1: what a header may hold is
 * the core's to judge.
 * Spec: RFC 9110 sections 5.1, 5.3 and 5.5; RFC 9113 section 8.2.3 for cookies.
 */
import type { HeaderReader } from '@sallyport/core';

/** A header's one value or its several, as a line writes them. */
export type HeaderValues = string | readonly string[];

/** Reads by name in any case; several values of one name are joined in their order. */
export function createHeaderReader(entries: Iterable<readonly [name: string, values: HeaderValues]>): HeaderReader {
  const joined = new Map<string, string>();
  for (const [name, values] of entries) {
    const key = name.toLowerCase();
    for (const value of typeof values === 'string' ? [values] : values) {
      const before = joined.get(key);
      const trimmed = trimSpace(value);
      joined.set(key, before === undefined ? trimmed : `${before}${key === 'cookie' ? '; ' : ', '}${trimmed}`);
    }
  }
  return { get: (name) => joined.get(name.toLowerCase()) ?? null };
}

// Only the whitespace that a field line may carry around its value; a line break is the core's to refuse.
function trimSpace(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isSpace(value.charCodeAt(start))) start += 1;
  while (end > start && isSpace(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

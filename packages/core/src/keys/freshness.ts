/**
 * How long an answer is fresh, read from its headers and held within our bounds.
 *
 * `s-maxage` and `Expires` are not read: this is a private cache, and a missing lifetime has a good default. `Age` is
 * subtracted: a copy that a CDN has held for most of its life is not fresh again because we asked for it.
 * Spec: RFC 9111 sections 4.2, 5.1, 5.2.
 */
import { DEFAULT_FRESH_MS, MAX_FRESH_MS, MIN_FRESH_MS } from './bounds.ts';

const DIGITS = /^[0-9]+$/;

/**
 * Freshness in milliseconds, within [60 s, 1 h], 10 min where the headers name none.
 *
 * `no-store`, `no-cache` and a malformed `max-age` mean the least, of several the smallest counts (RFC 9111 4.2.1).
 */
export function toFreshForMs(headers: Headers): number {
  const directives = (headers.get('cache-control') ?? '').toLowerCase().split(',').map(toDirective);
  if (directives.some(({ name }) => name === 'no-store' || name === 'no-cache')) return MIN_FRESH_MS;
  const lifetimes = directives.filter(({ name }) => name === 'max-age').map(({ value }) => value);
  if (lifetimes.length === 0) return DEFAULT_FRESH_MS;
  if (!lifetimes.every((value) => DIGITS.test(value))) return MIN_FRESH_MS;
  const age = headers.get('age')?.trim() ?? '';
  const seconds = Math.min(...lifetimes.map(Number)) - (DIGITS.test(age) ? Number(age) : 0);
  return toBoundedFreshMs(seconds * 1000);
}

/** A freshness held within [60 s, 1 h]. */
export function toBoundedFreshMs(freshForMs: number): number {
  return Math.min(MAX_FRESH_MS, Math.max(MIN_FRESH_MS, freshForMs));
}

function toDirective(text: string): { readonly name: string; readonly value: string } {
  const [name = '', value = ''] = text.split('=', 2);
  return { name: name.trim(), value: value.trim().replaceAll('"', '') };
}

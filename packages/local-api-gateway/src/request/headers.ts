/**
 * Holds the headers of a request: names ignore case, every value is kept in the order it was sent.
 *
 * Spec: names are matched case-insensitively [L]; the sum of all header values is at most 10,240 bytes [D quotas].
 */

/** Header values by name, as a caller of `invoke` gives them. */
export type HeadersInput = Readonly<Record<string, string | readonly string[]>>;

/** The headers of a request, by lower-case name. */
export type RequestHeaders = ReadonlyMap<string, readonly string[]>;

/** The most that all header values together may hold, in bytes [D quotas]. */
export const MAX_HEADER_BYTES: number = 10_240;

/** Collects headers by lower-case name; blanks around a value are no part of it (RFC 9110, section 5.5). */
export function toRequestHeaders(input: HeadersInput): RequestHeaders {
  const headers = new Map<string, string[]>();
  for (const [name, given] of Object.entries(input)) {
    const values = (typeof given === 'string' ? [given] : given).map((value) => value.replace(/^[ \t]+|[ \t]+$/g, ''));
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), ...values]);
  }
  return headers;
}

/** The names as they were sent, by lower-case name; of several spellings the first. */
export function toHeaderNames(input: HeadersInput): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const name of Object.keys(input)) {
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return names;
}

/**
 * The last value of a header, which is what API Gateway shows where it shows one [unverified: duplicate-token-header].
 */
export function lastHeader(headers: RequestHeaders, name: string): string | undefined {
  return headers.get(name.toLowerCase())?.at(-1);
}

/** The size of all header values together, in bytes. */
export function measureHeaders(headers: RequestHeaders): number {
  return [...headers.values()].flat().reduce((bytes, value) => bytes + Buffer.byteLength(value), 0);
}

/**
 * Reads what a caller sends over RPC.
 *
 * Trust: a bound Worker, but whatever arrives was a client's: only method, URL and headers are taken, and a `cf` object or
 * a client certificate beside them is a claim of the caller's that nothing reads.
 * Does not: quote an argument in an error; headers hold tokens.
 */
import type { HeaderReader } from '@sallyport/core';

/** Headers as RPC carries them; entries keep repeated ones apart, and a record may repeat them in another case. */
export type RpcHeaders =
  | Headers
  | Readonly<Record<string, string>>
  | readonly (readonly [name: string, value: string])[];

/** What `authorize` takes: the parts of a request that are decided on, never the `Request`, whose body would be consumed. */
export interface RpcRequest {
  /** Verbatim. */
  readonly method: string;
  /** `request.url` as the Worker received it, never through `new URL`. */
  readonly url: string;
  readonly headers: RpcHeaders;
}

/** A request that was read. */
export interface ReadRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderReader;
}

/** Reads the argument of `authorize`. @throws TypeError where it is no such request: a mistake of the calling code. */
export function parseRpcRequest(value: unknown): ReadRequest {
  if (value instanceof Request) {
    throw new TypeError('authorize takes { method, url, headers }, not the Request: its body would be consumed.');
  }
  if (!isRecord(value)) throw new TypeError('authorize takes one object: { method, url, headers }.');
  const { method, url, headers } = value;
  return { method: parseText(method, 'method'), url: parseText(url, 'url'), headers: parseHeaders(headers) };
}

/** Reads an argument that must be text. @throws TypeError that names it. */
export function parseText(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new TypeError(`${name} must be a string.`);
  return value;
}

function parseHeaders(value: unknown): HeaderReader {
  if (value instanceof Headers) return value;
  if (Array.isArray(value)) return readEntries(value);
  // A Map, say, has no entries of its own that `Object.entries` finds: as a record it would be a request without headers.
  if (isPlain(value)) return readEntries(Object.entries(value));
  throw new TypeError('headers must be Headers, a record of strings, or a list of [name, value].');
}

/** Joins headers of one name as HTTP does: a second credential must be seen, not lost (attack: one of two is checked). */
function readEntries(entries: readonly unknown[]): HeaderReader {
  const byName = new Map<string, string[]>();
  for (const entry of entries) {
    const [name, value, more]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof name !== 'string' || typeof value !== 'string' || more !== undefined) {
      throw new TypeError('every header must be a name and a value, both strings.');
    }
    const key = toLower(name);
    const values = byName.get(key);
    if (values) values.push(value);
    else byName.set(key, [value]);
  }
  return {
    get(name) {
      const key = toLower(name);
      // Cookies are joined by semicolons (RFC 9113 section 8.2.3): behind a comma a second cookie would hide in the first.
      return byName.get(key)?.join(key === 'cookie' ? '; ' : ', ') ?? null;
    },
  };
}

/** ASCII only, as header names are: a full case fold would take U+212A (Kelvin sign) for a k. */
function toLower(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

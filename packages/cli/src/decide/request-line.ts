/**
 * Reads one NDJSON line of `decide`: what it asks, or one sentence on why it cannot be read.
 *
 * Trust: a line may hold a live token; no sentence quotes what it read.
 */
import type { SupposedToken } from '@sallyport/core';
import { findNearest } from '../nearest.ts';
import type { HeaderValues } from './headers.ts';
import { findShapeProblem, MAX_LINE_DEPTH } from './json-shape.ts';
import { parseSupposedToken } from './supposed-token.ts';

/** One request to decide. */
export interface RequestLine {
  readonly method: string;
  /** An absolute URL or an origin-form target, verbatim. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, values: HeaderValues])[];
  /** A token to suppose, null for none; undefined when the headers carry the credential. */
  readonly token: SupposedToken | null | undefined;
}

/** A line that cannot be read. */
export interface UnreadableLine {
  readonly problem: string;
}

const MEMBERS = ['method', 'url', 'headers', 'token'];
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Parses a line's bytes. */
export function parseRequestLine(bytes: Uint8Array): RequestLine | UnreadableLine {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: 'not UTF-8' };
  }
  if (text.trim() === '') return { problem: 'empty line' };
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  if (!isObject(value)) return { problem: 'not a JSON object' };
  switch (findShapeProblem(text)) {
    case 'too-deep':
      return { problem: `nested deeper than ${MAX_LINE_DEPTH} levels` };
    case 'repeated-key':
      // JSON.parse keeps the last of two equal keys, where HTTP would carry both.
      return { problem: 'a key is written twice; several values of a header are a list' };
    case null:
      return readMembers(value);
  }
}

function readMembers(value: object): RequestLine | UnreadableLine {
  const members = new Map<string, unknown>(Object.entries(value));
  for (const name of members.keys()) {
    // Other members are the caller's own (an id, a note), but "header" must not silently mean no token.
    const meant = MEMBERS.includes(name) ? null : findNearest(name, MEMBERS);
    if (meant !== null) return { problem: `unknown member, did you mean "${meant}"?` };
  }
  const method = members.get('method');
  const url = members.get('url');
  if (typeof method !== 'string' || method === '') return { problem: '"method" is missing or not a string' };
  if (typeof url !== 'string' || url === '') return { problem: '"url" is missing or not a string' };
  const headers = parseHeaders(members.get('headers') ?? {});
  if ('problem' in headers) return headers;
  if (!members.has('token')) return { method, url, headers: headers.entries, token: undefined };
  if (headers.entries.some(([name]) => name.toLowerCase() === 'authorization')) {
    return { problem: 'a line carries an Authorization header or a "token", not both' };
  }
  const token = parseSupposedToken(members.get('token'));
  return 'problem' in token ? token : { method, url, headers: headers.entries, token: token.supposed };
}

function parseHeaders(value: unknown): { readonly entries: RequestLine['headers'] } | UnreadableLine {
  if (!isObject(value)) return { problem: '"headers" is not an object' };
  const entries: (readonly [string, HeaderValues])[] = [];
  for (const [name, values] of Object.entries(value)) {
    if (!FIELD_NAME.test(name)) return { problem: 'a header name holds characters that HTTP does not allow in one' };
    if (typeof values === 'string') entries.push([name, values]);
    else if (Array.isArray(values) && values.every((one) => typeof one === 'string')) entries.push([name, values]);
    else return { problem: 'a header value is neither a string nor a list of strings' };
  }
  return { entries };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

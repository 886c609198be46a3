/**
 * Reads a JSON object that every reader reads alike.
 *
 * Refuses: invalid UTF-8, a byte order mark, anything but an object, repeated member names (two parsers, two tokens),
 * lone surrogates and nesting beyond 64.
 * Spec: RFC 7515 section 4, RFC 7519 section 4, RFC 8725 section 3.7, RFC 8259.
 */

import { parseJsonText } from './json-text.ts';

/** Members as parsed; read own members only. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 64;
// Bytes of ASCII, which no longer UTF-8 sequence holds.
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LONE_SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
// `ignoreBOM` keeps the mark in the text, where JSON.parse refuses it.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The object that the bytes spell, or null when they spell none or could be read in two ways. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | null {
  let text: string;
  let value: unknown;
  try {
    text = decoder.decode(bytes);
    value = parseJsonText(text);
  } catch {
    return null;
  }
  if (!isJsonObject(value) || countMembers(value, MAX_DEPTH) !== countNames(bytes)) return null;
  if (LONE_SURROGATE_ESCAPE.test(text) && !isWellFormed(value)) return null;
  return value;
}

/** Whether a value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * How many member names valid JSON spells: its colons outside of strings.
 *
 * Where an object repeats a name the value holds fewer members than the text has names: no names have to be compared.
 */
function countNames(json: Uint8Array): number {
  let names = 0;
  let isWithin = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (byte === QUOTE) isWithin = !isWithin;
    else if (byte === BACKSLASH) index += 1;
    else if (byte === COLON && !isWithin) names += 1;
  }
  return names;
}

/** How many members a value and all within it have; not a number where it nests deeper than `levels`. */
function countMembers(value: unknown, levels: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (levels === 0) return Number.NaN;
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) count += countMembers(member, levels - 1);
  return count;
}

/** Whether no string within holds a lone surrogate: `new Headers` and UTF-8 writers throw or replace on one. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isWellFormed(name) && isWellFormed(member));
}

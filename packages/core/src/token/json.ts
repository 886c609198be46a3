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
  if (!isJsonObject(value) || !hasDistinctNames(text)) return null;
  if (LONE_SURROGATE_ESCAPE.test(text) && !isWellFormed(value)) return null;
  return value;
}

/** Whether a value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether valid JSON repeats no member name within one object and nests at most 64 deep. One pass, no recursion. */
function hasDistinctNames(json: string): boolean {
  const open: Array<Set<string> | null> = [];
  for (let index = 0; index < json.length; index += 1) {
    const character = json.charCodeAt(index);
    if (character === 0x22) {
      const end = findStringEnd(json, index);
      const names = open.at(-1);
      if (names && isFollowedByColon(json, end + 1)) {
        const name = toName(json.slice(index, end + 1));
        if (names.has(name)) return false;
        names.add(name);
      }
      index = end;
    } else if (character === 0x7b || character === 0x5b) {
      if (open.length === MAX_DEPTH) return false;
      open.push(character === 0x7b ? new Set() : null);
    } else if (character === 0x7d || character === 0x5d) {
      open.pop();
    }
  }
  return true;
}

function findStringEnd(json: string, start: number): number {
  let index = start + 1;
  while (json.charCodeAt(index) !== 0x22) index += json.charCodeAt(index) === 0x5c ? 2 : 1;
  return index;
}

function isFollowedByColon(json: string, start: number): boolean {
  let index = start;
  while (/[\t\n\r ]/.test(json.charAt(index))) index += 1;
  return json.charAt(index) === ':';
}

function toName(quoted: string): string {
  return quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

/** Whether no string within holds a lone surrogate: `new Headers` and UTF-8 writers throw or replace on one. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isWellFormed(name) && isWellFormed(member));
}

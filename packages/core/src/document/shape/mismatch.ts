/**
 * The words for a value that does not fit its place.
 *
 * Does not: show values where keys and secrets are written, nor more than the start of any other.
 */
import type { Note } from '../report.ts';
import { suggestNearest } from './nearest.ts';
import { isObject, readBound, readFacts, type SchemaNode, toWords } from './node.ts';

const SHOWN_CHARACTERS = 60;
// Whatever stands there by mistake may be a secret or a private key.
const HIDDEN_PLACES = /^\/issuers\/[^/]+\/(hmac|jwks|keys)(\/|$)/;

/** The finding for a value that its schema refuses. */
export function toMismatch(node: SchemaNode, value: unknown, pointer: string): Note {
  if (HIDDEN_PLACES.test(pointer)) return toHiddenMismatch(node, value, pointer);
  const { hint } = readFacts(node);
  const hinted = hint === null ? null : findHint(hint, value);
  return {
    pointer,
    code: hinted?.code ?? (isSameKind(node, value) ? 'wrong-value' : 'wrong-type'),
    message: `expected ${toExpectation(node)}, received ${toShown(value)}`,
    suggestion: hinted?.suggestion ?? toSuggestion(node, value),
  };
}

function toSuggestion(node: SchemaNode, value: unknown): string | null {
  if (typeof value === 'string') return suggestNearest(value, toWords(node, value));
  if (typeof value !== 'number') return null;
  const [least, most] = [readBound(node, 'min_value'), readBound(node, 'max_value')];
  if (least !== null && value < least) return `write ${least} or more`;
  return most !== null && value > most ? `write ${most} or less` : null;
}

function toHiddenMismatch(node: SchemaNode, value: unknown, pointer: string): Note {
  return {
    pointer,
    code: isSameKind(node, value) ? 'wrong-value' : 'wrong-type',
    message: `expected ${toExpectation(node)}, received ${typeof value === 'number' ? 'a number' : toKind(value)}`,
    suggestion: pointer.endsWith('/secrets') ? `write ["\${NAME}"]` : null,
  };
}

/** The finding for a list or object that must hold something. */
export function toEmptiness(node: SchemaNode, value: unknown, pointer: string): Note {
  const { place, expects } = readFacts(node);
  return {
    pointer,
    code: 'empty',
    message: `expected ${expects ?? 'something inside'}, received an empty ${Array.isArray(value) ? 'list' : 'object'}`,
    suggestion:
      place === 'requirement' || place === 'route' ? 'write "authenticated" where any verified token will do' : null,
  };
}

/** What a schema accepts, in words. */
export function toExpectation(node: SchemaNode): string {
  const { expects } = readFacts(node);
  if (expects !== null) return expects;
  const words = toWords(node, undefined).map((word) => JSON.stringify(word));
  if (words.length > 0) return words.length === 1 ? (words[0] ?? '') : `one of ${words.join(', ')}`;
  switch (node.type) {
    case 'strict_object':
    case 'record':
      return 'an object';
    case 'array':
      return 'a list';
    case 'boolean':
      return 'true or false';
    default:
      return `a ${node.type}`;
  }
}

function findHint(hint: string, value: unknown): { readonly code: string; readonly suggestion: string } | null {
  switch (hint) {
    case 'list':
      return typeof value === 'string'
        ? { code: 'list-expected', suggestion: `write ${JSON.stringify([value])}` }
        : null;
    case 'one':
      return Array.isArray(value)
        ? { code: 'one-value-expected', suggestion: `write { "anyOf": ${toShownList(value)} }` }
        : null;
    case 'scope':
      return typeof value === 'string' && /\S\s+\S/.test(value)
        ? { code: 'wrong-value', suggestion: `write ${toShownList(value.trim().split(/\s+/))}` }
        : null;
    case 'exists':
      return value === false
        ? { code: 'exists-false', suggestion: 'only a claim that is present can be tested; remove the condition' }
        : null;
    case 'condition':
      return Array.isArray(value)
        ? { code: 'wrong-type', suggestion: `write { "anyOf": ${toShownList(value)} }` }
        : null;
    case 'access':
      return Array.isArray(value)
        ? { code: 'wrong-type', suggestion: `write { "scopes": ${toShownList(value)} }` }
        : null;
    default:
      return null;
  }
}

function toShownList(values: readonly unknown[]): string {
  return values.length > 0 && values.every((value) => typeof value === 'string') ? JSON.stringify(values) : '[...]';
}

function isSameKind(node: SchemaNode, value: unknown): boolean {
  if (node.type === 'literal') return typeof value === 'boolean';
  if (node.type === 'picklist' || node.type === 'union')
    return typeof value === 'string' && toWords(node, value).length > 0;
  return node.type === typeof value;
}

function toShown(value: unknown): string {
  if (typeof value !== 'string') return toKind(value);
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}...` : value);
}

function toKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isObject(value)) return 'an object';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return typeof value === 'string' ? 'a string' : 'nothing that JSON can hold';
}

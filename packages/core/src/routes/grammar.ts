/**
 * The grammar of route keys: `[METHOD[|METHOD] ][host]/path`.
 *
 * Does not: correct anything; each mistake is an error that suggests the key as it was probably meant.
 */
import { parseHost } from './key-host.ts';
import { parseMethods, toIntendedMethods, toMethodsText } from './key-methods.ts';
import { type KeyPath, parseKeyPath } from './key-path.ts';
import { type Mistake, toMistake, toOuterMistake, toSuggestion } from './mistake.ts';
import type { RoutePattern } from './table.ts';

/** A key that can be matched, or what is wrong with it. */
export type ParsedRouteKey =
  | { readonly kind: 'pattern'; readonly pattern: RoutePattern }
  | { readonly kind: 'invalid'; readonly message: string; readonly suggestion: string | null };

/**
 * Parses a route key. Segments are literals, `:param` (exactly one) or a trailing `/*` (zero or more); literals are
 * read by `parsePath`, so every spelling of a segment makes the same pattern. Never throws.
 */
export function parseRouteKey(key: string): ParsedRouteKey {
  const read = readKey(key);
  if (read.kind === 'pattern') return read;
  return { kind: 'invalid', message: read.message, suggestion: toSuggestion(read) };
}

function readKey(key: string): { kind: 'pattern'; pattern: RoutePattern } | Mistake {
  const mistake = findWordMistake(key);
  if (mistake !== null) return mistake;
  const space = key.indexOf(' ');
  const target = key.slice(space + 1);
  const verbs = space < 0 ? ({ kind: 'methods', methods: null } as const) : parseMethods(key.slice(0, space));
  if (verbs.kind === 'mistake') return toOuterMistake(verbs, (fix) => `${fix} ${target}`.trimStart());
  const place = readTarget(target);
  if (place.kind === 'mistake') return toOuterMistake(place, (fix) => `${key.slice(0, space + 1)}${fix}`);
  const { host, segments, tail } = place;
  return { kind: 'pattern', pattern: { key, methods: verbs.methods, host, segments, tail } };
}

/** Mistakes in how the key is divided into methods and target. A fix is the whole key. */
function findWordMistake(key: string): Mistake | null {
  const tidy = key.trim().replace(/\s+/g, ' ');
  if (tidy === '') return toMistake('a route key is empty', null, 'write a path such as "GET /orders/:id"');
  if (tidy !== key) return toMistake('a route key has one space, between methods and target', tidy);
  const words = key.split(' ');
  const [first = '', ...others] = words;
  if (words.length === 1) return findMissingSpace(key);
  const verbs = toIntendedMethods(words.slice(0, -1).join(' '));
  if (verbs !== null && (words.length > 2 || first.includes('/'))) {
    return toMistake('methods are joined by "|" alone', `${toMethodsText(verbs)} ${words.at(-1)}`);
  }
  const last = toIntendedMethods(others.join(' '));
  if (first.includes('/') && last !== null)
    return toMistake('the methods come first', `${toMethodsText(last)} ${first}`);
  if (first.includes('/')) return toMistake('the path has a raw space', words.join('%20'));
  return others.length === 1 ? null : toMistake('the path has a raw space', `${first} ${others.join('%20')}`);
}

function findMissingSpace(key: string): Mistake | null {
  const [, before = '', path = ''] = /^([A-Za-z|,]+:?)(\/.*)?$/.exec(key) ?? [];
  const verbs = toIntendedMethods(before);
  if (verbs === null) return null;
  if (path === '') return toMistake('the key names a method but no path', `${toMethodsText(verbs)} /path`);
  return toMistake('a space is missing between the methods and the path', `${toMethodsText(verbs)} ${path}`);
}

/** Reads `[host]/path`. A fix is the whole target. */
function readTarget(target: string): (Omit<KeyPath, 'kind'> & { kind: 'target'; host: string | null }) | Mistake {
  const withoutScheme = target.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//, '');
  if (withoutScheme !== target) return toMistake('a route key has no scheme', withoutScheme);
  const slash = target.indexOf('/');
  const hostText = slash < 0 ? target : target.slice(0, slash);
  const place = hostText === '' ? ({ kind: 'host', host: null } as const) : parseHost(hostText);
  if (slash < 0) {
    if (place.kind === 'host') return toMistake('the key names a host but no path', `${target}/*`);
    return toMistake('the path does not start with "/"', `/${target}`);
  }
  if (place.kind === 'mistake') return toOuterMistake(place, (fix) => `${fix}${target.slice(slash)}`);
  const path = parseKeyPath(target.slice(slash));
  if (path.kind === 'mistake') return toOuterMistake(path, (fix) => `${hostText}${fix}`);
  return { ...path, kind: 'target', host: place.host };
}

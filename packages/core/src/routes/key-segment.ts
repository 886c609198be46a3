/**
 * One segment of a route key as written: a parameter, the trailing wildcard, or a literal; other routers' forms are
 * mistakes that name ours.
 */
import { type Mistake, toMistake } from './mistake.ts';

/** A segment that is no mistake by itself; a literal is still to be decoded. */
export type WrittenSegment =
  | { readonly kind: 'literal' }
  | { readonly kind: 'param'; readonly name: string }
  | { readonly kind: 'wildcard' };

/** Where a segment stands: only the last may be a wildcard. */
export type SegmentPlace = 'inner' | 'last';

const NAME = '[A-Za-z_][A-Za-z0-9_]*';
const PARAM = new RegExp(`^:(${NAME})$`);
const PARAM_AND_MORE = new RegExp(`^:(${NAME})(.*)$`);
/** `{id}`, `<id>`, `<int:id>`, `[id]`, `${id}` with their catch-all forms `{proxy+}`, `{*path}`, `[...slug]`. */
const BRACKETED = new RegExp(
  `^\\$?(?:\\{|<(?:[a-z]+:)?|\\[{1,2})(\\*{0,2}|\\.{3})(${NAME})(?::[^/]*)?([+*]?)(?:\\}|>|\\]{1,2})$`,
);
/** Characters that only a regular expression or another router's pattern needs; RFC 3986 section 3.3 allows none raw. */
const PATTERN_CHARACTERS = /[\\^[\]{}|<>"`]|\.[+*]|\(\?|\(.*\)[+*?]/;

/** Reads one raw segment. A mistake's fix replaces the segment; `freeName` is a parameter name that the key does not have. */
export function parseKeySegment(raw: string, place: SegmentPlace, freeName: string): WrittenSegment | Mistake {
  if (raw === '*' && place === 'last') return { kind: 'wildcard' };
  if (raw === '*') return toMistake('"*" stands only at the end; one segment is a parameter', `:${freeName}`);
  const [, param] = PARAM.exec(raw) ?? [];
  if (param !== undefined) return { kind: 'param', name: param };
  return findMistake(raw, place, freeName) ?? { kind: 'literal' };
}

function findMistake(raw: string, place: SegmentPlace, freeName: string): Mistake | null {
  if (raw === '**') return toMistake('the trailing wildcard is a single "*"', place === 'last' ? '*' : `:${freeName}`);
  if (raw.startsWith(':')) return toParamMistake(raw, place, freeName);
  const [, before, name, after] = BRACKETED.exec(raw) ?? [];
  if (name !== undefined) {
    const isCatchAll = `${before}${after}` !== '';
    return toMistake('a parameter is written ":name"', isCatchAll && place === 'last' ? '*' : `:${name}`);
  }
  if (PATTERN_CHARACTERS.test(raw)) {
    return toMistake(
      'a route key has no regular expressions: a segment is a literal, a parameter or the trailing wildcard',
      `:${freeName}`,
      'or write a literal character as %XX',
    );
  }
  if (raw.includes('*')) {
    return toMistake('"*" is a whole segment, at the end', `:${freeName}`, 'or write a literal "*" as %2A');
  }
  return null;
}

function toParamMistake(raw: string, place: SegmentPlace, freeName: string): Mistake {
  const [, name, more = ''] = PARAM_AND_MORE.exec(raw) ?? [];
  if (name === undefined) {
    return toMistake(
      'a parameter has a name of letters, digits and "_" that does not start with a digit',
      `:${freeName}`,
      'or write a literal ":" at the start of a segment as %3A',
    );
  }
  if (place === 'last' && /^(\*|\+|\(\.[*+]\))$/.test(more)) {
    return toMistake('a parameter is exactly one segment; several are the trailing wildcard', '*');
  }
  return toMistake('a parameter is a whole segment, without pattern, suffix or "?"', `:${name}`);
}

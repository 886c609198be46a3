/**
 * The path of a route key: its segments, decoded by the code that reads requests, and its tail.
 */
import { parseKeySegment } from './key-segment.ts';
import { type Mistake, toMistake, toOuterMistake } from './mistake.ts';
import { AMBIGUITY, parsePath, toSegmentText } from './path.ts';
import type { PatternSegment, RoutePattern } from './table.ts';

/** A key's path, read. */
export interface KeyPath {
  readonly kind: 'path';
  readonly segments: readonly PatternSegment[];
  readonly tail: RoutePattern['tail'];
}

/** Parses a path that starts with `/`. A mistake's fix is the whole path. */
export function parseKeyPath(path: string): KeyPath | Mistake {
  const mistake = findPathMistake(path);
  if (mistake !== null) return mistake;
  const raws = path === '/' ? [] : path.slice(1).split('/');
  const taken = new Set(raws.filter((raw) => raw.startsWith(':')).map((raw) => raw.slice(1)));
  const names = new Set<string>();
  const segments: PatternSegment[] = [];
  let tail: RoutePattern['tail'] = 'end';
  for (const [index, raw] of raws.entries()) {
    const toFixed = (fix: string): string => `/${raws.with(index, fix).join('/')}`;
    const written = parseKeySegment(raw, index === raws.length - 1 ? 'last' : 'inner', toFreeName('id', taken));
    if (written.kind === 'mistake') return toOuterMistake(written, toFixed);
    if (written.kind === 'wildcard') tail = 'wildcard';
    else if (written.kind === 'param') {
      const { name } = written;
      const other = toFreeName(name, taken);
      if (names.has(name)) return toMistake(`the key has two parameters ":${name}"`, toFixed(`:${other}`));
      names.add(name);
      segments.push(written);
    } else {
      const read = readLiteral(raw);
      if (read.kind === 'ambiguous') return toLiteralMistake(path, read.why);
      segments.push(read);
    }
  }
  return { kind: 'path', segments, tail };
}

/** Mistakes that show only in the path as a whole. */
function findPathMistake(path: string): Mistake | null {
  const tidy = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  if (/:\w+\?(\/|$)/.test(tidy)) {
    const fix = tidy.replace(/(:\w+)\?(?=\/|$)/g, '$1');
    return toMistake('a parameter cannot be optional', fix, 'and a second key without it');
  }
  if (/[?#]/.test(tidy.replace(/\(\?|\)\?/g, ''))) {
    const fix = tidy.replace(/[?#].*$/, '').replace(/(.)\/$/, '$1');
    return toMistake('a route key has no query string or fragment', fix);
  }
  if (path.includes('//')) return toMistake('the path has an empty segment', tidy);
  return tidy === path ? null : toMistake('a key has no trailing slash: matching ignores it', tidy);
}

/** Decodes by `parsePath`, so that a key and a request can never be read by two rules. */
function readLiteral(raw: string): Extract<PatternSegment, { kind: 'literal' }> | { kind: 'ambiguous'; why: string } {
  // People may write UTF-8 where a request cannot.
  const read = parsePath(`/${raw.replace(/[^\x00-\x7f]/gu, toSegmentText)}`);
  return read.kind === 'ambiguous' ? read : { kind: 'literal', text: read.segments.join('/') };
}

function toLiteralMistake(path: string, why: string): Mistake {
  const message = `the path has ${why}: such a request is refused before any route is matched`;
  if (why === AMBIGUITY.malformedEscape) return toMistake(message, path.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  if (why === AMBIGUITY.dotSegment) return toMistake(message, new URL(path, 'http://localhost').pathname);
  return toMistake(message, null, 'leave it out');
}

function toFreeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}${count}`;
  return free;
}

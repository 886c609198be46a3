/**
 * The patterns of a document over whole segments: what a Resource means once ambiguous paths are denied.
 *
 * `*` and `?` cross `/`, so a parameter (`?*`) is one or more segments and a trailing wildcard (`*`) any number: the
 * same reading that IAM has, one level up from characters.
 */
import type { RoutePattern } from '@sallyport/core';

/** One position of a pattern: a decoded literal, one or more segments (`?*`), or any number of them (`*`, last only). */
export type Token =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'some' }
  | { readonly kind: 'any' };

/** One pattern that a document may grant or deny. */
export interface Entry {
  readonly effect: 'grant' | 'deny';
  /** `fallback` stands in for a wider grant that cannot be kept. */
  readonly rank: 'primary' | 'fallback';
  readonly tokens: readonly Token[];
  /** Equal keys mean equal tokens. */
  readonly key: string;
}

/** By segment, the one text that a parameter is held to, or null. */
export type Pins = readonly (string | null)[];

const SOME: Token = { kind: 'some' };
const ANY: Token = { kind: 'any' };

/** Matches every path. */
export const ANY_PATH: readonly Token[] = [ANY];

/** An entry over tokens; two positions of which the second is implied by the first become one. */
export function toEntry(effect: Entry['effect'], tokens: readonly Token[], rank: Entry['rank'] = 'primary'): Entry {
  const isImplied = tokens.at(-1)?.kind === 'any' && tokens.at(-2)?.kind === 'some';
  const kept = isImplied ? tokens.slice(0, -1) : tokens;
  return { effect, rank, tokens: kept, key: kept.map(toTokenKey).join('/') };
}

function toTokenKey(token: Token): string {
  if (token.kind === 'some') return '?*';
  // A literal's slash cannot be: segments are split at it. Its `*` and `?` are told apart by the mark in front.
  return token.kind === 'any' ? '*' : `=${token.text}`;
}

/** Whether a pattern holds a wildcard, and so can reach more than one path. */
export function isWide(entry: Entry): boolean {
  return entry.tokens.some((token) => token.kind !== 'literal');
}

/**
 * The patterns that together match every path that a route pattern matches, literals replaced where `pins` has one.
 *
 * A trailing `/*` gives two: the prefix itself and what lies below it.
 */
export function toPatternTokens(pattern: RoutePattern, pins: Pins): readonly (readonly Token[])[] {
  const tokens = toSegmentTokens(pattern, pins);
  if (pattern.tail === 'end') return [tokens];
  // `*` alone matches the root as well.
  return tokens.length === 0 || tokens.at(-1)?.kind === 'some' ? [[...tokens, ANY]] : [tokens, [...tokens, ANY]];
}

/** The pattern's segments, without its tail. */
export function toSegmentTokens(pattern: RoutePattern, pins: Pins): readonly Token[] {
  return pattern.segments.map((segment, index) => {
    if (segment.kind === 'literal') return { kind: 'literal', text: segment.text };
    const text = pins[index] ?? null;
    return text === null ? SOME : { kind: 'literal', text };
  });
}

/** The patterns that hold each parameter to one segment: what `?*` reaches beyond is one segment longer somewhere. */
export function toDepthCaps(tokens: readonly Token[]): readonly (readonly Token[])[] {
  return tokens.flatMap((token, index) => (token.kind === 'some' ? [tokens.toSpliced(index, 0, SOME)] : []));
}

/** Narrower stands-in for a trailing wildcard: only what lies one or more segments below its prefix, two or more, ... */
export function toDeeperTails(prefix: readonly Token[], deepest: number): readonly (readonly Token[])[] {
  const count = Math.max(0, deepest - prefix.length + 1);
  return Array.from({ length: count }, (_, index) => [...prefix, ...Array.from({ length: index + 1 }, () => SOME)]);
}

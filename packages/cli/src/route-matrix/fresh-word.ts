/**
 * What stands for anything: a word that only open segments take, and a depth at which every wildcard has had its say.
 */

/** What both functions read of a pattern, a policy's or an API's. */
export interface Laid {
  readonly segments: readonly ({ readonly kind: 'literal'; readonly text: string } | { readonly kind: string })[];
}

/** A word that no literal of these patterns spells, in any case: only parameters and wildcards take it. */
export function toFreshWord(patterns: readonly Laid[]): string {
  const literals = new Set(
    patterns.flatMap(({ segments }) =>
      segments.flatMap((segment) => ('text' in segment ? segment.text.toLowerCase() : [])),
    ),
  );
  for (let count = 1; ; count += 1) if (!literals.has(`x${count}`)) return `x${count}`;
}

/** One more segment than the deepest of these patterns has. */
export function toDepth(patterns: readonly Laid[]): number {
  return 1 + Math.max(0, ...patterns.map(({ segments }) => segments.length));
}

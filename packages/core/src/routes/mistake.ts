/**
 * What is wrong with one part of a route key, and the part as it was probably meant.
 */

/** A mistake in a part of a key. */
export interface Mistake {
  readonly kind: 'mistake';
  readonly message: string;
  /** The part as it was probably meant, or null where nobody can tell. */
  readonly fix: string | null;
  /** What else could be done, said after the fix. */
  readonly advice: string | null;
}

/** Makes a mistake. */
export function toMistake(message: string, fix: string | null, advice: string | null = null): Mistake {
  return { kind: 'mistake', message, fix, advice };
}

/** The same mistake with its fix put into a larger part. */
export function toOuterMistake(mistake: Mistake, toOuter: (fix: string) => string): Mistake {
  return mistake.fix === null ? mistake : { ...mistake, fix: toOuter(mistake.fix) };
}

/** The suggestion of a mistake whose fix is a whole key. */
export function toSuggestion({ fix, advice }: Mistake): string | null {
  const parts = [fix === null ? null : `write "${fix}"`, advice].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

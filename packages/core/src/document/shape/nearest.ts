/**
 * The known name that someone probably meant.
 */

/** The nearest of the known names, or null when none is near enough to be worth a suggestion. */
export function findNearest(name: string, known: readonly string[]): string | null {
  const wanted = toPlain(name);
  const limit = wanted.length < 5 ? 1 : Math.min(3, Math.floor(wanted.length / 3));
  let nearest: string | null = null;
  let least = limit + 1;
  for (const candidate of known) {
    const distance = toDistance(wanted, toPlain(candidate), least);
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest ?? known.find((candidate) => isShortened(wanted, toPlain(candidate))) ?? null;
}

// Case and separators are how spellings of one name differ most: jwks_uri, JWKSURI.
function toPlain(name: string): string {
  return name.slice(0, 64).toLowerCase().replaceAll(/[_-]/g, '');
}

/** One name starts with the other, as `clockTolerance` and `clockToleranceSeconds` do. */
function isShortened(one: string, other: string): boolean {
  return Math.min(one.length, other.length) >= 4 && (one.startsWith(other) || other.startsWith(one));
}

/** Levenshtein's distance, with two neighbours swapped as one step; `bound` or more once it cannot be less. */
function toDistance(one: string, other: string, bound: number): number {
  if (Math.abs(one.length - other.length) >= bound) return bound;
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const at = (line: readonly number[], index: number): number => line[index] ?? bound;
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        cost = Math.min(cost, at(before, column - 2) + 1);
      }
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return previous[other.length] ?? bound;
}

/** `did you mean "..."?`, or null. */
export function suggestNearest(name: string, known: readonly string[]): string | null {
  const nearest = findNearest(name, known);
  return nearest === null ? null : `did you mean "${nearest}"?`;
}

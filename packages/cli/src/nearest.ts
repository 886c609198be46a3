/**
 * The known word that a mistyped one most likely meant.
 */

/** The nearest of `known` in any case, or null when none is near: one edit for short words, two for others. */
export function findNearest(word: string, known: readonly string[]): string | null {
  const lower = word.slice(0, 64).toLowerCase();
  let best: { readonly word: string; readonly edits: number } | null = null;
  for (const candidate of known) {
    const edits = countEdits(lower, candidate.toLowerCase());
    const allowed = Math.min(lower.length, candidate.length) <= 4 ? 1 : 2;
    if (edits <= allowed && (best === null || edits < best.edits)) best = { word: candidate, edits };
  }
  return best?.word ?? null;
}

// Levenshtein with neighbouring letters swapped counting once, row by row.
function countEdits(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

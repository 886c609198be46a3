/**
 * A finding with its place in the file: what the core says by pointer, told by line and column.
 */
import type { FindingLevel } from '@sallyport/core';

/** One finding as `check --json` prints it. Lines and columns count from 1, null where there is no text to point at. */
export interface LocatedFinding {
  readonly level: FindingLevel;
  readonly code: string;
  /** The file as the operator named it. */
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** RFC 6901 pointer, `""` for the whole document. */
  readonly pointer: string;
  readonly message: string;
  readonly suggestion: string | null;
}

/** In the order of the file; at one place errors come first. Equal findings are told once. */
export function sortFindings(findings: readonly LocatedFinding[]): readonly LocatedFinding[] {
  const distinct = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...distinct.values()].sort(
    (a, b) =>
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      Number(a.level === 'warning') - Number(b.level === 'warning'),
  );
}

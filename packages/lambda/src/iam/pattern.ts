/**
 * What an IAM pattern of literals, `*` and `?` matches, to know what our own documents say before they are sent.
 *
 * Does not: judge the compiler; the tests hold an evaluator of their own.
 */
import type { AuthorizerDocument } from './document.ts';

/** Whether a pattern matches the whole text; `*` and `?` cross `/`. At most pattern times text steps. */
export function matchesPattern(pattern: string, text: string): boolean {
  const start = pattern.search(/[*?]/);
  if (start < 0) return pattern === text;
  if (!text.startsWith(pattern.slice(0, start))) return false;
  let at = start;
  let read = start;
  let run = -1;
  let runEnd = 0;
  while (read < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      run = at;
      runEnd = read;
      at += 1;
    } else if (sign !== undefined && (sign === '?' || sign === text[read])) {
      at += 1;
      read += 1;
    } else if (run >= 0) {
      runEnd += 1;
      read = runEnd;
      at = run + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** Whether some text is matched by both patterns. */
export function canOverlap(one: string, other: string): boolean {
  // The positions of `other` that a text can have reached when it has passed `one` so far.
  let reached = passRuns([0], other);
  for (const sign of one) {
    const [first] = reached;
    if (first === undefined) return false;
    if (sign === '*') reached = Array.from({ length: other.length - first + 1 }, (_, index) => first + index);
    else
      reached = passRuns(
        reached.flatMap((position) => takeSign(sign, other, position)),
        other,
      );
  }
  return reached.includes(other.length);
}

function takeSign(sign: string, other: string, position: number): readonly number[] {
  const facing = other[position];
  if (facing === '*') return [position];
  return facing !== undefined && (sign === '?' || facing === '?' || facing === sign) ? [position + 1] : [];
}

function passRuns(positions: readonly number[], other: string): readonly number[] {
  const passed = new Set(positions);
  for (const position of passed) if (other[position] === '*') passed.add(position + 1);
  return [...passed].sort((a, b) => a - b);
}

/** Whether a document of ours lets a request pass before it expires. */
export function grants(document: AuthorizerDocument, arn: string): boolean {
  const applies = document.Statement.filter(
    (statement) =>
      (statement.Effect === 'Allow' || statement.Condition === undefined) &&
      (statement.Resource?.some((pattern) => matchesPattern(pattern, arn)) ??
        !(statement.NotResource ?? []).some((pattern) => matchesPattern(pattern, arn))),
  );
  return applies.length > 0 && applies.every((statement) => statement.Effect === 'Allow');
}

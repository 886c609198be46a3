/**
 * Decides whether a text is matched by an IAM pattern of literals, `*` and `?`, anchored at both ends.
 *
 * Trust: patterns come from an authorizer and texts from a request, so the cost is bounded by length times length and
 *   never exponential: only the latest `*` is ever reconsidered.
 * Spec: `*` is any run, empty and `/` included; `?` is exactly one character, `/` included [D IAM resource page].
 */

const ANY_RUN = -1;
const ANY_ONE = -2;

/** A pattern in UTF-16 code units, with a negative number for each wildcard. */
export type GlobTokens = readonly number[];

/** A pattern ready to match: the text before its first wildcard, and the tokens after that. */
export type Glob = { readonly prefix: string; readonly tail: GlobTokens };

/** Reads text in which `*` and `?` are wildcards. */
export function toGlobTokens(pattern: string): GlobTokens {
  const tokens: number[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern[index];
    if (char === '?') tokens.push(ANY_ONE);
    else if (char !== '*') tokens.push(pattern.charCodeAt(index));
    // A second `*` in a row adds nothing but work.
    else if (tokens[tokens.length - 1] !== ANY_RUN) tokens.push(ANY_RUN);
  }
  return tokens;
}

/** Reads text in which every character stands for itself. */
export function toLiteralTokens(text: string): GlobTokens {
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
}

/** Makes tokens ready to match. */
export function compileGlob(tokens: GlobTokens): Glob {
  const found = tokens.findIndex((token) => token < 0);
  const length = found < 0 ? tokens.length : found;
  const prefix = tokens.slice(0, length).map((unit) => String.fromCharCode(unit));
  return { prefix: prefix.join(''), tail: tokens.slice(length) };
}

/** Whether `glob` matches the whole of `text`, case-sensitively; at most pattern length times text length steps. */
export function matchesGlob(glob: Glob, text: string): boolean {
  const { prefix, tail } = glob;
  if (!text.startsWith(prefix)) return false;
  let read = prefix.length;
  let at = 0;
  let lastRun = -1;
  let runEnd = 0;
  while (read < text.length) {
    const token = tail[at];
    if (token === ANY_RUN) {
      if (at === tail.length - 1) return true;
      lastRun = at;
      runEnd = read;
      at += 1;
    } else if (token === ANY_ONE || token === text.charCodeAt(read)) {
      at += 1;
      read += 1;
    } else {
      if (lastRun < 0) return false;
      runEnd += 1;
      read = runEnd;
      at = lastRun + 1;
    }
  }
  while (tail[at] === ANY_RUN) at += 1;
  return at === tail.length;
}

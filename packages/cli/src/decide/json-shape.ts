/**
 * Finds in valid JSON what `JSON.parse` passes over: keys written twice, and nesting that later readers would recurse on.
 */
import { createScanner, type SyntaxKind } from 'jsonc-parser';

/** The deepest nesting of a line; claims have a few levels. */
export const MAX_LINE_DEPTH = 64;

// `const enum` members of another package are types only here: the numbers are jsonc-parser's SyntaxKind.
const OPEN_BRACE: SyntaxKind = 1;
const CLOSE_BRACE: SyntaxKind = 2;
const OPEN_BRACKET: SyntaxKind = 3;
const CLOSE_BRACKET: SyntaxKind = 4;
const COLON: SyntaxKind = 6;
const STRING: SyntaxKind = 10;
const END_OF_FILE: SyntaxKind = 17;

/** One pass without recursion over text that `JSON.parse` has accepted. */
export function findShapeProblem(json: string): 'repeated-key' | 'too-deep' | null {
  const scanner = createScanner(json, true);
  const open: (Set<string> | null)[] = [];
  let text = '';
  for (let token = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (token === STRING) text = scanner.getTokenValue();
    else if (token === COLON) {
      const names = open.at(-1);
      if (names?.has(text)) return 'repeated-key';
      names?.add(text);
    } else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) open.pop();
    else if (token === OPEN_BRACE || token === OPEN_BRACKET) {
      if (open.length === MAX_LINE_DEPTH) return 'too-deep';
      open.push(token === OPEN_BRACE ? new Set() : null);
    }
  }
  return null;
}

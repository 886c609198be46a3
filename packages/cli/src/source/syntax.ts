/**
 * What each syntax error of a JSONC text is called and told as.
 */
import { type ParseError, type ParseErrorCode, printParseErrorCode } from 'jsonc-parser';

/** A syntax error in our words. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
  readonly suggestion: string | null;
}

/** The most syntax errors told at once: a file that is no JSON at all would give thousands. */
const MAX_PROBLEMS = 20;

const SENTENCES: Readonly<Record<string, readonly [message: string, suggestion: string | null]>> = {
  InvalidSymbol: ['this is not JSON', 'values are strings in double quotes, numbers, true, false, objects and lists'],
  InvalidNumberFormat: ['this is not a number', null],
  PropertyNameExpected: ['a key is expected here', 'keys are written in double quotes'],
  ValueExpected: ['a value is expected here', null],
  ColonExpected: ['a colon is expected here', null],
  CommaExpected: ['a comma is missing before this', null],
  CloseBraceExpected: ['a closing brace "}" is missing', null],
  CloseBracketExpected: ['a closing bracket "]" is missing', null],
  EndOfFileExpected: ['nothing may follow the document', null],
  UnexpectedEndOfComment: ['this comment does not end', 'close it with */'],
  UnexpectedEndOfString: ['this string does not end on its line', null],
  UnexpectedEndOfNumber: ['this number does not end', null],
  InvalidUnicode: ['this string holds a malformed \\u escape', 'four hexadecimal digits follow \\u'],
  InvalidEscapeCharacter: ['this string holds an unknown escape', 'a backslash itself is written \\\\'],
  InvalidCharacter: ['this string holds a control character', 'write it as an escape'],
};

/** The parser's errors as problems, one for each place: of a cascade the first. */
export function toSyntaxProblems(errors: readonly ParseError[]): readonly SyntaxProblem[] {
  const byOffset = new Map<number, SyntaxProblem>();
  let previous = '';
  for (const { error, offset } of errors) {
    const name = printParseErrorCode(error);
    // The parser misses the value once more after text that it could not read as one.
    const isEcho = name === 'ValueExpected' && previous === 'InvalidSymbol';
    previous = name;
    if (isEcho || byOffset.has(offset)) continue;
    const [message, suggestion] = SENTENCES[name] ?? ['this is not JSON', null];
    byOffset.set(offset, { offset, message, suggestion });
  }
  const problems = [...byOffset.values()].sort((a, b) => a.offset - b.offset);
  const last = problems[MAX_PROBLEMS];
  if (last === undefined) return problems;
  const rest = {
    offset: last.offset,
    message: `${problems.length - MAX_PROBLEMS} more syntax errors follow`,
    suggestion: null,
  };
  return [...problems.slice(0, MAX_PROBLEMS), rest];
}

/** Whether an error leaves the tree whole, so that what it says can still be judged: only a missing comma does. */
export function isHarmless(error: ParseErrorCode): boolean {
  return printParseErrorCode(error) === 'CommaExpected';
}

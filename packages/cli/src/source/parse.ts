/**
 * Parses a JSONC text (comments and trailing commas allowed) into a plain value with findings and places.
 *
 * Does not: know what a policy is; `judge.ts` hands the value to the core.
 */
import type { Finding } from '@sallyport/core';
import { createScanner, type ParseError, parseTree, type SyntaxKind } from 'jsonc-parser';
import type { LocatedFinding } from './finding.ts';
import { createPlaceFinder, type Place } from './place.ts';
import { isHarmless, toSyntaxProblems } from './syntax.ts';
import { readTree, type TreeProblem } from './tree.ts';

/** The deepest nesting that is read; a policy needs about ten levels. */
export const MAX_DEPTH = 64;

/** A parsed text. */
export interface ParsedSource {
  /** The plain value; undefined when the text is too broken to be judged. */
  readonly value: unknown;
  /** Whether `value` holds all that the text says. */
  readonly state: 'whole' | 'broken';
  /** Syntax errors, keys written twice and numbers that lose digits, all of them. */
  readonly findings: readonly LocatedFinding[];
  /** Adds the place to a finding that has a pointer; the nearest enclosing member for one that is missing. */
  readonly locate: (finding: Finding) => LocatedFinding;
}

/**
 * Parses a policy's text; never throws.
 *
 * @param file - The name that findings carry.
 */
export function parseSource(text: string, file: string): ParsedSource {
  const placeOf = createPlaceFinder(text);
  const toError = (code: string, pointer: string, offset: number, message: string, suggestion: string | null) => {
    return { level: 'error', code, file, ...placeOf(offset), pointer, message, suggestion } as const;
  };
  const tooDeepAt = findTooDeep(text);
  if (tooDeepAt !== null) {
    const finding = toError('nesting-too-deep', '', tooDeepAt, `nested deeper than ${MAX_DEPTH} levels`, null);
    return { value: undefined, state: 'broken', findings: [finding], locate: (other) => withPlace(other, file, null) };
  }

  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const findings: LocatedFinding[] = toSyntaxProblems(errors).map(({ offset, message, suggestion }) =>
    toError('syntax', '', offset, message, suggestion),
  );
  const tree = root === undefined ? null : readTree(root, text);
  for (const problem of tree?.problems ?? []) {
    const { message, suggestion } = toProblemText(problem, placeOf);
    findings.push(toError(problem.code, problem.pointer, problem.offset, message, suggestion));
  }
  const state = tree !== null && errors.every(({ error }) => isHarmless(error)) ? 'whole' : 'broken';
  const locate = (finding: Finding): LocatedFinding => {
    for (let pointer = finding.pointer; ; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
      const member = tree?.members.get(pointer);
      if (member !== undefined) {
        // A missing member has no place: its parent's name says where it belongs.
        const at = pointer === finding.pointer ? finding.at : 'name';
        return withPlace(finding, file, placeOf(at === 'name' ? member.name : member.value));
      }
      if (pointer === '') return withPlace(finding, file, null);
    }
  };
  return { value: state === 'whole' ? tree?.value : undefined, state, findings, locate };
}

function withPlace(finding: Finding, file: string, place: Place | null): LocatedFinding {
  const { level, code, pointer, message, suggestion } = finding;
  return { level, code, file, line: place?.line ?? null, column: place?.column ?? null, pointer, message, suggestion };
}

function toProblemText(
  problem: TreeProblem,
  placeOf: (offset: number) => Place,
): { readonly message: string; readonly suggestion: string | null } {
  if (problem.firstOffset === null) {
    return { message: 'this number cannot be held exactly', suggestion: 'write it as a string' };
  }
  const first = placeOf(problem.firstOffset);
  return {
    message: `key ${JSON.stringify(problem.key)} is written twice, first at ${first.line}:${first.column}`,
    suggestion: 'keep one of the two',
  };
}

// `const enum` members of another package are types only here: the numbers are jsonc-parser's SyntaxKind.
const OPENING: ReadonlySet<SyntaxKind> = new Set([1, 3]);
const CLOSING: ReadonlySet<SyntaxKind> = new Set([2, 4]);
const END_OF_FILE: SyntaxKind = 17;

// The parser recurses: without this a megabyte of "[" would end it with a stack overflow.
function findTooDeep(text: string): number | null {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); token !== END_OF_FILE; token = scanner.scan()) {
    if (CLOSING.has(token)) depth -= 1;
    if (OPENING.has(token) && ++depth > MAX_DEPTH) return scanner.getTokenOffset();
  }
  return null;
}

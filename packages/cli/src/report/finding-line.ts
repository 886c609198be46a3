/**
 * Findings as people read them, one line each: place, level, pointer, message, suggestion.
 */
import type { LocatedFinding } from '../source/finding.ts';
import { paint, toPrintable } from '../terminal.ts';
import { toPointerText } from './pointer-text.ts';

/** `sallyport.jsonc:14:7  error  routes["GET /orders"].scope  unknown key "scope" (did you mean "scopes"?)`. */
export function toFindingLine(finding: LocatedFinding): string {
  const { file, line, column, level, pointer, message, suggestion } = finding;
  const place = line === null || column === null ? file : `${file}:${line}:${column}`;
  const fix = suggestion === null ? '' : ` ${paint('dim', `(${toPrintable(suggestion)})`)}`;
  const word = paint(level === 'error' ? 'red' : 'yellow', level);
  return `${paint('bold', toPrintable(place))}  ${word}  ${toPrintable(toPointerText(pointer))}  ${toPrintable(message)}${fix}`;
}

/** `2 errors, 1 warning`, or null when there are none. */
export function toCount(findings: readonly LocatedFinding[]): string | null {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const parts = [
    errors === 0 ? '' : `${errors} ${errors === 1 ? 'error' : 'errors'}`,
    warnings === 0 ? '' : `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(', ');
}

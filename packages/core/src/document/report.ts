/**
 * Collects findings while a policy is read: all of them, in the order in which they are met.
 *
 * Does not: stop at the first. Messages never hold a secret's value; whoever writes one leaves it out.
 */
import type { Finding, FindingLevel } from './finding.ts';

/** One finding as its author writes it. */
export interface Note {
  readonly pointer: string;
  /** Default `value`. */
  readonly at?: 'name' | 'value';
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string | null;
}

/** Where findings go. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly error: (note: Note) => void;
  readonly warning: (note: Note) => void;
  readonly hasErrors: () => boolean;
}

/** An empty report. */
export function createReport(): Report {
  const findings: Finding[] = [];
  const add = (level: FindingLevel, { pointer, at = 'value', code, message, suggestion = null }: Note): void => {
    findings.push({ level, code, pointer, at, message, suggestion });
  };
  return {
    findings,
    error: (note) => add('error', note),
    warning: (note) => add('warning', note),
    hasErrors: () => findings.some((finding) => finding.level === 'error'),
  };
}

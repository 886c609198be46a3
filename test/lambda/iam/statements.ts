/** Statements and conditions as IAM writes them, for the table that the evaluator is held to. */
import type { Verdict } from './evaluator.ts';

export const BASE: string = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';
export const Action = 'execute-api:Invoke';

/** A statement. */
export type Parts = Readonly<Record<string, unknown>>;
/** A behaviour and what shows it. */
export type Row = readonly [
  behaviour: string,
  statements: readonly Parts[],
  request: { readonly resource?: string; readonly action?: string; readonly keys?: Readonly<Record<string, string>> },
  verdict: Verdict,
];

/** An Allow of one resource. */
export function allow(resource: string, more: Parts = {}): Parts {
  return { Effect: 'Allow', Action, Resource: `${BASE}/${resource}`, ...more };
}

/** A condition. */
export function when(operator: string, key: string, value: string | readonly string[]): Parts {
  return { Condition: { [operator]: { [key]: value } } };
}

export const NOON = '2026-11-21T12:00:00Z';

/** A policy variable. */
export function variable(name: string): string {
  return `$\{${name}}`;
}

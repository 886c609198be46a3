/**
 * Resolves `"${NAME}"`, a whole string, from the environment of the gate.
 *
 * Does not: replace inside a string, nor anywhere but where values differ between deployments: access is never variable.
 */
import type { Report } from '../report.ts';

/** Values by name; only strings count. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A string of the document with its value. */
export interface Resolved {
  readonly text: string;
  /** The variable's name where the document has one. */
  readonly variable: string | null;
  /** `assumed`: the variable is not set and the text stands in for it. */
  readonly certainty: 'known' | 'assumed';
}

/** Reads strings that may be variables. */
export interface Resolver {
  /** The value, or null (reported) where the variable is missing or empty. `assume` makes a plausible text of a name. */
  readonly resolve: (text: string, pointer: string, assume: (name: string) => string) => Resolved | null;
}

const VARIABLE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** The name in `"${NAME}"`, or null for any other text. */
export function findVariable(text: string): string | null {
  return VARIABLE.exec(text)?.[1] ?? null;
}

/** A resolver; `assume` stands in for what is not set, so that `check` can judge the rest without a deployment. */
export function createResolver(env: Environment, mode: 'resolve' | 'assume', report: Report): Resolver {
  return {
    resolve: (text, pointer, assume) => {
      const variable = findVariable(text);
      // A stray `${` in the document is reported by `checkVariablePlaces`.
      if (variable === null) return text.includes('${') ? null : { text, variable, certainty: 'known' };
      const value: unknown = env[variable];
      if (typeof value === 'string' && value !== '') {
        if (!value.includes('${')) return { text: value, variable, certainty: 'known' };
        const message = `the value of ${variable} holds another variable`;
        report.error({ pointer, code: 'variable-inside-text', message, suggestion: 'set it to the value itself' });
        return null;
      }
      if (mode === 'assume') return { text: assume(variable), variable, certainty: 'assumed' };
      const state = value === '' ? 'empty' : 'not set';
      const message = `the variable ${variable} is ${state}`;
      report.error({ pointer, code: 'variable-missing', message, suggestion: `set ${variable} for this gate` });
      return null;
    },
  };
}

/** A text that stands in for an unset variable: https, and never a host that exists (RFC 6761 section 6.4). */
export function toAssumedUrl(name: string): string {
  return `https://${name.toLowerCase().replaceAll('_', '-')}.assumed.invalid`;
}

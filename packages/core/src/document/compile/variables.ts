/**
 * Resolves `"${NAME}"`, a whole string, from the environment of the gate.
 *
 * Does not: replace inside a string, nor anywhere but where values differ between deployments: access is never variable.
 */
import { toChildPointer } from '../pointer.ts';
import type { PolicyDocument } from '../policy.ts';
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

const VARIABLE_PLACES: readonly RegExp[] = [
  /^\/audience(\/\d+)?$/,
  /^\/issuers\/[^/]+\/(issuer|jwksUri)$/,
  /^\/issuers\/[^/]+\/audience(\/\d+)?$/,
  /^\/issuers\/[^/]+\/tenants\/\d+$/,
  /^\/issuers\/[^/]+\/hmac\/secrets\/\d+$/,
  /^\/worker\/origins(\/[^/]*)?$/,
  /^\/worker\/publicOrigin$/,
];
// Free text of others: keys as issuers publish them, claims as a test supposes them.
const FREE_PLACES = /^\/(\$schema|issuers\/[^/]+\/jwks\/keys|tests\/\d+\/token\/claims)(\/|$)/;

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

/** Reports every `${` outside the places that take a variable, and every one that is not the whole string. */
export function checkVariablePlaces(document: PolicyDocument, report: Report): void {
  visit(document, '', report);
}

function visit(value: unknown, pointer: string, report: Report): void {
  if (FREE_PLACES.test(pointer)) return;
  if (typeof value === 'string') checkText(value, pointer, report);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const place = toChildPointer(pointer, name);
    if (name.includes('${')) reportMisplaced(place, 'name', report);
    visit(member, place, report);
  }
}

function checkText(text: string, pointer: string, report: Report): void {
  if (!text.includes('${')) return;
  if (!VARIABLE_PLACES.some((place) => place.test(pointer))) {
    reportMisplaced(pointer, 'value', report);
  } else if (findVariable(text) === null) {
    const message = 'a variable must be the whole string';
    const suggestion = `write "\${NAME}" and put the whole value into NAME`;
    report.error({ pointer, code: 'variable-inside-text', message, suggestion });
  }
}

function reportMisplaced(pointer: string, at: 'name' | 'value', report: Report): void {
  const message = 'a variable is not accepted here';
  const suggestion = 'write the value itself; what a route demands never depends on the environment';
  report.error({ pointer, at, code: 'variable-not-allowed', message, suggestion });
}

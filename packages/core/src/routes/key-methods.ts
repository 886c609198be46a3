/**
 * The methods before a route key's target: `GET`, `POST|PUT`.
 *
 * Spec: RFC 9110 section 9.1 (methods are case-sensitive).
 */
import { type Mistake, toMistake } from './mistake.ts';
import { METHODS, type Method } from './table.ts';

const LIST = METHODS.join(', ');
const ANY_METHOD: ReadonlySet<string> = new Set(['*', 'ANY', 'ALL']);

/** The method of this exact name, or undefined. */
function toMethod(text: string): Method | undefined {
  return METHODS.find((method) => method === text);
}

/** The methods that a text of another spelling means (`get`, `GET,POST`), or null. */
export function toIntendedMethods(text: string): readonly Method[] | null {
  const methods = text
    .split(/[|,;/&+\s]+/)
    .filter((token) => token !== '')
    .map((token) => toMethod(token.toUpperCase().replace(/[^A-Z]/g, '')));
  const known = methods.filter((method) => method !== undefined);
  return known.length > 0 && known.length === methods.length ? known : null;
}

/** Methods as a key writes them, each once. */
export function toMethodsText(methods: readonly Method[]): string {
  return [...new Set(methods)].join('|');
}

/** Parses `METHOD[|METHOD]`. A mistake's fix is empty where the methods are best left out. */
export function parseMethods(
  text: string,
): { readonly kind: 'methods'; readonly methods: readonly Method[] } | Mistake {
  const tokens = text.split('|');
  const methods: Method[] = [];
  for (const token of tokens) {
    const method = toMethod(token);
    if (method === undefined) return toMethodMistake(text, token);
    if (methods.includes(method)) return toMistake(`the key names ${method} twice`, [...new Set(tokens)].join('|'));
    methods.push(method);
  }
  return { kind: 'methods', methods };
}

function toMethodMistake(text: string, token: string): Mistake {
  if (ANY_METHOD.has(text.toUpperCase())) {
    return toMistake(`"${text}" is no method: a key without methods takes all`, '');
  }
  const intended = toIntendedMethods(text);
  if (intended === null) {
    return toMistake(`"${token}" is no method of a route key`, null, `use ${LIST}, or leave the methods out for all`);
  }
  return toMistake('methods are upper-case and joined by "|"', toMethodsText(intended));
}

/**
 * A strict reader of `WWW-Authenticate`: one Bearer challenge in the narrowest grammar of its standards, or a throw.
 *
 * Does not: repair, skip or unescape. A value that a lenient client would still read fails the test that got it.
 * Spec: RFC 9110 sections 5.6.2, 5.6.4, 11.2 and 11.5; RFC 6750 section 3; RFC 6749 section 3.3.
 */

/** One challenge. */
export interface Challenge {
  readonly scheme: string;
  /** Parameters by name in lower case, quotes removed. */
  readonly parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
// qdtext without obs-text and tab, and without quoted pairs: what RFC 6750 admits needs none.
const PARAMETER = new RegExp(`^(${TOKEN})="([\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*)"`);
const SCHEME = new RegExp(`^(${TOKEN}) (?! )`);
const SCOPES = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
const DESCRIPTION = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Reads a value that holds exactly one challenge with quoted parameters, each once.
 *
 * @throws Error for everything else, naming what is wrong.
 */
export function parseChallenge(value: string | null): Challenge {
  if (value === null) throw new Error('no WWW-Authenticate');
  const scheme = SCHEME.exec(value)?.[1];
  if (scheme === undefined) throw new Error('a challenge without scheme and parameters');
  const parameters = new Map<string, string>();
  for (let rest = value.slice(scheme.length + 1); ; ) {
    const [whole, name, text] = PARAMETER.exec(rest) ?? [];
    if (whole === undefined || name === undefined || text === undefined) throw new Error(`no parameter at: ${rest}`);
    const folded = name.toLowerCase();
    if (parameters.has(folded)) throw new Error(`${folded} stands twice`);
    parameters.set(folded, text);
    rest = rest.slice(whole.length);
    if (rest === '') return { scheme, parameters };
    if (!rest.startsWith(', ')) throw new Error(`no separator at: ${rest}`);
    rest = rest.slice(2);
  }
}

/**
 * Reads a Bearer challenge and checks every parameter's own alphabet.
 *
 * @throws Error where the scheme is another, a parameter is unknown, or a character is outside its alphabet.
 */
export function parseBearerChallenge(value: string | null): ReadonlyMap<string, string> {
  const { scheme, parameters } = parseChallenge(value);
  if (scheme !== 'Bearer') throw new Error(`the scheme is ${scheme}`);
  const alphabets: Readonly<Record<string, RegExp>> = {
    realm: DESCRIPTION,
    scope: SCOPES,
    error: DESCRIPTION,
    error_description: DESCRIPTION,
    acr_values: SCOPES,
  };
  for (const [name, text] of parameters) {
    if (!alphabets[name]?.test(text)) throw new Error(`${name} holds what it may not`);
  }
  return parameters;
}

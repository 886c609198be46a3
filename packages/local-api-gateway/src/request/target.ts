/**
 * Splits a request target into path and query without changing a character of either.
 *
 * Trust: the text is the client's; nothing is decoded, joined or normalised, since the authorizer is judged on the raw
 *   path.
 */

/** Path and query of a request, verbatim; the query is without its `?`. */
export type RequestTarget = { readonly path: string; readonly query: string };

const ABSOLUTE_FORM = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*/;

/** Reads origin form and absolute form (RFC 9112, section 3.2); `undefined` for any other target. */
export function parseTarget(target: string): RequestTarget | undefined {
  const origin = target.replace(ABSOLUTE_FORM, '');
  const mark = origin.indexOf('?');
  const path = mark < 0 ? origin : origin.slice(0, mark);
  const query = mark < 0 ? '' : origin.slice(mark + 1);
  if (path.startsWith('/')) return { path, query };
  // `http://host` and `http://host?x` mean the root.
  return path === '' && origin !== target ? { path: '/', query } : undefined;
}

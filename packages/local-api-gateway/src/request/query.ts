/**
 * Reads the query string of a request: every value of each parameter, decoded, in the order sent.
 *
 * Spec: names are case-sensitive [D]; `+` is read as a blank, and an escape that is none stays as it is [unverified:
 *   query-decoding].
 */

/** The parameters of a query string without its `?`. */
export function parseQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const parameters = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) {
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  return parameters;
}

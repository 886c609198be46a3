/**
 * Finds one cookie's value in a `Cookie` header.
 *
 * Spec: RFC 6265 section 4.2.1. workerd joins two Cookie headers with a comma, which no cookie octet may be.
 */

/** The values of every cookie of exactly this name, in order. */
export function readCookies(header: string, name: string): readonly string[] {
  const values: string[] = [];
  for (const pair of header.split(/[;,]/)) {
    const equals = pair.indexOf('=');
    if (equals !== -1 && pair.slice(0, equals).trim() === name) values.push(pair.slice(equals + 1).trim());
  }
  return values;
}

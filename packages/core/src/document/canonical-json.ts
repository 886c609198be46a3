/**
 * One spelling for each JSON value, so that equal texts mean equal values.
 *
 * Spec: RFC 8785 section 3.2 (member names sorted by UTF-16 code units, no white space).
 */

/** The canonical text of a JSON value; members that are undefined are left out, as JSON leaves them out. */
export function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item: unknown) => toCanonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${toCanonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

/**
 * Reads from Node's request what a gateway takes, without changing a character.
 *
 * Trust: Node gives the header list as it was sent (`rawHeaders`), duplicates included.
 */

/** Headers by the name as first sent, every value in the order sent. */
export function toRawHeaders(rawHeaders: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const headers = new Map<string, { readonly name: string; readonly values: string[] }>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const entry = headers.get(name.toLowerCase()) ?? { name, values: [] };
    entry.values.push(rawHeaders[index + 1] ?? '');
    headers.set(name.toLowerCase(), entry);
  }
  return Object.fromEntries([...headers.values()].map(({ name, values }) => [name, values]));
}

/** The caller's address; a dual-stack socket shows an IPv4 caller as `::ffff:127.0.0.1`. */
export function toSourceIp(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/, '') ?? '';
}

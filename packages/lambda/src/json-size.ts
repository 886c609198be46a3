/**
 * The size of what is answered, as API Gateway counts it.
 */

/** Bytes of UTF-8 of a value as JSON; 0 for undefined. */
export function countJsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

/** Bytes of texts as items of a JSON list, each with its comma. */
export function countListedBytes(texts: Iterable<string>): number {
  let bytes = 0;
  for (const text of texts) bytes += countJsonBytes(text) + 1;
  return bytes;
}

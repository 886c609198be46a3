/**
 * The size of what is answered, as API Gateway counts it.
 */

/** Bytes of UTF-8 of a value as JSON; 0 for undefined. */
export function countJsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).byteLength;
}

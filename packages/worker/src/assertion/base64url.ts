/**
 * Writes base64url without padding, as JWS has it. Spec: RFC 7515 section 2.
 */

/** The base64url text of bytes. */
export function toBase64Url(bytes: ArrayBuffer | Uint8Array): string {
  let binary = '';
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

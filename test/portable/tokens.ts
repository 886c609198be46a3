/**
 * Tokens spelled by hand: any bytes as header and payload, signed with the fixed secret or not at all.
 *
 * `@sallyport/core/testing` mints well-formed tokens only; the lexical gate needs others.
 */
import { FIXED_CLAIMS, FIXED_SECRET } from './fixed-tokens.ts';

const encoder = new TextEncoder();

/** Octets as unpadded base64url. */
export function toSegment(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** The octets of a segment. */
export function toOctets(segment: string): Uint8Array<ArrayBuffer> {
  const text = atob(segment.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A token of these texts (or octets) that HS256 signs. */
export async function signRaw(
  payload: string | Uint8Array,
  header: string | Uint8Array = '{"alg":"HS256","typ":"at+jwt"}',
): Promise<string> {
  const [head, body] = [header, payload].map((part) =>
    toSegment(typeof part === 'string' ? encoder.encode(part) : part),
  );
  const parameters = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(FIXED_SECRET), parameters, false, ['sign']);
  const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(`${head}.${body}`));
  return `${head}.${body}.${toSegment(new Uint8Array(signature))}`;
}

/** The fixed claims as JSON text, with members set over them; a value is JSON text itself, so that `1e400` can be one. */
export function toClaimsText(members: Readonly<Record<string, string | null>> = {}): string {
  const texts = new Map<string, string>(
    Object.entries(FIXED_CLAIMS).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  for (const [name, text] of Object.entries(members)) {
    if (text === null) texts.delete(name);
    else texts.set(name, text);
  }
  return `{${[...texts].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** A token with another signature. */
export function withSignature(token: string, change: (signature: Uint8Array<ArrayBuffer>) => Uint8Array): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return `${header}.${payload}.${toSegment(change(toOctets(signature)))}`;
}

/** A token with another header or payload under the same signature. */
export function withPart(token: string, index: 0 | 1, change: (text: string) => string): string {
  const parts = token.split('.');
  const text = new TextDecoder().decode(toOctets(parts[index] ?? ''));
  return parts.with(index, toSegment(encoder.encode(change(text)))).join('.');
}

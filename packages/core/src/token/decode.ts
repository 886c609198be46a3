/**
 * The lexical gate: whether a credential is one canonical compact JWS of two JSON objects.
 *
 * Denies: `token_too_large`, `token_opaque`, `token_encrypted`, `token_malformed`.
 * Trust: none; nothing here has been verified.
 * Spec: RFC 7515 sections 4.1.11, 5.2, 7.1; RFC 7797 sections 6 and 7; RFC 8725 (revised) section 3.14.
 */
import type { Denial } from '../decision/decision.ts';
import { decodeBase64Url, toDecodedLength } from './base64url.ts';
import { type JsonObject, parseJsonObject } from './json.ts';
import type { TokenHeader, UnverifiedToken } from './token.ts';

/** The largest token looked at, in characters; every other check comes after this one. */
export const MAX_TOKEN_LENGTH = 16_384;

const DOT = 0x2e;
const encoder = new TextEncoder();

/** Reads a token's text, or says why it is none. */
export function parseToken(text: string): UnverifiedToken | Denial {
  if (text.length > MAX_TOKEN_LENGTH) return { reason: 'token_too_large' };
  const dots = countDots(text);
  if (dots === 0) return { reason: 'token_opaque' };
  if (dots === 4) return { reason: 'token_encrypted' };
  if (dots !== 2) return malformed('segments');

  const segments = decodeSegments(text);
  if (!segments) return malformed('base64url');

  const parameters = parseJsonObject(segments.header);
  if (!parameters) return malformed('header');
  const header = parseHeader(parameters);
  if ('reason' in header) return header;
  const payload = parseJsonObject(segments.payload);
  if (!payload) return malformed('payload');
  return {
    trust: 'unverified',
    header,
    payload,
    signingInput: segments.signingInput,
    signature: segments.signature,
  };
}

type Segment = 'header' | 'payload' | 'signature' | 'signingInput';

/** The bytes of the three segments and of what was signed, all in one buffer; null where one is no base64url. */
function decodeSegments(text: string): Readonly<Record<Segment, Uint8Array<ArrayBuffer>>> | null {
  const { length } = text;
  const bytes = new Uint8Array(length + toDecodedLength(length));
  // A character beyond ASCII takes more bytes than it has units.
  const { read, written } = encoder.encodeInto(text, bytes);
  if (read !== length || written !== length) return null;
  const headerEnd = bytes.indexOf(DOT);
  const payloadEnd = bytes.indexOf(DOT, headerEnd + 1);
  const payloadAt = decodeBase64Url(bytes, 0, headerEnd, bytes, length);
  if (payloadAt === null) return null;
  const signatureAt = decodeBase64Url(bytes, headerEnd + 1, payloadEnd, bytes, payloadAt);
  if (signatureAt === null) return null;
  const end = decodeBase64Url(bytes, payloadEnd + 1, length, bytes, signatureAt);
  if (end === null) return null;
  return {
    header: bytes.subarray(length, payloadAt),
    payload: bytes.subarray(payloadAt, signatureAt),
    signature: bytes.subarray(signatureAt, end),
    signingInput: bytes.subarray(0, payloadEnd),
  };
}

function malformed(about: string): Denial {
  return { reason: 'token_malformed', about };
}

// Counted, not split: a credential of dots must not cost an array (CVE-2025-30204 class).
function countDots(text: string): number {
  let dots = 0;
  for (let index = text.indexOf('.'); index !== -1; index = text.indexOf('.', index + 1)) dots += 1;
  return dots;
}

function parseHeader(parameters: JsonObject): TokenHeader | Denial {
  const read = (name: string): unknown => (Object.hasOwn(parameters, name) ? parameters[name] : undefined);
  const alg = read('alg');
  const kid = read('kid');
  const typ = read('typ');
  if (typeof alg !== 'string' || alg === '') return malformed('alg');
  if (kid !== undefined && typeof kid !== 'string') return malformed('kid');
  const crit = parseCrit(parameters);
  if (crit === null) return malformed('crit');
  return {
    alg,
    kid: kid ?? null,
    typ: toTyp(typ),
    crit,
  };
}

function toTyp(typ: unknown): TokenHeader['typ'] {
  if (typ === undefined) return { kind: 'absent' };
  return typeof typ === 'string' ? { kind: 'present', value: typ } : { kind: 'invalid' };
}

/** `crit` must be a non-empty list of distinct names that the header holds; `b64` must be critical to be false. */
function parseCrit(parameters: JsonObject): TokenHeader['crit'] | null {
  const b64 = Object.hasOwn(parameters, 'b64') ? parameters.b64 : true;
  if (!Object.hasOwn(parameters, 'crit')) return b64 === true ? 'absent' : null;
  const crit = parameters.crit;
  if (!Array.isArray(crit) || crit.length === 0 || new Set(crit).size !== crit.length) return null;
  return crit.every((name) => typeof name === 'string') ? 'present' : null;
}

/**
 * Reads a bearer token from an `Authorization` value.
 *
 * Denies: `scheme_unsupported`, `credential_malformed`, `credential_ambiguous`.
 * Spec: RFC 6750 section 2.1, RFC 9110 sections 5.3, 11.1 and 11.4 (the scheme is case-insensitive, then spaces).
 */
import type { Denial } from '../decision/decision.ts';

/** Whether a text has been read as a token before: its alphabet is not gone through again, which a long one makes slow. */
export type IsKnown = (text: string) => boolean;

/** The token in an `Authorization` value, several values joined by commas as HTTP joins them. */
export function parseAuthorization(value: string, isKnown: IsKnown = nothing): { readonly token: string } | Denial {
  const schemeEnd = value.indexOf(' ');
  const scheme = schemeEnd === -1 ? value : value.slice(0, schemeEnd);
  if (!isBearer(scheme)) {
    // A second value may hide behind the comma that joined them: neither is chosen over the other.
    const hidesBearer = value.split(',').some((part) => /^\s*bearer(?: |$)/i.test(part));
    return { reason: hidesBearer ? 'credential_ambiguous' : 'scheme_unsupported' };
  }
  let start = schemeEnd === -1 ? value.length : schemeEnd;
  while (value.charCodeAt(start) === SPACE) start += 1;
  return parseTokenText(value.slice(start), isKnown);
}

/** A token alone, in the alphabet of RFC 6750's b64token. */
export function parseTokenText(text: string, isKnown: IsKnown = nothing): { readonly token: string } | Denial {
  if (isKnown(text) || B64TOKEN.test(text)) return { token: text };
  // A whole token before a comma is one of several values; a comma inside anything else (a JWS as JSON) joins nothing.
  const [first = ''] = text.split(',', 1);
  return { reason: first !== text && B64TOKEN.test(first.trim()) ? 'credential_ambiguous' : 'credential_malformed' };
}

const SPACE = 0x20;
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

function nothing(): boolean {
  return false;
}

function isBearer(scheme: string): boolean {
  return scheme === 'Bearer' || /^bearer$/i.test(scheme);
}

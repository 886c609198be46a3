/**
 * Which key set an issuer's own metadata names, and whether that metadata is the issuer's.
 *
 * Trust: nothing from a token enters a URL; the issuer's identifier comes from the policy. A document that names another
 * issuer is not used (attack: mix-up, one tenant's metadata served for another).
 * Does not: take algorithms or anything else from metadata.
 * Spec: OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3.
 */
import type { JsonObject } from '../token/json.ts';

/** Where an issuer's keys are, by its metadata. */
export interface IssuerMetadata {
  /** The well-known URL that answered. */
  readonly url: string;
  readonly jwksUri: string;
  /** When the request for it started, epoch milliseconds. */
  readonly startedAtMs: number;
  readonly freshForMs: number;
}

/** Why a metadata document is not used, or cannot be asked for. */
export type MetadataRefusal = 'issuer_not_a_url' | 'issuer_mismatch' | 'jwks_uri_missing' | 'jwks_uri_refused';

/** One bounded GET; a failure has been told of by whoever gives this. */
export type GetMetadata = (url: string) => Promise<
  | {
      readonly kind: 'answer';
      readonly value: JsonObject;
      readonly startedAtMs: number;
      readonly freshForMs: number;
    }
  | { readonly kind: 'failed'; readonly why: string }
>;

const ISSUER_URL = /^(https?:\/\/[^/?#]+)([^?#]*)$/;

/**
 * The well-known URLs of an issuer, in the order in which they are asked: OpenID Connect appends to the issuer, RFC 8414
 * inserts between host and path; both drop one terminating "/". None for an issuer that is not an http(s) URL.
 */
export function toMetadataUrls(iss: string): readonly string[] {
  const [, origin, path] = ISSUER_URL.exec(iss) ?? [];
  if (origin === undefined || path === undefined) return [];
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  return [
    `${origin}${trimmed}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${trimmed}`,
  ];
}

/**
 * Asks the well-known URLs one after the other until one answers with the issuer's metadata; null when none does, and
 * as soon as one hangs to its deadline: whoever waits then learns it after one deadline, not after two.
 *
 * @param preferredUrl - The URL that answered last, asked first; null when none has.
 * @param refuse - Told why a document that came was not used.
 */
export async function resolveMetadata(
  iss: string,
  preferredUrl: string | null,
  get: GetMetadata,
  refuse: (why: MetadataRefusal) => void,
): Promise<IssuerMetadata | null> {
  const urls = toMetadataUrls(iss);
  if (urls.length === 0) refuse('issuer_not_a_url');
  // A stable sort: the preferred one moves to the front, the rest keep their order.
  const ordered = urls.toSorted((a, b) => Number(b === preferredUrl) - Number(a === preferredUrl));
  for (const url of ordered) {
    const answer = await get(url);
    if (answer.kind === 'failed' && answer.why === 'deadline') return null;
    if (answer.kind === 'failed') continue;
    const jwksUri = parseMetadata(answer.value, iss);
    if (jwksUri.kind === 'uri') {
      return { url, jwksUri: jwksUri.uri, startedAtMs: answer.startedAtMs, freshForMs: answer.freshForMs };
    }
    refuse(jwksUri.why);
  }
  return null;
}

function parseMetadata(
  document: JsonObject,
  iss: string,
): { readonly kind: 'uri'; readonly uri: string } | { readonly kind: 'refused'; readonly why: MetadataRefusal } {
  // By code point, without any normalisation (RFC 8414 section 6.2).
  if (toOwn(document, 'issuer') !== iss) return { kind: 'refused', why: 'issuer_mismatch' };
  const uri = toOwn(document, 'jwks_uri');
  if (typeof uri !== 'string') return { kind: 'refused', why: 'jwks_uri_missing' };
  if (!isKeyUrl(uri, iss) || isElsewhereAndLocal(uri, iss)) return { kind: 'refused', why: 'jwks_uri_refused' };
  return { kind: 'uri', uri };
}

function toOwn(document: JsonObject, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}

/**
 * Whether metadata or keys may be fetched from a URL: https, or http on loopback where the configured address that leads
 * there (the issuer, or its `jwksUri`) is http on loopback itself; never with a user name or password in it.
 *
 * Asked for the metadata's `jwks_uri`, and again for every URL that is fetched.
 */
export function isKeyUrl(url: string, configured: string): boolean {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false;
  if (parsed.protocol === 'https:') return true;
  return isLoopbackHttp(parsed) && isLoopbackHttp(URL.parse(configured));
}

/** Whether a URL is plain http to this machine, the only place where http is accepted. */
function isLoopbackHttp(url: URL | null): boolean {
  if (url?.protocol !== 'http:') return false;
  const { hostname } = url;
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || IPV4_LOOPBACK.test(hostname)
  );
}

/**
 * Whether metadata leads from the issuer's own host to an address or name inside somebody's network (attack: metadata
 * that points a gate at its neighbours). Providers do publish keys on other public hosts, and private issuers on their own.
 */
function isElsewhereAndLocal(url: string, iss: string): boolean {
  const host = toHost(url);
  if (host === null || host === toHost(iss)) return false;
  return IPV4.test(host) || host.startsWith('[') || !host.includes('.') || LOCAL_NAME.test(host);
}

function toHost(url: string): string | null {
  return URL.parse(url)?.hostname.replace(/\.$/, '') ?? null;
}

const IPV4 = /^[0-9]+(\.[0-9]+){3}$/;
// RFC 6761, 6762 and 8375, and the name that ICANN keeps for private use.
const LOCAL_NAME = /\.(localhost|local|internal|home\.arpa)$/;
// The URL parser has already written every IPv4 spelling as four decimals.
const IPV4_LOOPBACK = /^127(\.[0-9]{1,3}){3}$/;

/**
 * The one canonical reading of a raw request target.
 *
 * Trust: none; whatever two readers could read differently is refused, never repaired.
 * Does not: use `new URL`, which resolves exactly what must be refused.
 * Spec: RFC 3986 sections 2.1, 3.3 and 6.2.2, RFC 9112 section 3.2.
 */

/** A target read in the one canonical way. */
export interface CanonicalPath {
  readonly kind: 'canonical';
  /** The only spelling an origin may receive; keeps a trailing slash. */
  readonly path: string;
  /** Decoded segments; the root and a trailing slash add none. */
  readonly segments: readonly string[];
}

/** A target that two readers could read differently (`path_ambiguous`), and the form that makes it so. */
export interface AmbiguousPath {
  readonly kind: 'ambiguous';
  readonly why: string;
}

/** A request target in its parts, textually. */
export interface RequestTarget {
  /** Lower-case, or null for an origin-form target. */
  readonly scheme: string | null;
  /** Lower-case name with its port, without a final dot and without its scheme's default port; null if none is named. */
  readonly host: string | null;
  /** For `parsePath`; does not start with `/` where the target has no path that could be trusted. */
  readonly rawPath: string;
  /** What follows the first `?`, without it; empty if there is none. */
  readonly rawQuery: string;
}

/** The forms that make a path ambiguous, as `AmbiguousPath.why` names them. None holds text of the request. */
export const AMBIGUITY = {
  notAbsolute: 'a target without an absolute path',
  foreignCharacter: 'a raw space or non-ASCII character',
  controlCharacter: 'a control character',
  backslash: 'a backslash',
  semicolon: 'a semicolon',
  queryMark: 'a raw "?" or "#" in the path',
  emptySegment: 'an empty segment',
  dotSegment: 'a dot segment',
  malformedEscape: 'a malformed percent escape',
  invalidUtf8: 'percent escapes that are not UTF-8',
  encodedSlash: 'an encoded slash',
  doubleEncoding: 'a double percent encoding',
} as const;

const PLAIN_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,=:@/]*$/;
const PLAIN_SEGMENT = /^[A-Za-z0-9\-._~!$&'()*+,=:@]*$/;
const NOT_PLAIN = /[^A-Za-z0-9\-._~!$&'()*+,=:@]/gu;

const ABSOLUTE_FORM = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)/;
const AUTHORITY = /^(?:((?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+)\.?|(\[[0-9A-Fa-f:.]+\]))(?::([0-9]{0,5}))?$/;
const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['ws', 80],
  ['https', 443],
  ['wss', 443],
]);

/**
 * Splits an absolute URL or an origin-form target textually. The fragment is dropped; a backslash is not a slash.
 *
 * An authority with user information, escapes or anything but a plain host and port gives no host and an empty `rawPath`,
 * which `parsePath` refuses: it must never fall back to the routes of every host.
 */
export function parseTarget(url: string): RequestTarget {
  const origin = url.startsWith('/') ? null : parseOrigin(url);
  if (origin === null) return { scheme: null, host: null, ...splitQuery(url) };
  const { head, scheme, host } = origin;
  const { rawPath, rawQuery } = splitQuery(url.slice(head.length));
  // An empty path and "/" are the same resource (RFC 9110 section 4.2.3).
  const trusted = host === null ? '' : rawPath || '/';
  return { scheme, host, rawPath: trusted, rawQuery };
}

/** What stands before the path of an absolute URL. */
interface TargetOrigin {
  readonly head: string;
  readonly scheme: string;
  readonly host: string | null;
}

// The origin read last, which is nearly always that of the next request; only a slash after it shows that it ends there
// (attack: "https://api.acme.dev.example").
let latest: TargetOrigin = { head: '', scheme: '', host: null };

function parseOrigin(url: string): TargetOrigin | null {
  if (latest.host !== null && url.startsWith(latest.head) && url[latest.head.length] === '/') return latest;
  const absolute = ABSOLUTE_FORM.exec(url);
  if (absolute === null) return null;
  const [head, name = '', authority = ''] = absolute;
  const scheme = name.toLowerCase();
  latest = { head, scheme, host: toHost(scheme, authority) };
  return latest;
}

function splitQuery(text: string): { rawPath: string; rawQuery: string } {
  const hash = text.indexOf('#');
  const kept = hash < 0 ? text : text.slice(0, hash);
  const mark = kept.indexOf('?');
  return mark < 0 ? { rawPath: kept, rawQuery: '' } : { rawPath: kept.slice(0, mark), rawQuery: kept.slice(mark + 1) };
}

function toHost(scheme: string, authority: string): string | null {
  // Tested before lower-casing: U+212A lower-cases to an ASCII "k".
  const parts = AUTHORITY.exec(authority);
  if (parts === null) return null;
  const [, domain = '', address = '', port = ''] = parts;
  const name = `${domain}${address}`.toLowerCase();
  if (port === '' || Number(port) === DEFAULT_PORTS.get(scheme)) return name;
  return Number(port) > 65_535 ? null : `${name}:${Number(port)}`;
}

/**
 * Reads a raw path in the one canonical way, or names the form that makes it ambiguous (`path_ambiguous`). Never throws.
 *
 * Segments are percent-decoded once as UTF-8. Encoded semicolons are refused like raw ones: proxies that decode and
 * re-encode a path hand an origin with path parameters the raw form. Linear in the length of the path.
 *
 * @param rawPath - The path as it was sent, without query and fragment.
 */
export function parsePath(rawPath: string): CanonicalPath | AmbiguousPath {
  if (PLAIN_PATH.test(rawPath) && !rawPath.includes('//') && !rawPath.includes('/.')) {
    return { kind: 'canonical', path: rawPath, segments: splitSegments(rawPath) };
  }
  const why = findRawAmbiguity(rawPath);
  if (why !== null) return { kind: 'ambiguous', why };
  const segments: string[] = [];
  for (const raw of splitSegments(rawPath)) {
    const decoded = decodeSegment(raw);
    if (decoded === null) {
      const isMalformed = /%(?![0-9A-Fa-f]{2})/.test(raw);
      return { kind: 'ambiguous', why: isMalformed ? AMBIGUITY.malformedEscape : AMBIGUITY.invalidUtf8 };
    }
    const form = findDecodedAmbiguity(decoded);
    if (form !== null) return { kind: 'ambiguous', why: form };
    segments.push(decoded);
  }
  const slash = segments.length > 0 && rawPath.endsWith('/') ? '/' : '';
  return { kind: 'canonical', path: `/${segments.map(toSegmentText).join('/')}${slash}`, segments };
}

/** The raw segments of a path that starts with a slash; the root and a trailing slash add none. */
export function splitSegments(path: string): string[] {
  const end = path.endsWith('/') ? path.length - 1 : path.length;
  const segments: string[] = [];
  // By hand: `split` takes four times as long for a path.
  for (let start = 1; start <= end; ) {
    const slash = path.indexOf('/', start);
    const stop = slash === -1 ? end : slash;
    segments.push(path.slice(start, stop));
    start = stop + 1;
  }
  return segments;
}

/** The form that makes a path ambiguous before any segment is read, or null. */
export function findRawAmbiguity(rawPath: string): string | null {
  if (!rawPath.startsWith('/')) return AMBIGUITY.notAbsolute;
  const odd = /[^!-~]|[?#]/.exec(rawPath)?.[0];
  if (odd === undefined) return null;
  if (odd === '?' || odd === '#') return AMBIGUITY.queryMark;
  // No valid request holds these raw: URL parsers strip a space at the end, and Node reads raw bytes as Latin-1.
  return odd === ' ' || odd > '\x7f' ? AMBIGUITY.foreignCharacter : AMBIGUITY.controlCharacter;
}

/** A raw segment, decoded once as UTF-8; null where that cannot be done. */
export function decodeSegment(raw: string): string | null {
  if (!raw.includes('%')) return raw;
  try {
    // Refuses overlong forms and surrogates, and keeps a byte order mark, which TextDecoder would drop.
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}

/** The form that makes a decoded segment ambiguous, or null. */
export function findDecodedAmbiguity(segment: string): string | null {
  if (segment === '') return AMBIGUITY.emptySegment;
  if (segment === '.' || segment === '..') return AMBIGUITY.dotSegment;
  if (PLAIN_SEGMENT.test(segment)) return null;
  if (segment.includes('/')) return AMBIGUITY.encodedSlash;
  if (segment.includes('\\')) return AMBIGUITY.backslash;
  if (segment.includes(';')) return AMBIGUITY.semicolon;
  if (/[\x00-\x1f\x7f-\x9f]/.test(segment)) return AMBIGUITY.controlCharacter;
  // On the decoded text: "%25%34%31" is a double encoding too, though no "%25" is followed by two hex digits.
  return /%[0-9A-Fa-f]{2}/.test(segment) ? AMBIGUITY.doubleEncoding : null;
}

/**
 * The canonical percent spelling of a decoded segment: `A-Za-z0-9-._~!$&'()*+,=:@` raw, every other byte upper-case `%XX`.
 *
 * One to one and total: a lone surrogate is spelled as the bytes that no reader takes for UTF-8. A text that no request
 * can carry (`..`, a slash, `%41`) is spelled too: `parsePath` refuses it.
 */
export function toSegmentText(decoded: string): string {
  return PLAIN_SEGMENT.test(decoded) ? decoded : decoded.replace(NOT_PLAIN, toEscapes);
}

function toEscapes(character: string): string {
  const unit = character.charCodeAt(0);
  const isLoneSurrogate = character.length === 1 && unit >= 0xd800 && unit <= 0xdfff;
  if (!isLoneSurrogate) return encodeURIComponent(character);
  const bytes = [0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 0x3f), 0x80 | (unit & 0x3f)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase()}`).join('');
}

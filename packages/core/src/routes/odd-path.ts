/**
 * Reads a path whose only ambiguities are forms that a route may admit (`unsafePath`).
 *
 * Trust: none; whatever makes the path ambiguous beside those forms keeps it refused.
 * Does not: say that a route admits it; `admission.ts` does.
 */
import type { PathForm } from '../document/compiled.ts';
import { foldSegment } from './look-alikes.ts';
import { decodeSegment, findDecodedAmbiguity, findRawAmbiguity, splitSegments, toSegmentText } from './path.ts';

/** A segment of such a path. */
export interface OddSegment {
  /** Decoded: an encoded slash or a semicolon is one of its characters. Empty between two slashes. */
  readonly whole: string;
  /** What is before its first raw semicolon, decoded. */
  readonly beforeRawSemicolon: string;
}

/** A path with forms that two readers read differently. */
export interface OddPath {
  /** Canonical but for the forms, which are spelled as they were sent. */
  readonly path: string;
  readonly segments: readonly OddSegment[];
  /** The forms that occur. */
  readonly forms: ReadonlySet<PathForm>;
}

/** An encoded slash, an encoded semicolon or a raw one: spelled as sent. */
const KEPT = /(%2f|%3b|;)/i;

/** The path, or null where something else makes it ambiguous too. Never throws; linear in the length of the path. */
export function parseOddPath(rawPath: string): OddPath | null {
  // URL parsers take what follows two slashes at the start for a host.
  if (findRawAmbiguity(rawPath) !== null || rawPath.startsWith('//')) return null;
  const forms = new Set<PathForm>();
  const segments: OddSegment[] = [];
  const raws = splitSegments(rawPath);
  for (const raw of raws) {
    const whole = decodeSegment(raw);
    if (whole === null || !isFit(whole)) return null;
    if (whole === '') forms.add('doubleSlash');
    if (whole.includes('/')) forms.add('encodedSlash');
    if (whole.includes(';')) forms.add('semicolon');
    segments.push({ whole, beforeRawSemicolon: decodeURIComponent(toBeforeSemicolon(raw)) });
  }
  return { path: `/${raws.map(toKeptText).join('/')}${rawPath.endsWith('/') ? '/' : ''}`, segments, forms };
}

/** The text before the first semicolon. */
export function toBeforeSemicolon(text: string): string {
  const end = text.indexOf(';');
  return end < 0 ? text : text.slice(0, end);
}

/** Whether nothing but the forms is ambiguous, and no other reading of them leads up or makes a segment vanish. */
function isFit(whole: string): boolean {
  if (whole === '') return true;
  if (!/[/;]/.test(whole)) return findDecodedAmbiguity(whole) === null;
  if (findDecodedAmbiguity(whole.replace(/[/;]/g, '_')) !== null) return false;
  // Attack: "x%2F..%2Fadmin", "..;/admin", "%2Fadmin", and "..%20;" for an origin that drops the space.
  return whole.split('/').every((piece) => foldSegment(toBeforeSemicolon(piece)) !== '');
}

function toKeptText(raw: string): string {
  return raw
    .split(KEPT)
    .map((part, index) => (index % 2 === 1 ? part : toSegmentText(decodeURIComponent(part))))
    .join('');
}

/**
 * How a decoded segment can stand in an ARN: which texts grant it, and which texts deny every way of writing it.
 *
 * Trust: claim values become segments here (attack: `*`, `?`, `$` or `/` in a claim that widens a pattern), so a text
 * grants only if the core reads it as exactly this segment.
 * Spec: a policy document holds U+0020 to U+00FF only; `*`, `?` and `${` are syntax in a Resource.
 */
import { parsePath, toSegmentText } from '@sallyport/core';
import { toTarget } from '../target.ts';

/** Texts that grant a segment; null where none can be written. */
export interface GrantTexts {
  /** The canonical spelling, for an ARN that holds the path as it was sent. */
  readonly canonical: string | null;
  /** The decoded text where it differs, for an ARN that holds the path decoded once. */
  readonly raw: string | null;
}

/** Texts that together deny a segment. */
export interface DenyTexts {
  readonly texts: readonly string[];
  /** `wider`: they also match other segments, since one character could not be written. */
  readonly reach: 'exact' | 'wider';
}

/** How paths that hold `%` are treated: `refuse` denies each of them, `canonical` those that are not canonical. */
export type EncodedPaths = 'refuse' | 'canonical';

const PATTERN_SYNTAX = /[*?$]/;
const NOT_WRITABLE = /[*?$/\x00-\x1f\x7f-\x9f]|[^\x00-\xff]/;
// A pair of surrogates may count as one character or as two, so it becomes a run; all else becomes one character.
const NOT_WRITABLE_IN_DENY = /([\ud800-\udbff][\udc00-\udfff])|[*?$\x00-\x1f\x7f-\x9f]|[^\x00-\xff]/g;
const MAX_DENY_TEXTS = 16;

/** Whether a claim's value may become a segment of an ARN at all, by its characters. */
export function isWritableClaim(value: string): boolean {
  return value !== '' && !NOT_WRITABLE.test(value) && toGrantTexts(value).canonical !== null;
}

/** The texts that grant exactly this segment. */
export function toGrantTexts(segment: string): GrantTexts {
  const canonical = toSegmentText(segment);
  return {
    canonical: !PATTERN_SYNTAX.test(canonical) && isReadAs(canonical, segment) ? canonical : null,
    raw: segment !== canonical && !NOT_WRITABLE.test(segment) && isReadAs(segment, segment) ? segment : null,
  };
}

function isReadAs(text: string, segment: string): boolean {
  const read = parsePath(toTarget(text));
  return read.kind === 'canonical' && read.segments.length === 1 && read.segments[0] === segment;
}

/**
 * The texts that deny this segment however it is spelled, beside the spellings that `foreign-spellings.ts` denies.
 *
 * Under `refuse` a `%` survives only where a granted literal holds it, so the canonical and the decoded text are all
 * there is. Under `canonical` each character that has an escape may be written either way.
 */
export function toDenyTexts(segment: string, encodedPaths: EncodedPaths): DenyTexts {
  const raw = toWritable(segment);
  const canonical = toWritable(toSegmentText(segment));
  const reach = raw === segment ? 'exact' : 'wider';
  if (encodedPaths === 'refuse') return { texts: [...new Set([raw, canonical])], reach };
  let texts = [''];
  for (const character of segment) {
    const choices = new Set([toWritable(character), toWritable(toSegmentText(character))]);
    texts = texts.flatMap((text) => [...choices].map((choice) => text + choice));
    if (texts.length > MAX_DENY_TEXTS) return { texts: ['?*'], reach: 'wider' };
  }
  return { texts, reach };
}

/** The text as a Deny can hold it: what cannot be written becomes a wildcard, so it matches more, never less. */
export function toWritable(text: string): string {
  return text.replace(NOT_WRITABLE_IN_DENY, (_, pair?: string) => (pair === undefined ? '?' : '*'));
}

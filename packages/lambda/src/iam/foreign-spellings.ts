/**
 * The patterns that deny, under every granted wildcard, paths that the core refuses as ambiguous or reads as another path.
 *
 * Attack: `GET/%61dmin`, `//`, `;`, dot segments slip under a granted `*` and reach what is denied. Control characters
 * cannot be written in a policy document: a path that holds one, decoded, is refused by a fresh decision only.
 */
import { parsePath, toSegmentText } from '@sallyport/core';

/** What every document with a wildcard denies, after `base/`. The `*` in front spans the method. */
export const AMBIGUOUS_FORMS: readonly string[] = ['*//*', '*/./*', '*/../*', '*/.', '*/..', '*;*', '*\\*'];

/** Denies every path with a `%`. */
export const ANY_ESCAPE = '*%*';

const HEX = [...'0123456789ABCDEF'];
const LOWER_HEX = [...'abcdef'];
// Leads of overlong forms and surrogates, and what lies past U+10FFFF (RFC 3629 section 3).
const NEVER_UTF8 = ['%E0%8?', '%E0%9?', '%ED%A?', '%ED%B?', '%F0%8?', '%F4%9?', '%F4%A?', '%F4%B?'];
const CONTROLS = ['%C2%8?', '%C2%9?'];
const CUT_SHORT = ['*%', '*%?', '*%/*', '*%?/*'];

/**
 * Denies every well-formed escape that the canonical spelling does not use, and `%25`, which can start a second one.
 *
 * Sound over paths whose escapes are two hex digits and UTF-8; that API Gateway refuses other escapes is unverified.
 */
export function listNonCanonicalEscapes(): readonly string[] {
  nonCanonicalEscapes ??= [
    ...LOWER_HEX.flatMap((digit) => [`*%${digit}*`, `*%?${digit}*`]),
    ...HEX.flatMap(toRefusedRow).map((text) => `*${text}*`),
    ...[...NEVER_UTF8, ...CONTROLS].map((text) => `*${text}*`),
    ...CUT_SHORT,
  ];
  return nonCanonicalEscapes;
}

// Listed for the first document that denies them: most never do, and a cold start would wait for the list.
let nonCanonicalEscapes: readonly string[] | null = null;

function toRefusedRow(high: string): readonly string[] {
  const refused = HEX.map((low) => `%${high}${low}`).filter((text) => !isCanonicalEscape(text));
  return refused.length === HEX.length ? [`%${high}?`] : refused;
}

function isCanonicalEscape(text: string): boolean {
  const byte = Number.parseInt(text.slice(1), 16);
  if (byte >= 0x80) return byte >= 0xc2 ? byte <= 0xf4 : byte < 0xc0;
  const character = String.fromCharCode(byte);
  return text !== '%25' && toSegmentText(character) === text && parsePath(`/${text}`).kind === 'canonical';
}

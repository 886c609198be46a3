/**
 * Reads base64url in its one canonical spelling.
 *
 * Does not: skip whitespace, take padding or spare bits: a second spelling of one token would slip past caches and
 * replay stores. Spec: RFC 7515 section 2 and 5.2, RFC 4648 section 3.5.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const FOREIGN = 64;
// By character code; one that is not in the table at all is foreign too.
const VALUES: Uint8Array = new Uint8Array(128).fill(FOREIGN);
for (const [value, character] of [...ALPHABET].entries()) VALUES[character.charCodeAt(0)] = value;

const encoder = new TextEncoder();

/** The bytes of a canonical base64url text (possibly none), or null for any other text. */
export function parseBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const characters = encoder.encode(text);
  const bytes = new Uint8Array(toDecodedLength(characters.length));
  return decodeBase64Url(characters, 0, characters.length, bytes, 0) === null ? null : bytes;
}

/** How many bytes that many characters spell. */
export function toDecodedLength(characters: number): number {
  return Math.floor((characters * 3) / 4);
}

/**
 * Decodes the characters from `start` to before `end` into `target`, from `at` on: where what was written ends, or null
 * where they are no canonical base64url. `target` has room for `toDecodedLength` bytes.
 *
 * Judged and decoded in one pass, four characters a step: this was most of what reading a token costs.
 */
export function decodeBase64Url(
  characters: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
): number | null {
  const rest = (end - start) % 4;
  if (rest === 1) return null;
  // Every value seen; the bit of `FOREIGN` stays set.
  let seen = 0;
  let index = start;
  let size = at;
  for (; index < end - rest; index += 4) {
    const first = toValue(characters[index]);
    const second = toValue(characters[index + 1]);
    const third = toValue(characters[index + 2]);
    const fourth = toValue(characters[index + 3]);
    seen |= first | second | third | fourth;
    target[size] = (first << 2) | (second >> 4);
    target[size + 1] = (second << 4) | (third >> 2);
    target[size + 2] = (third << 6) | fourth;
    size += 3;
  }
  // Two characters spell one byte, three spell two; spare bits would be a second spelling.
  if (rest > 0) {
    const first = toValue(characters[index]);
    const second = toValue(characters[index + 1]);
    const third = rest === 3 ? toValue(characters[index + 2]) : 0;
    seen |= first | second | third;
    if (rest === 3 ? (third & 0b11) !== 0 : (second & 0b1111) !== 0) return null;
    target[size] = (first << 2) | (second >> 4);
    if (rest === 3) target[size + 1] = (second << 4) | (third >> 2);
    size += rest - 1;
  }
  return (seen & FOREIGN) === 0 ? size : null;
}

// `Number` of nothing is not a number, which no table holds.
function toValue(character: number | undefined): number {
  return VALUES[Number(character)] ?? FOREIGN;
}

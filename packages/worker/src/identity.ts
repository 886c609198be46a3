/**
 * A principal's facts as header values.
 *
 * Encoding: visible ASCII as it is; every other byte of the UTF-8 text, space, `%` and `,` as `%XX`; the items of a list
 * joined by commas. A receiver splits on `,` where it expects a list, then percent-decodes, and has the exact values.
 * Nothing that a token holds can end a header line, split an item or be trimmed away.
 */
import type { FactValue } from '@sallyport/core';

/** The header value of a fact, or null where there is none to state: no fact, an empty text, an empty list. */
export function toIdentityText(fact: FactValue): string | null {
  if (fact === null) return null;
  const items = typeof fact === 'object' ? fact : [String(fact)];
  // Text that is not Unicode has no UTF-8 form: two subjects could turn into one replacement character.
  const whole = items.filter((item) => item !== '' && !/\p{Surrogate}/u.test(item));
  return whole.length === 0 ? null : whole.map(encodeItem).join(',');
}

function encodeItem(item: string): string {
  if (/^[\x21-\x24\x26-\x2b\x2d-\x7e]+$/.test(item)) return item;
  return [...new TextEncoder().encode(item)].map(encodeByte).join('');
}

function encodeByte(byte: number): string {
  const isPlain = byte > 0x20 && byte < 0x7f && byte !== 0x25 && byte !== 0x2c;
  return isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

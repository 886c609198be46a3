/**
 * JSON values that readers tend to take for something else, as text.
 */
import type { Random } from '../random.ts';

/** Of every type, and at the edges of the types. */
export const ODD_VALUES: readonly string[] = [
  ...['null', 'true', 'false', '""', '" "', '"\\u0000"', '[]', '{}', '[[]]', '[null]', '{"length":1,"0":"a"}', '[{}]'],
  ...['0', '-0', '-1', '1', '1e400', '-1e400', '1e308', '5e-324', '9007199254740993', '1E3', '0.1', '1e-400'],
  ...[
    '"null"',
    '"undefined"',
    '"__proto__"',
    '"constructor"',
    '"*"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
    '"\u212a"',
    '"𝟙"',
  ],
];

/** A text close to another: another case, a space, a homoglyph, a prefix, an escape that means the same. */
export function toNearText(text: string, random: Random): string {
  return random.pick<() => string>([
    () => JSON.stringify(text.toUpperCase()),
    () => JSON.stringify(`${text} `),
    () => JSON.stringify(` ${text}`),
    () => JSON.stringify(`${text}/`),
    () => JSON.stringify(text.slice(0, -1)),
    () => JSON.stringify(`${text}\n`),
    () => JSON.stringify(`${text}\0`),
    () => JSON.stringify(text.replace('a', '\u0430')),
    () => JSON.stringify(text.normalize('NFD').replace('k', '\u212a')),
    () => JSON.stringify([text]),
    () => JSON.stringify([[text]]),
    () => JSON.stringify({ value: text }),
    () => JSON.stringify(`${text}.evil.test`),
    () => JSON.stringify(text.replace('https:', 'http:')),
    () => toEscaped(JSON.stringify(text)),
  ])();
}

/** The same JSON string with its characters written as escapes. */
export function toEscaped(quoted: string): string {
  const text = String(JSON.parse(quoted));
  return `"${[...text.split('')].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
}

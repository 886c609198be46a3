/**
 * `JSON.parse`, for text from outside: member names that are written with escapes are read right, whatever was parsed
 * before.
 *
 * V8 12.8 and later can take such a name for another one that an earlier text had in the same place (nodejs/node#63785).
 * Tokens are parsed before their signature is checked, so anyone could plant that earlier text: a claim of somebody
 * else's token would then carry a wrong name. Names without a backslash are not concerned.
 */

/**
 * The value of a JSON text.
 *
 * @throws SyntaxError as `JSON.parse` does, for the same texts.
 */
export function parseJsonText(text: string): unknown {
  if (!text.includes('\\')) return JSON.parse(text);
  const { names, isEscaped, numbered } = numberNames(text);
  return isEscaped ? restoreNames(JSON.parse(numbered), names) : JSON.parse(text);
}

/** The text with each member name replaced by `"#"` and its number; what is no JSON stays none. */
function numberNames(text: string): {
  readonly names: readonly string[];
  readonly isEscaped: boolean;
  readonly numbered: string;
} {
  const names: string[] = [];
  const pieces: string[] = [];
  let isEscaped = false;
  // Strings with what follows them: one with a colon after it is a name, wherever it may stand.
  for (const [piece, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")([\t\n\r ]*:)?|[^"]+|"/gs)) {
    // A string without an end. Not left to `JSON.parse`, which would have read what stands before it; nor read on from
    // here, which would cost the square of the length.
    if (piece === '"') throw new SyntaxError('a string without an end');
    if (string === undefined || colon === undefined) {
      pieces.push(piece);
      continue;
    }
    isEscaped ||= string.includes('\\');
    pieces.push(`"#${names.length}"${colon}`);
    names.push(String(JSON.parse(string)));
  }
  return { names, isEscaped, numbered: pieces.join('') };
}

/** The value with its names again. `fromEntries` makes own members, `__proto__` included, as `JSON.parse` does. */
function restoreNames(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => restoreNames(item, names));
  const toEntry = ([number, member]: [string, unknown]): [string, unknown] => [
    String(names[Number(number.slice(1))]),
    restoreNames(member, names),
  ];
  return Object.fromEntries(Object.entries(value).map(toEntry));
}

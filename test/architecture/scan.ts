/**
 * Splits TypeScript text into code, string contents and comments, so that checks read the one they mean.
 *
 * Does not: parse. Formatted sources are all it has to tell apart; `scan.test.ts` holds the hard cases.
 */

/** One text three times, each as long as the source, line by line; what does not belong is blank. */
export interface Scanned {
  /** Everything but comments. */
  readonly code: string;
  /** Code without the contents of strings, templates and regular expressions; their delimiters stay. */
  readonly bare: string;
  /** Comments alone, with their delimiters. */
  readonly comments: string;
}

/** An import or a re-export as it is written. */
export interface Import {
  readonly specifier: string;
  /** `type` leaves nothing at run time; `dynamic` is `import()`. */
  readonly kind: 'runtime' | 'type' | 'dynamic';
}

type Kind = 'code' | 'text' | 'comment';

// After these a slash begins a regular expression; after a name, a number or a closing bracket it divides.
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|=>|\b(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield))\s*$/;

/** Scans one source text. */
export function scan(source: string): Scanned {
  const kinds: Kind[] = new Array(source.length).fill('code');
  const mark = (from: number, to: number, kind: Kind): void => {
    kinds.fill(kind, from, Math.min(to, source.length));
  };
  // Depth of braces inside each open `${`, innermost last.
  const holes: number[] = [];
  let at = 0;
  const takeTemplate = (from: number): number => {
    let end = from;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end))
      end += source[end] === '\\' ? 2 : 1;
    mark(from, end, 'text');
    if (source[end] === '`') return end + 1;
    holes.push(0);
    return end + 2;
  };

  while (at < source.length) {
    const rest = source.slice(at, at + 2);
    const char = rest[0] ?? '';
    if (rest === '//' || rest === '/*') {
      const close = rest === '//' ? source.indexOf('\n', at) : source.indexOf('*/', at) + 2;
      const end = close <= 1 ? source.length : close;
      mark(at, end, 'comment');
      at = end;
    } else if (char === "'" || char === '"') {
      const end = toEnd(source, at + 1, char);
      mark(at + 1, end, 'text');
      at = end + 1;
    } else if (char === '`') {
      at = takeTemplate(at + 1);
    } else if (char === '/' && BEFORE_REGEX.test(toCodeBefore(source, kinds, at))) {
      const end = toRegexEnd(source, at + 1);
      mark(at + 1, end, 'text');
      at = end + 1;
    } else if (char === '}' && holes.at(-1) === 0) {
      holes.pop();
      at = takeTemplate(at + 1);
    } else {
      const depth = holes.pop();
      if (depth !== undefined) holes.push(depth + (char === '{' ? 1 : 0) - (char === '}' ? 1 : 0));
      at += 1;
    }
  }
  const only = (...wanted: readonly Kind[]): string =>
    [...source.split('')]
      .map((char, index) => (char === '\n' || wanted.includes(kinds[index] ?? 'code') ? char : ' '))
      .join('');
  return { code: only('code', 'text'), bare: only('code'), comments: only('comment') };
}

/** Every import and re-export of a scanned text, in order. */
export function findImports(scanned: Scanned): readonly Import[] {
  const from =
    /\b(?:import|export)\s+(type\s+)?(?:\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+(?:\s*,\s*\{[^}]*\})?)\s+from\s+'([^']+)'/g;
  const bare = /(?:^|\n)\s*import\s+'([^']+)'/g;
  const dynamic = /\bimport\(\s*'([^']+)'\s*\)(\.[A-Z])?/g;
  // A match inside a string or template is text that happens to look like an import.
  const all = (pattern: RegExp): readonly RegExpExecArray[] =>
    [...scanned.code.matchAll(pattern)].filter(({ index }) => scanned.bare.slice(index, index + 8).trim() !== '');
  return [
    ...all(from).map(
      ([, type, specifier = '']): Import => ({ specifier, kind: type === undefined ? 'runtime' : 'type' }),
    ),
    ...all(bare).map(([, specifier = '']): Import => ({ specifier, kind: 'runtime' })),
    ...all(dynamic).map(
      ([, specifier = '', member]): Import => ({ specifier, kind: member === undefined ? 'dynamic' : 'type' }),
    ),
  ];
}

/** How many `from '...'` clauses and `import('...')` calls the text holds, however they are written around. */
export function countImportClauses(scanned: Scanned): number {
  return [...scanned.bare.matchAll(/\bfrom\s+'\s*'|\bimport\(\s*'|(?:^|\n)\s*import\s+'/g)].length;
}

function toEnd(source: string, from: number, quote: string): number {
  let end = from;
  while (end < source.length && source[end] !== quote) end += source[end] === '\\' ? 2 : 1;
  return end;
}

function toRegexEnd(source: string, from: number): number {
  let inClass = false;
  let end = from;
  while (end < source.length && (inClass || source[end] !== '/')) {
    if (source[end] === '[') inClass = true;
    if (source[end] === ']') inClass = false;
    end += source[end] === '\\' ? 2 : 1;
  }
  return end;
}

/** The last stretch of code before a place, comments left out. */
function toCodeBefore(source: string, kinds: readonly Kind[], at: number): string {
  let text = '';
  for (let index = at - 1; index >= 0 && text.length < 24; index -= 1) {
    if (kinds[index] !== 'comment') text = `${source[index]}${text}`;
  }
  return text;
}

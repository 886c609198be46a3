/**
 * Writes the patterns of a plan as texts that follow the method in an ARN, for one principal.
 *
 * Does not: know the API, the method or the time.
 */
import { type EncodedPaths, type GrantTexts, toDenyTexts, toGrantTexts } from './spelling.ts';
import type { Entry, Token } from './tokens.ts';

/** A pattern, written. */
export interface Written {
  readonly paths: readonly string[];
  /** The same, each wildcard in turn holding a `%`: what denies escapes where a literal needs its own. */
  readonly escaped: readonly string[];
}

/** Turns a literal of a plan into the text it stands for. */
export type ReadLiteral = (text: string) => string;

const SOME = '?*';
const ANY = '*';
const HOLDS_ESCAPE = '*%*';
const MAX_DENY_PATHS = 32;

/** Entries without a claim in them: written once, whoever asks. */
const fixed = new WeakMap<Entry, Written>();

/** The texts that grant an entry: canonical throughout, and decoded throughout where that differs. */
export function writeGrant(entry: Entry, readLiteral: ReadLiteral): Written {
  const known = fixed.get(entry);
  if (known) return known;
  const written = write(entry, readLiteral);
  const isFixed = entry.tokens.every((token) => token.kind !== 'literal' || readLiteral(token.text) === token.text);
  if (isFixed) fixed.set(entry, written);
  return written;
}

function write(entry: Entry, readLiteral: ReadLiteral): Written {
  const texts = entry.tokens.map((token) => (token.kind === 'literal' ? toGrantTexts(readLiteral(token.text)) : null));
  const spelled = [writeSpelling(entry.tokens, texts, 'canonical')];
  if (texts.some((text) => text?.raw)) spelled.push(writeSpelling(entry.tokens, texts, 'raw'));
  const written = spelled.filter((segments) => segments !== null);
  return {
    paths: written.flatMap((segments) => toPaths(segments)),
    escaped: written.flatMap((segments) =>
      segments.flatMap((text, index) =>
        text === SOME || text === ANY ? toPaths(segments.with(index, HOLDS_ESCAPE)) : [],
      ),
    ),
  };
}

function writeSpelling(
  tokens: readonly Token[],
  texts: readonly (GrantTexts | null)[],
  spelling: keyof GrantTexts,
): readonly string[] | null {
  const segments: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const text = texts[index];
    if (token.kind !== 'literal') segments.push(token.kind === 'some' ? SOME : ANY);
    // A literal without escapes is spelled the same in both.
    else if (text && spelling === 'raw' && text.raw !== null) segments.push(text.raw);
    else if (text && text.canonical !== null && (spelling === 'canonical' || !text.canonical.includes('%'))) {
      segments.push(text.canonical);
    } else return null;
  }
  return segments;
}

/** The texts that deny an entry, in every mixture of spellings; `wider` where they match more than the entry does. */
export function writeDeny(
  entry: Entry,
  { encodedPaths, readLiteral }: { readonly encodedPaths: EncodedPaths; readonly readLiteral: ReadLiteral },
): { readonly paths: readonly string[]; readonly reach: 'exact' | 'wider' } {
  let spelled: readonly (readonly string[])[] = [[]];
  let reach: 'exact' | 'wider' = 'exact';
  for (const token of entry.tokens) {
    if (token.kind !== 'literal') {
      spelled = spelled.map((segments) => [...segments, token.kind === 'some' ? SOME : ANY]);
      continue;
    }
    const choices = toDenyTexts(readLiteral(token.text), encodedPaths);
    const isTooMany = spelled.length * choices.texts.length > MAX_DENY_PATHS;
    if (isTooMany || choices.reach === 'wider') reach = 'wider';
    const texts = isTooMany ? [SOME] : choices.texts;
    spelled = spelled.flatMap((segments) => texts.map((text) => [...segments, text]));
  }
  return { paths: spelled.flatMap((segments) => toPaths(segments)), reach };
}

/** With and without a trailing slash, which the core ignores and IAM does not; a wildcard at the end takes both. */
function toPaths(segments: readonly string[]): readonly string[] {
  const path = segments.join('/');
  return path === '' || path.endsWith('*') ? [path] : [path, `${path}/`];
}

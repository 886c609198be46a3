/**
 * How else an origin might take the segments of an odd path: encoded slashes for separators, semicolons for the start of
 * parameters, double slashes for one.
 *
 * An origin does any of these to every segment alike; parameters it may also know at the end of a path alone (RFC 1808),
 * or take the first semicolon for the end of the path (find-my-way's `useSemicolonDelimiter`).
 */
import type { OddPath, OddSegment } from './odd-path.ts';
import { toBeforeSemicolon } from './odd-path.ts';

type Texts = readonly string[];

/** Every other reading, each once; a few dozen at most, however long the path is. */
export function listReadings({ segments, forms }: OddPath): readonly Texts[] {
  const wholes = segments.map(({ whole }) => whole);
  const cuts = forms.has('semicolon') ? listCuts(segments, wholes) : [wholes];
  const splits = forms.has('encodedSlash') ? cuts.flatMap((texts) => [texts, ...listSplits(texts)]) : cuts;
  const merged = forms.has('doubleSlash') ? splits.flatMap((texts) => [texts, texts.filter(isNotEmpty)]) : splits;
  const own = toKey(wholes);
  const byKey = new Map(merged.map((texts) => [toKey(texts), texts]));
  byKey.delete(own);
  return [...byKey.values()];
}

/** Parameters cut before the path is decoded, or after; from every segment, from the last, or with all that follows. */
function listCuts(segments: readonly OddSegment[], wholes: Texts): readonly Texts[] {
  const befores = [segments.map(({ beforeRawSemicolon }) => beforeRawSemicolon), wholes.map(toBeforeSemicolon)];
  const toLastCut = (texts: Texts): Texts => [...wholes.slice(0, -1), ...texts.slice(-1)];
  return [wholes, ...befores.flatMap((texts) => [texts, toLastCut(texts), toFirstCut(texts, wholes)])];
}

/** Attack: "PUT /reports/1;/draft" for an origin that routes it as "/reports/1", which only an administrator may change. */
function toFirstCut(texts: Texts, wholes: Texts): Texts {
  const first = texts.findIndex((text, depth) => text !== wholes[depth]);
  return first < 0 ? texts : texts.slice(0, first + 1);
}

/** Slashes decoded before the path is divided; what is then a segment may lose its parameters too. */
function listSplits(texts: Texts): readonly Texts[] {
  const pieces = texts.flatMap((text) => text.split('/'));
  const cut = pieces.map(toBeforeSemicolon);
  return [pieces, cut, [...pieces.slice(0, -1), ...cut.slice(-1)]];
}

function isNotEmpty(text: string): boolean {
  return text !== '';
}

/** No segment holds a NUL, which is a control character. */
function toKey(texts: Texts): string {
  return texts.join('\0');
}

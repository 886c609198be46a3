/**
 * Reads the text of a Resource or of a string condition: wildcards, `${*}` `${?}` `${$}` escapes and policy variables.
 *
 * Trust: a variable's value comes from the request; it is compared as literal text, so a client that sends `*` gains
 *   nothing [unverified: variable-value-literal].
 * Spec: IAM policy variables page [D]: Version 2012-10-17, default values `${key, 'default'}`, names ignore case.
 */
import { compileGlob, type Glob, type GlobTokens, toGlobTokens, toLiteralTokens } from './glob.ts';
import type { KeyLookup } from './keys.ts';

type Part = { readonly tokens: GlobTokens } | { readonly key: string; readonly fallback: string | undefined };

/** A pattern read once: a ready glob, or parts that are put together for each request. */
export type Pattern = { readonly glob: Glob } | { readonly parts: readonly Part[] };

/** How to read the text outside variables: `*` and `?` as wildcards, or every character as itself. */
export type PatternStyle = 'wildcards' | 'literal';

const ESCAPES = new Set(['*', '?', '$']);
const VARIABLE = /^\s*([^\s,'{}$][^,'{}$]*?)\s*(?:,\s*'([^']*)'\s*)?$/;

/** Reads `text`; `undefined` when a `${` has no end or names no key, which IAM refuses as a syntax error. */
export function parsePattern(text: string, style: PatternStyle): Pattern | undefined {
  const read = style === 'wildcards' ? toGlobTokens : toLiteralTokens;
  const parts: Part[] = [];
  let rest = text;
  for (let start = rest.indexOf('${'); start >= 0; start = rest.indexOf('${')) {
    const end = rest.indexOf('}', start);
    if (end < 0) return undefined;
    const inside = rest.slice(start + 2, end);
    parts.push({ tokens: read(rest.slice(0, start)) });
    rest = rest.slice(end + 1);
    if (ESCAPES.has(inside)) {
      parts.push({ tokens: toLiteralTokens(inside) });
      continue;
    }
    const [, key, fallback] = VARIABLE.exec(inside) ?? [];
    if (key === undefined) return undefined;
    parts.push({ key: key.toLowerCase(), fallback });
  }
  parts.push({ tokens: read(rest) });
  const runs = parts.flatMap((part) => ('tokens' in part ? [part.tokens] : []));
  return runs.length === parts.length ? { glob: compileGlob(runs.flat()) } : { parts };
}

/** The glob for one request, or `undefined` where a variable has neither one value nor a default. */
export function resolvePattern(pattern: Pattern, keys: KeyLookup): Glob | undefined {
  if ('glob' in pattern) return pattern.glob;
  const tokens = resolveParts(pattern.parts, keys);
  return tokens && compileGlob(tokens);
}

function resolveParts(parts: readonly Part[], keys: KeyLookup): GlobTokens | undefined {
  const tokens: number[] = [];
  for (const part of parts) {
    if ('tokens' in part) {
      tokens.push(...part.tokens);
      continue;
    }
    const values = keys(part.key);
    const value = values?.length === 1 ? values[0] : part.fallback;
    if (value === undefined) return undefined;
    tokens.push(...toLiteralTokens(value));
  }
  return tokens;
}

/**
 * The paths that an operation answers, as a pattern that can be laid over the policy's.
 */
import { parsePath, type Route } from '@sallyport/core';

/** One segment of a template: a text, anything, or anything between texts. */
export type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'mixed'; readonly pattern: RegExp; readonly toText: (word: string) => string }
  | { readonly kind: 'open' };

/** A template, decoded as the gates decode. `{proxy+}` at the end takes one segment or more. */
export interface Template {
  readonly segments: readonly TemplateSegment[];
  readonly tail: 'end' | 'more';
}

/** The template of a path, or the form of it that every gate refuses as `path_ambiguous`. */
export function parseTemplate(path: string): Template | { readonly ambiguous: string } {
  const texts = path.replace(/\/$/, '').split('/').slice(1);
  const isGreedy = /^\{[^{}]*\+\}$/.test(texts.at(-1) ?? '');
  const segments: TemplateSegment[] = [];
  for (const text of isGreedy ? texts.slice(0, -1) : texts) {
    const segment = parseSegment(text);
    if ('ambiguous' in segment) return segment;
    segments.push(segment);
  }
  return { segments, tail: isGreedy ? 'more' : 'end' };
}

function parseSegment(text: string): TemplateSegment | { readonly ambiguous: string } {
  const parts = text.split(/\{[^{}]*\}/);
  if (parts.length > 1 && parts.every((part) => part === '')) return { kind: 'open' };
  const literals: string[] = [];
  for (const part of parts) {
    const read = parsePath(`/${part}`);
    if (read.kind === 'ambiguous') return { ambiguous: read.why };
    if (part === '' && parts.length === 1) return { ambiguous: 'an empty segment' };
    literals.push(read.segments[0] ?? '');
  }
  const [only] = literals;
  if (literals.length === 1 && only !== undefined) return { kind: 'literal', text: only };
  const pattern = new RegExp(`^${literals.map((part) => part.replace(/[^A-Za-z0-9]/gu, toEscape)).join('.+?')}$`, 'su');
  return { kind: 'mixed', pattern, toText: (word) => literals.join(word) };
}

function toEscape(mark: string): string {
  return `\\u{${mark.codePointAt(0)?.toString(16)}}`;
}

/** Paths that an operation answers wherever it leaves a segment open: a fresh word says that nothing was meant. */
export function toSamplePaths({ segments, tail }: Template, word: string): readonly (readonly string[])[] {
  const fixed = segments.map((segment) => toText(segment, word));
  return tail === 'end'
    ? [fixed]
    : [
        [...fixed, word],
        [...fixed, word, word],
      ];
}

/** Paths that both an operation and a route take, one of each length up to `depth`. */
export function listCommonPaths(
  template: Template,
  route: Route,
  word: string,
  depth: number,
): readonly (readonly string[])[] {
  const least = Math.max(template.segments.length + (template.tail === 'more' ? 1 : 0), route.segments.length);
  const most = Math.min(
    template.tail === 'more' ? depth : template.segments.length,
    route.tail === 'wildcard' ? depth : route.segments.length,
  );
  const paths: string[][] = [];
  for (let length = least; length <= most; length += 1) {
    const path: string[] = [];
    for (let place = 0; place < length; place += 1) {
      const text = meet(template.segments[place] ?? { kind: 'open' }, route, place, word);
      if (text === null) return paths;
      path.push(text);
    }
    paths.push(path);
  }
  return paths;
}

function meet(segment: TemplateSegment, { segments }: Route, place: number, word: string): string | null {
  const other = segments[place];
  if (other?.kind !== 'literal') return toText(segment, word);
  return takes(segment, other.text) ? other.text : null;
}

function toText(segment: TemplateSegment, word: string): string {
  if (segment.kind === 'open') return word;
  return segment.kind === 'literal' ? segment.text : segment.toText(word);
}

function takes(segment: TemplateSegment, text: string): boolean {
  if (segment.kind === 'open') return true;
  return segment.kind === 'literal' ? segment.text === text : segment.pattern.test(text);
}

/** Whether an operation answers a path. */
export function isTaken({ segments, tail }: Template, path: readonly string[]): boolean {
  if (tail === 'end' ? path.length !== segments.length : path.length <= segments.length) return false;
  return segments.every((segment, place) => takes(segment, path[place] ?? ''));
}

const RANKS = { literal: 0, mixed: 1, open: 2 } as const;

/** Below 0 where the first is the more concrete, which servers match first (OpenAPI 3.1 section 4.8.8.2). */
export function compareTemplates(a: Template, b: Template): number {
  for (let place = 0; place < Math.max(a.segments.length, b.segments.length); place += 1) {
    const [one, other] = [a.segments[place], b.segments[place]];
    const difference = (one === undefined ? 3 : RANKS[one.kind]) - (other === undefined ? 3 : RANKS[other.kind]);
    if (difference !== 0) return difference;
  }
  return 0;
}

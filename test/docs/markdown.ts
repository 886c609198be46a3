/**
 * The Markdown of the workspace, taken apart: links, code spans, code blocks.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the workspace. */
export const ROOT: string = join(import.meta.dirname, '../..');

/** A fenced block. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The line its text begins on. */
  readonly line: number;
}

/** One document. */
export interface Document {
  /** From the workspace root. */
  readonly path: string;
  readonly text: string;
  /** The text without fenced blocks, line by line. */
  readonly prose: string;
  readonly blocks: readonly CodeBlock[];
}

/** Every Markdown file that belongs to the repository. */
export const DOCUMENTS: readonly Document[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
  { cwd: ROOT, encoding: 'utf8' },
)
  .split('\n')
  .filter((path) => path !== '')
  .map((path) => parseDocument(path, readFileSync(join(ROOT, path), 'utf8')));

/** Takes one document apart. */
export function parseDocument(path: string, text: string): Document {
  const blocks: { language: string; text: string; line: number }[] = [];
  const prose: string[] = [];
  let open: { fence: string; language: string; lines: string[]; line: number } | null = null;
  for (const [at, line] of text.split('\n').entries()) {
    const fence = /^\s*(`{3,}|~{3,})\s*([\w-]*)/.exec(line);
    if (open === null && fence !== null) {
      open = { fence: fence[1] ?? '', language: (fence[2] ?? '').toLowerCase(), lines: [], line: at + 2 };
    } else if (open !== null && line.trim() === open.fence) {
      blocks.push({ language: open.language, text: open.lines.join('\n'), line: open.line });
      open = null;
    } else if (open === null) {
      prose.push(line);
      continue;
    } else {
      open.lines.push(line);
    }
    prose.push('');
  }
  if (open !== null) throw new Error(`${path}: a code block is not closed`);
  return { path, text, prose: prose.join('\n'), blocks };
}

/** Link targets in the prose: inline, reference definitions and images. */
export function findLinks(document: Document): readonly string[] {
  const plain = document.prose.replaceAll(/`[^`\n]*`/g, '');
  const inline = [...plain.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const defined = [...plain.matchAll(/^\s*\[[^\]]+\]:\s+<?([^\s>]+)>?/gm)];
  return [...inline, ...defined].map(([, target = '']) => target);
}

/** The anchors of a document's headings, as GitHub makes them. */
export function findAnchors(document: Document): ReadonlySet<string> {
  const anchors = new Map<string, number>();
  const all = new Set<string>();
  for (const [, title = ''] of document.prose.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = title
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-');
    const seen = anchors.get(slug) ?? 0;
    anchors.set(slug, seen + 1);
    all.add(seen === 0 ? slug : `${slug}-${seen}`);
  }
  return all;
}

/** What a reader would type or paste: shell blocks, and code spans in the prose. */
export function findCommandTexts(document: Document): readonly string[] {
  const shells = ['', 'sh', 'bash', 'shell', 'console', 'text'];
  const pasted = document.blocks.filter((block) => shells.includes(block.language)).map((block) => block.text);
  const spans = [...document.prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...pasted.flatMap((text) => text.replaceAll(/\\\n/g, ' ').split('\n')), ...spans];
}

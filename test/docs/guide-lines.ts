/**
 * Every line of the guides and the README that a reader would paste, and by whom it is run.
 */
import { join } from 'node:path';
import { DOCUMENTS, ROOT } from './markdown.ts';

/** One line, and the documents that have it. */
export interface GuideLine {
  readonly text: string;
  readonly paths: readonly string[];
}

const GUIDES = DOCUMENTS.filter(({ path }) => path.startsWith('docs/') || path === 'README.md');

/** Programs that a reader has; a span that begins otherwise names a command and is no line. */
const PASTED = /^(?:npx|npm|aws|curl|cd|echo) /;

/** The lines: of shell blocks all, of the prose the code spans that begin with a program. */
export const GUIDE_LINES: readonly GuideLine[] = listLines();

function listLines(): readonly GuideLine[] {
  const found = GUIDES.flatMap(({ path, blocks, prose }) => {
    const shell = blocks.filter(({ language }) => language === 'sh');
    const typed = shell.flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, '').split('\n'));
    const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span).filter((span) => PASTED.test(span));
    return [...typed, ...spans].map((line) => ({ path, text: line.replace(/\s+#.*$/, '').trim() }));
  });
  const byText = Map.groupBy(
    found.filter(({ text }) => text !== ''),
    ({ text }) => text,
  );
  return [...byText].map(([text, all]) => ({ text, paths: [...new Set(all.map(({ path }) => path))] }));
}

/** Commands that end by themselves, need no network, no other process and no file of the reader's. */
export const RUNS_ALONE: RegExp =
  /^npx sallyport (?:check|test|routes|explain)\b(?!.*(?:--online|--watch|--last|--diff|--decision|--token|--format|openapi))/;

const { LINES } = await import(join(ROOT, 'scripts/guides/lines.mjs'));

/** Lines that `scripts/check-guides.mjs` runs with the packed packages. */
export const RUN_AS_READER: readonly string[] = LINES;

/** Lines that nothing here runs as they stand, and why. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'aws apigateway flush-stage-authorizers-cache':
    'needs an AWS account; what only AWS can confirm is a list of its own',
  'aws apigatewayv2 reset-authorizers-cache': 'needs an AWS account; what only AWS can confirm is a list of its own',
  'npx -y pnpm@12 start': 'runs until it is stopped; the next one is its build and its session, and ends',
  'npx -y pnpm@12 start --once': 'a step of CI by itself, for it builds the whole workspace',
  'npx -y pnpm@12 test': 'it is what runs this',
  'npx -y pnpm@12 exec sallyport …': 'not a line, the beginning of one',
};

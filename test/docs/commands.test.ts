import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../packages/cli/src/commands/registry.ts';
import { DOCUMENTS, findCommandTexts, parseDocument, ROOT } from './markdown.ts';

const manifest: unknown = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const scripts = new Set(
  typeof manifest === 'object' && manifest !== null && 'scripts' in manifest
    ? Object.keys(Object(manifest.scripts))
    : [],
);
// Commands of pnpm itself.
const OWN = new Set(['install', 'exec', 'dlx', 'add', 'run', 'pack', 'publish', 'create', 'up', 'update']);
// Commands of later releases that a document may announce, and must then call by that name.
const CHANGELOGS = /(^|\/)CHANGELOG\.md$/;

/** The first words after a program's name, where one follows. */
const findCalls = (texts: readonly string[], program: RegExp): readonly string[] =>
  texts.flatMap((text) => [...text.matchAll(program)].map(([, command = '']) => command));

const SALLYPORT = /(?:^|[\s$(])(?:npx (?:-y )?)?sallyport (keys [a-z-]+|[a-z][a-z-]*)/g;
const PNPM = /(?:^|[\s$(])pnpm(?:@[\w.]+)? ((?:run )?[a-z][a-z:-]*)/g;

describe('commands', () => {
  const documents = DOCUMENTS.filter((document) => !CHANGELOGS.test(document.path));

  test.each(documents.map((document) => [document.path, document] as const))(
    'in %s exist: of sallyport, and scripts of the workspace',
    (_path, document) => {
      const texts = findCommandTexts(document);
      const unknown = findCalls(texts, SALLYPORT).filter((command) => !COMMANDS.has(command));
      expect(unknown.map((command) => `sallyport ${command}`)).toEqual([]);
      const absent = findCalls(texts, PNPM)
        .map((call) => call.replace(/^run /, ''))
        .filter((script) => !scripts.has(script) && !OWN.has(script));
      expect(absent.map((script) => `pnpm ${script}`)).toEqual([]);
    },
  );

  test('are found in shell blocks and code spans', () => {
    const document = parseDocument(
      'a.md',
      'Say `sallyport check` or `npx -y pnpm@12 start`.\n\n```sh\n$ sallyport decide --policy x | jq\nnpx -y pnpm@12 exec sallyport keys pull\n```\n\n```ts\nsallyport no\n```\n',
    );
    const texts = findCommandTexts(document);
    expect(findCalls(texts, SALLYPORT)).toEqual(['decide', 'keys pull', 'check']);
    expect(findCalls(texts, PNPM)).toEqual(['exec', 'start']);
    expect([...COMMANDS.keys()]).toEqual(expect.arrayContaining(['check', 'decide']));
    expect(scripts.has('start')).toBe(true);
  });
});

import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS, findAnchors, findLinks, parseDocument, ROOT } from './markdown.ts';

const isExternal = (target: string): boolean => /^[a-z][a-z0-9+.-]*:/i.test(target);

describe('links', () => {
  test.each(DOCUMENTS.map((document) => [document.path, document] as const))(
    'of %s lead to files and headings that exist',
    (path, document) => {
      const broken = findLinks(document).filter((target) => {
        if (isExternal(target)) return false;
        const [file = '', anchor] = target.split('#');
        const place = file === '' ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
        if (!existsSync(join(ROOT, place))) return true;
        if (anchor === undefined) return false;
        const linked = DOCUMENTS.find((candidate) => candidate.path === place);
        return linked === undefined || !findAnchors(linked).has(anchor);
      });
      expect(broken).toEqual([]);
    },
  );

  test('are found: inline, with titles, by reference; not in code', () => {
    const document = parseDocument(
      'a.md',
      '[a](b.md) ![c](<d.png> "t") `[x](y)`\n\n```sh\n[p](q)\n```\n[r]: s.md\n## A `b`, c!\n## A b c\n',
    );
    expect(findLinks(document)).toEqual(['b.md', 'd.png', 's.md']);
    expect([...findAnchors(document)]).toEqual(['a-b-c', 'a-b-c-1']);
  });
});

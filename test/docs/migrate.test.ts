import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS, ROOT } from './markdown.ts';

const guide = DOCUMENTS.find(({ path }) => path === 'docs/migrate.md')?.prose ?? '';
const { resolve } = createRequire(join(ROOT, 'package.json'));

/** The type declarations of an installed package, from beside its entry. */
const read = (entry: string, path: string): string => readFileSync(join(dirname(resolve(entry)), path), 'utf8');

/** The names in the first column of the table under a heading. */
function listOptions(heading: string): readonly string[] {
  const [, section = ''] = guide.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const cells = [...own.matchAll(/^\| (?!option|---)(.+?) \|/gm)].map(([, cell = '']) => cell);
  const code = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text));
  return code.flatMap((text) =>
    [...text.replaceAll(/'[^']*'|"[^"]*"/g, '').matchAll(/[A-Za-z_]\w+/g)].map(([name]) => name),
  );
}

/** Words of samples that are no names of a package's options. */
const OTHER = ['JWT', 'NAME', 'false', 'true'];

const DECLARED: Readonly<Record<string, string>> = {
  'hono/jwk': [
    read('hono/jwk', '../../../types/middleware/jwk/jwk.d.ts'),
    read('hono/jwk', '../../../types/utils/jwt/jwt.d.ts'),
    // How Hono's context gives what a middleware set.
    "get('jwtPayload') c",
  ].join('\n'),
  'aws-jwt-verify': ['cognito-verifier.d.ts', 'jwt-verifier.d.ts']
    .map((name) => read('aws-jwt-verify', `../../${name}`))
    .join('\n'),
};

describe('docs/migrate.md', () => {
  test.each(Object.entries(DECLARED))('names options that the installed %s has', (heading, declared) => {
    const names = listOptions(heading).filter((name) => !OTHER.includes(name));
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(declared))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (url: URL): readonly string[] =>
  readdirSync(url, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, url), 'utf8'));

const sources = [
  ...read(new URL('../../../packages/core/src/document/', import.meta.url)),
  ...read(new URL('../../../packages/core/src/presets/', import.meta.url)),
].join('\n');
const tests = [...read(new URL('./', import.meta.url)), ...read(new URL('../presets/', import.meta.url))].join('\n');

test('every code of a finding is asserted by a test beside this one', () => {
  const codes = new Set(
    [...sources.matchAll(/\bcode: (?:[^'\n]*\? )?'([a-z-]+)'(?: : '([a-z-]+)')?/g)].flatMap(([, ...found]) => found),
  );
  expect(codes.size).toBeGreaterThan(70);
  for (const code of codes) if (code !== undefined) expect(tests, code).toMatch(new RegExp(`['"]${code}\\b`));
});

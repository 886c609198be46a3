import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PATHS, ROOT, readSources } from './tree.ts';

const entries = readFileSync(join(ROOT, 'DECISIONS.md'), 'utf8')
  .split(/^(?=## )/m)
  .slice(1)
  .map((text) => ({ number: /^## (D-\d{3}) .+ · \d{4}-\d{2}-\d{2}$/m.exec(text)?.[1] ?? text.split('\n')[0], text }));

describe('decisions', () => {
  test('are numbered in order, each with its parts, in at most 15 lines', () => {
    expect(entries.map(({ number }) => number)).toEqual(
      entries.map((_entry, at) => `D-${String(at + 1).padStart(3, '0')}`),
    );
    const parts = ['Context.', 'Decision.', 'Instead of.', 'Cost.', 'Pinned by.'];
    const lacking = entries.flatMap(({ number, text }) =>
      parts.filter((part) => !text.includes(`\n${part} `)).map((part) => `${number} ${part}`),
    );
    expect(lacking).toEqual([]);
    expect(entries.filter(({ text }) => text.trim().split('\n').length > 15).map(({ number }) => number)).toEqual([]);
  });

  test('are pinned by tests that exist', () => {
    const pins = entries.flatMap(({ number, text }) => {
      const named = [...(/\nPinned by\. (.*)/.exec(text)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, path = '']) => path,
      );
      return named.length === 0 ? [`${number} names no test`] : named.filter((path) => !PATHS.includes(path));
    });
    expect(pins).toEqual([]);
  });

  test('are written down where they are cited', () => {
    const known = new Set(entries.map(({ number }) => number));
    const cited = readSources(/^(packages|test|scripts|examples)\/.*\.(ts|mjs)$|\.md$/).flatMap(({ path, text }) =>
      [...text.matchAll(/\bD-\d{3}\b/g)]
        .filter(([number]) => !known.has(number))
        .map(([number]) => `${path} ${number}`),
    );
    expect(cited.filter((place) => !place.startsWith('test/architecture/'))).toEqual([]);
  });
});

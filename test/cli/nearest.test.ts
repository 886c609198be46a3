import { expect, test } from 'vitest';
import { findNearest } from '../../packages/cli/src/nearest.ts';

test.each([
  ['chek', ['check', 'decide'], 'check'],
  ['chekc', ['check', 'decide'], 'check'],
  ['CHECK', ['check'], 'check'],
  ['gate', ['gat', 'gates'], 'gat'],
  ['uri', ['url'], 'url'],
  ['ua', ['url'], null],
  ['id', ['url', 'method'], null],
  ['deploy', ['check', 'decide', 'build'], null],
  ['x'.repeat(1_000_000), ['check'], null],
])('%.20s among %j is %s', (word, known, expected) => {
  expect(findNearest(word, known)).toBe(expected);
});

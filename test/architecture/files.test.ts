import { describe, expect, test } from 'vitest';
import { PACKAGE_FILES, PATHS, readSources, type SourceFile } from './tree.ts';

const TESTS = readSources(/^test\/.*\.(ts|mts|mjs)$/);
const SCRIPTS = readSources(/^(scripts|examples|packages\/[^/]+\/bin)\/.*\.(ts|mjs)$/);

const countLines = (text: string): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const countFilled = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;

/** Lines that hold nothing but a comment, the file's header left out, and lines that hold code. */
const weigh = (file: SourceFile): { comment: number; code: number } => {
  const code = file.scanned.code.split('\n');
  const header = countLines(HEADER.exec(file.text)?.[0] ?? '');
  const comment = file.scanned.comments
    .split('\n')
    .filter((line, at) => at >= header && line.trim() !== '' && code[at]?.trim() === '');
  return { code: countFilled(file.scanned.code), comment: comment.length };
};

// Of several lines or one; a docstring that belongs to the first declaration is none.
const HEADER =
  /^(?:#![^\n]*\n)?(?:\/\*\*\n(?: \*[^\n]*\n)+? \*\/|\/\*\* [^\n]* \*\/)\n(?!export (?:const|async|function|class|interface|type \w+ =))/;

// Contracts in prose: an interface whose every member is explained.
const MORE_PROSE_THAN_CODE: readonly string[] = [];

describe('files', () => {
  test('of packages and scripts are at most 250 lines, those of tests at most 500', () => {
    const long = [
      ...[...PACKAGE_FILES, ...SCRIPTS].filter((file) => countLines(file.text) > 250),
      ...TESTS.filter((file) => countLines(file.text) > 500),
    ];
    expect(long.map((file) => `${file.path} ${countLines(file.text)}`)).toEqual([]);
  });

  test('have kebab-case names that say what they decide', () => {
    const named = PATHS.filter((path) => /^(packages|test|scripts|examples)\//.test(path));
    expect(named.length).toBeGreaterThan(150);
    const banned = /(^|\/)(utils?|helpers?|commons?|misc|managers?|shared)([./-]|$)/i;
    expect(named.filter((path) => banned.test(path))).toEqual([]);
    const sources = named.filter((path) => /\.(ts|mts|mjs)$/.test(path));
    expect(sources.filter((path) => !/^[a-z0-9./-]+$/.test(path))).toEqual([]);
  });

  test('open with a header of at most 8 lines that says what they decide', () => {
    const headless = PACKAGE_FILES.filter((file) => {
      const header = HEADER.exec(file.text)?.[0];
      return header === undefined || countLines(header) > 8;
    });
    expect(headless.map((file) => file.path)).toEqual([]);
  });

  test('hold no more lines of comment than of code', () => {
    const wordy = PACKAGE_FILES.map((file) => ({ path: file.path, ...weigh(file) })).filter(
      ({ path, comment, code }) => comment > code && !MORE_PROSE_THAN_CODE.includes(path),
    );
    expect(wordy.map(({ path, comment, code }) => `${path} ${comment} > ${code}`)).toEqual([]);
    const idle = MORE_PROSE_THAN_CODE.filter((path) => {
      const file = PACKAGE_FILES.find((candidate) => candidate.path === path);
      return file === undefined || weigh(file).comment <= weigh(file).code;
    });
    expect(idle, 'listed without need').toEqual([]);
  });
});

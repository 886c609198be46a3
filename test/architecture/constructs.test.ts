import { describe, expect, test } from 'vitest';
import { PACKAGE_FILES, readSources, type SourceFile } from './tree.ts';

const TESTS = readSources(/^test\/.*\.ts$/).filter((file) => !file.path.startsWith('test/architecture/constructs'));
const EXAMPLES = readSources(/^examples\/.*\.(ts|mjs)$/);
const SCRIPTS = readSources(/^scripts\/.*\.mjs$/);
const OURS = [...PACKAGE_FILES, ...TESTS, ...EXAMPLES, ...SCRIPTS];

/** Every place where a pattern stands in one layer of the files. */
const find = (files: readonly SourceFile[], layer: 'code' | 'bare' | 'comments', pattern: RegExp): readonly string[] =>
  files.flatMap((file) =>
    file.scanned[layer]
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${file.path}:${at + 1} ${line.trim()}`] : [])),
  );

// The files that read the global clock, fetch, timers and randomness for everybody else.
const PLATFORMS: readonly string[] = ['packages/core/src/platform.ts', 'packages/core/src/testing/platform.ts'];
const CORE = PACKAGE_FILES.filter((file) => file.package === 'core');
const PORTABLE = PACKAGE_FILES.filter((file) => ['core', 'worker', 'lambda'].includes(file.package));

describe('nowhere', () => {
  test.each([
    ['the type any', 'bare', /(?:[:<|&]|\bas)\s*any\b(?!\s*[:=(?.])|,\s*any\s*[>[]/],
    ['a checker switched off', 'comments', /@ts-(?:ignore|nocheck)/],
    ['work put off', 'comments', /\b(?:TODO|FIXME|XXX|HACK)\b/],
    ['code made of text', 'bare', /\beval\s*\(|\bnew Function\b/],
    ['a path of some machine', 'code', /['"`/](?:work|root|home)\/(?:main|shared|\w+\/)/],
  ] as const)('%s', (_why, layer, pattern) => {
    expect(find(OURS, layer, pattern)).toEqual([]);
  });

  test('a test that is skipped, focused or left for later', () => {
    expect(
      find(
        TESTS,
        'bare',
        /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:skip|only|todo|fails)\b|\bx(?:it|test|describe)\(/,
      ),
    ).toEqual([]);
  });

  test('a type error expected without a word why, or in what ships', () => {
    expect(find(OURS, 'comments', /@ts-expect-error(?!:? \S.{12})/)).toEqual([]);
    expect(find([...PACKAGE_FILES, ...EXAMPLES], 'comments', /@ts-expect-error/)).toEqual([]);
  });
});

describe('what ships', () => {
  test('never fails open', () => {
    expect(find([...PACKAGE_FILES, ...EXAMPLES], 'code', /\.passThroughOnException/)).toEqual([]);
  });

  test('casts nothing through unknown', () => {
    expect(find([...PACKAGE_FILES, ...EXAMPLES], 'bare', /\bas unknown as\b/)).toEqual([]);
  });
});

describe('the core', () => {
  const elsewhere = CORE.filter((file) => !PLATFORMS.includes(file.path));

  test.each([
    ['the global clock', /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\./],
    ['the global fetch', /(?<![.\w?])fetch\((?!request: Request\))/],
    ['global timers', /\b(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b|\bAbortSignal\.timeout\b/],
    ['global randomness', /\bMath\.random\b/],
    ['what runs it', /\bprocess\.|\bglobalThis\b|\bnavigator\.|\bDeno\b|\bBun\b|\bWebSocketPair\b|\bcaches\./],
    ['the console', /\bconsole\./],
  ])('never reads %s outside its platform files', (_what, pattern) => {
    expect(find(elsewhere, 'bare', pattern)).toEqual([]);
  });

  test('does so in its platform files: the patterns find what they mean', () => {
    const platform = CORE.filter((file) => PLATFORMS.includes(file.path));
    expect(platform).toHaveLength(PLATFORMS.length);
    expect(find(platform, 'bare', /\bDate\.now\b/)).toHaveLength(2);
    expect(find(platform, 'bare', /(?<![.\w?])fetch\(/)).toHaveLength(1);
  });
});

describe('the gates and the core', () => {
  test('name no module of Node and no buffer of its own', () => {
    expect(find(PORTABLE, 'code', /['"]node:|\bBuffer\b|\brequire\(/)).toEqual([]);
  });

  test('throw no text: an error is an object', () => {
    expect(find(PACKAGE_FILES, 'code', /\bthrow ['"`]/)).toEqual([]);
  });
});

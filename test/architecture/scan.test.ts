// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cases are source text.
import { describe, expect, test } from 'vitest';
import { countImportClauses, findImports, scan } from './scan.ts';

const squeeze = (text: string): string => text.replaceAll(/ +/g, ' ').trim();

describe('scan', () => {
  test.each([
    ['a // b', 'a', '// b'],
    ['a /* b\n c */ d', 'a \n d', '/* b\n c */'],
    ["const a = 'x // y'; // z", "const a = ' ';", '// z'],
    ['const a = "it\'s" + b; // c', 'const a = " " + b;', '// c'],
    ["const a = '\\'//'; b", "const a = ' '; b", ''],
    ['const a = `x // ${b /* c */} // y`; d', 'const a = ` ${b } `; d', '/* c */'],
    ['const a = `${{ b: `${c}` }.b}`; d // e', 'const a = `${{ b: `${c}` }.b}`; d', '// e'],
    ['const a = /[/\'"`]\\/\\//u; // b', 'const a = / /u;', '// b'],
    ['if (x.replace(/"/g, b)) c = d / e; // f', 'if (x.replace(/ /g, b)) c = d / e;', '// f'],
    ['const a = b / c; const d = "//"; // e', 'const a = b / c; const d = " ";', '// e'],
    ['return /`/.test(a); // b', 'return / /.test(a);', '// b'],
  ])('%s', (source, bare, comments) => {
    const scanned = scan(source);
    expect(squeeze(scanned.bare)).toBe(bare);
    expect(squeeze(scanned.comments)).toBe(comments);
    expect([scanned.code.length, scanned.bare.length, scanned.comments.length]).toEqual(
      new Array(3).fill(source.length),
    );
  });
});

describe('findImports', () => {
  const found = (source: string): readonly string[] =>
    findImports(scan(source)).map(({ kind, specifier }) => `${kind} ${specifier}`);

  test.each([
    ["import { a } from './a.ts';", ['runtime ./a.ts']],
    ["import type { A } from './a.ts';", ['type ./a.ts']],
    ["import {\n  type A,\n  b,\n} from './a.ts';", ['runtime ./a.ts']],
    ["import a, { b } from 'x';", ['runtime x']],
    ["import * as a from 'x';", ['runtime x']],
    ["import 'x';", ['runtime x']],
    ["export { a } from './a.ts';", ['runtime ./a.ts']],
    ["export type { A } from './a.ts';", ['type ./a.ts']],
    ["export type * from './a.ts';", ['type ./a.ts']],
    ["export * from './a.ts';", ['runtime ./a.ts']],
    ["const a = await import('x');", ['dynamic x']],
    ["type A = import('x').A;", ['type x']],
    ["// import { a } from 'x';\nconst b = \"import { a } from 'x';\";", []],
  ])('%s', (source, expected) => {
    const scanned = scan(source);
    expect(found(source)).toEqual(expected);
    expect(countImportClauses(scanned)).toBe(expected.length);
  });
});

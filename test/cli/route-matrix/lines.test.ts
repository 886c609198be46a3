import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import type { Cell } from '../../../packages/cli/src/route-matrix/cells.ts';
import { toMatrixLines } from '../../../packages/cli/src/route-matrix/lines.ts';
import type { RoutesReport } from '../../../packages/cli/src/route-matrix/report.ts';

const PERSONAS = Array.from({ length: 14 }, (_, index) => `persona ${index}`);
const toCell = (persona: string, index: number): Cell & { readonly persona: string } =>
  index % 3 === 0
    ? { persona, effect: 'deny', status: 400 + index, reason: 'role_missing', own: [] }
    : { persona, effect: 'allow', status: 200, reason: null, own: [] };
const PLACE = { access: 'requirement', exceptions: [], line: 1, column: 1 } as const;
const REPORT: RoutesReport = {
  ...{
    ok: true,
    file: 'sallyport.jsonc',
    findings: [],
    policy: 'sha256:00',
    personas: PERSONAS,
    ownPaths: [],
    diff: null,
  },
  routes: [
    { ...PLACE, route: 'POST|PUT /orders/*', cells: PERSONAS.map(toCell) },
    { ...PLACE, route: 'GET /gone', cells: null },
  ],
};
const read = (width: number) => toMatrixLines(REPORT, width).map((line) => stripVTControlCharacters(line));

test('a matrix wider than the terminal goes on in further blocks, each with its routes and numbers', () => {
  const lines = read(80);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.filter((line) => line.startsWith('route '))).toEqual([
    `route               ${[0, 1, 2, 3, 4, 5, 6].map((index) => `[${index}]`).join('     ')}`,
    `route               ${['[7]     [8]     [9]     ', '[10]    [11]    [12]    [13]'].join('')}`,
  ]);
  const cells = lines.filter((line) => line.startsWith('POST|PUT')).flatMap((line) => line.split(/\s{2,}/).slice(1));
  expect(cells).toEqual(PERSONAS.map((_, index) => (index % 3 === 0 ? String(400 + index) : 'allow')));
  expect(lines.filter((line) => line.startsWith('[')).map((line) => line.split('  ')[1]?.trim())).toEqual(PERSONAS);
});

test('a matrix is one block where nobody knows a width, and one persona a block where the terminal has no room', () => {
  expect(read(Number.POSITIVE_INFINITY).filter((line) => line.startsWith('route '))).toHaveLength(1);
  expect(read(10).filter((line) => line.startsWith('route '))).toHaveLength(14);
});

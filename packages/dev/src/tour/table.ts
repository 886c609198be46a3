/**
 * Sets a tour's results as a table for people, within 120 columns.
 *
 * Does not: tell more of API Gateway's answers than statuses; what disagrees is written out below the table.
 */
import { API_KINDS, type ApiKind } from '../gates/kinds.ts';
import type { KindResult, TourResult } from './run.ts';

const WIDTH = 120;
const GAP = 2;
const KEPT = '*';
const LABELS: Readonly<Record<ApiKind, { readonly heading: readonly [string, string]; readonly name: string }>> = {
  'rest-token': { heading: ['REST', 'TOKEN'], name: 'REST TOKEN' },
  'rest-request': { heading: ['REST', 'REQUEST'], name: 'REST REQUEST' },
  'http-iam': { heading: ['HTTP', 'IAM'], name: 'HTTP IAM' },
  'http-simple': { heading: ['HTTP', 'simple'], name: 'HTTP simple' },
  websocket: { heading: ['Web', 'Socket'], name: 'WebSocket' },
};

/** The table's lines, one a result, under a heading; then a line for each answer that was not the expected one. */
export function toTourTable(results: readonly TourResult[]): string {
  const shown = API_KINDS.filter((kind) => results.some(({ kinds }) => kinds.some((result) => result.kind === kind)));
  const headings = [
    // Nothing stands above the Worker gate's own column.
    ...(shown.length === 0 ? [] : [['', '', '', ...shown.map((kind) => LABELS[kind].heading[0])]]),
    ['', 'request', 'edge', ...shown.map((kind) => LABELS[kind].heading[1])],
  ];
  const rows = results.map((result) => [
    result.agrees ? '✔' : '✘',
    `${result.name}: ${result.request}`,
    toMarked(result.edge === result.expectedEdge, result.edge),
    ...shown.map((kind) => toCell(result.kinds.find((candidate) => candidate.kind === kind))),
  ]);
  const widths = toWidths([...headings, ...rows]);
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cut(cell, widths[column] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd();
  const table = [...headings, widths.map((width) => '-'.repeat(width)), ...rows].map(toLine);
  const isKept = results.some(({ kinds }) => kinds.some(({ kept }) => kept));
  const legend = isKept ? ['', `${KEPT} a result that API Gateway kept: the authorizer was not asked`] : [];
  return [...table, ...legend, ...toDisagreements(results)].join('\n');
}

/** What every disagreement is about, a line each after an empty one; nothing where all agree. */
function toDisagreements(results: readonly TourResult[]): readonly string[] {
  const lines = results.flatMap((row) => {
    const { name, edge, expectedEdge, kinds } = row;
    return [
      ...(edge === expectedEdge ? [] : [`✘ ${name}: the edge answers ${edge}, not ${expectedEdge}`]),
      ...kinds.filter(({ agrees }) => !agrees).map((result) => `✘ ${name}: ${describe(result, row)}`),
    ];
  });
  return lines.length === 0 ? [] : ['', ...lines];
}

function describe({ kind, answered, expected, reason, kept }: KindResult, row: TourResult): string {
  const { name } = LABELS[kind];
  const [, wanted] = row.expectedEdge.split(' ');
  if (answered !== expected) return `${name} answers ${answered}, not ${expected}`;
  if (reason !== null && reason !== wanted) return `${name} denies for ${reason}, not ${wanted}`;
  return `${name} ${kept ? 'uses a kept result, and must not' : 'asks its authorizer, and must use a kept result'}`;
}

function toCell(result: KindResult | undefined): string {
  if (result === undefined) return '-';
  return toMarked(result.agrees, `${result.answered.slice(0, 3)}${result.kept ? KEPT : ''}`);
}

function toMarked(agrees: boolean, text: string): string {
  return agrees ? text : `✘ ${text}`;
}

/** As wide as the longest cell; the column of requests gives way where the whole would be too wide. */
function toWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const others = widths.reduce((sum, width, column) => sum + (column === 1 ? 0 : width), 0);
  const left = Math.max(20, WIDTH - others - GAP * (widths.length - 1));
  return widths.map((width, column) => (column === 1 ? Math.min(width, left) : width));
}

function cut(cell: string, width: number): string {
  return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width);
}

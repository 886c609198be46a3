/**
 * Sets a tour's results as a table for people.
 */
import type { TourResult } from './run.ts';

const HEADINGS = ['', 'request', 'expected edge', 'edge', 'expected API Gateway', 'API Gateway'];

/** The table's lines, one a result, under a heading. */
export function toTourTable(results: readonly TourResult[]): string {
  const rows = results.map((result) => [
    result.agrees ? '✔' : '✘',
    `${result.name}: ${result.request}`,
    result.expectedEdge,
    result.edge,
    result.expectedApiGateway,
    result.apiGateway,
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const toLine = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [HEADINGS, widths.map((width) => '-'.repeat(width)), ...rows].map(toLine).join('\n');
}

/**
 * The route matrix: rows routes, columns personas, cells decisions.
 */
import type { TestEntry } from '@sallyport/core';
import type { Rehearsal } from '@sallyport/core/rehearse';
import { type Cell, decideCells } from './cells.ts';
import { toExceptionTexts } from './exceptions.ts';
import { sortRoutes } from './order.ts';
import { type Persona, toPersonas } from './personas.ts';

/** One row. */
export interface MatrixRow {
  /** As the policy writes it. */
  readonly key: string;
  readonly access: string;
  /** What the top of the route leaves open; cells say what will be enforced. */
  readonly exceptions: readonly string[];
  /** In the order of the personas; null where more specific keys take every request. */
  readonly cells: readonly Cell[] | null;
}

/** The whole matrix. */
export interface Matrix {
  readonly personas: readonly Persona[];
  /** Most specific first. */
  readonly rows: readonly MatrixRow[];
}

/** Decides every cell. @param onRow - Told after each row how many there are. */
export async function createMatrix(
  rehearsal: Rehearsal,
  tests: readonly TestEntry[],
  onRow: (count: number) => void = () => {},
): Promise<Matrix> {
  const personas = toPersonas(rehearsal.policy, tests);
  const rows: MatrixRow[] = [];
  for (const route of sortRoutes(rehearsal.policy.routes.routes)) {
    const cells = await decideCells(route, personas, rehearsal);
    rows.push({ key: route.key, access: route.access.kind, exceptions: toExceptionTexts(route), cells });
    onRow(rows.length);
  }
  return { personas, rows };
}

/**
 * Builds the route table: routes as they are written, and beside them how else an origin could read a path.
 */
import { findAdmission } from './admission.ts';
import { placeRoutes, type RouteEntry } from './exact-table.ts';
import { createFoldedSearch } from './look-alikes.ts';
import type { RouteTable } from './table.ts';

/**
 * The routes, ready to be searched.
 *
 * @throws Error where two routes could tie, which `findRouteConflicts` reports as load errors before.
 */
export function createRouteTable(entries: readonly RouteEntry[]): RouteTable {
  const { root, ...exact } = placeRoutes(entries);
  const table: RouteTable = {
    ...exact,
    ...createFoldedSearch(exact.routes, root),
    admit: (method, host, rawPath) => findAdmission(table, method, host, rawPath),
  };
  return table;
}

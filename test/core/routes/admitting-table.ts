/**
 * Route tables of which some routes admit forms that are ambiguous everywhere else.
 */
import type { CompiledAccess, PathForm } from '../../../packages/core/src/document/compiled.ts';
import { findAdmission } from '../../../packages/core/src/routes/admission.ts';
import { createRouteTable } from '../../../packages/core/src/routes/matcher.ts';
import { parsePath } from '../../../packages/core/src/routes/path.ts';
import type { RouteTable } from '../../../packages/core/src/routes/table.ts';
import { toPattern } from './build-table.ts';

/** A route's scope, the forms it admits, and the parameter its subject must equal. */
export interface AdmittingRoute {
  readonly scope: string;
  readonly forms?: readonly PathForm[];
  readonly param?: string;
  readonly sharedCache?: 'asOrigin';
  readonly enforcedAt?: number;
}

/** An access that demands one scope, and a subject where a parameter is named. */
export function toAdmittingAccess(route: AdmittingRoute): CompiledAccess {
  const { scope, forms, param, sharedCache = 'private', enforcedAt = null } = route;
  const scopes = { kind: 'many', fact: 'scopes', mode: 'all', values: [scope] } as const;
  const subject = { text: 'sub', steps: ['sub'] };
  const same = param && ({ kind: 'claim', claim: subject, tests: [{ kind: 'param', name: param }] } as const);
  const isPlain = forms === undefined && sharedCache === 'private' && enforcedAt === null;
  return {
    kind: 'requirement',
    requirement: same ? { kind: 'allOf', of: [scopes, same] } : scopes,
    sources: [],
    ...(isPlain ? {} : { exceptions: { enforcedAt, pathForms: forms ?? [], sharedCache } }),
    fingerprint: JSON.stringify(route),
  };
}

/** A table of keys. */
export function buildAdmittingTable(routes: Readonly<Record<string, AdmittingRoute>>): RouteTable {
  return createRouteTable(
    Object.entries(routes).map(([key, route]) => ({ pattern: toPattern(key), access: toAdmittingAccess(route) })),
  );
}

/** What becomes of a path: the deciding key, `admitted` and the key with the path an origin receives, or why not. */
export function readAdmitted(table: RouteTable, rawPath: string): string {
  const path = parsePath(rawPath);
  if (path.kind === 'canonical') return table.match('GET', null, path.segments)?.route.key ?? 'unmatched';
  const admission = findAdmission(table, 'GET', null, rawPath);
  return admission === null ? 'ambiguous' : `admitted ${admission.match.route.key} ${admission.path}`;
}

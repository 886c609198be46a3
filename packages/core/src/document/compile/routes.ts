/**
 * Compiles the routes: keys parsed, accesses resolved, the table built once nothing in it can tie.
 */
import type { TokenSource } from '../../decision/decision.ts';
import type { Requirement } from '../../requirement/requirement.ts';
import { findRouteConflicts } from '../../routes/conflicts.ts';
import { parseRouteKey } from '../../routes/grammar.ts';
import { createRouteTable, type RouteEntry } from '../../routes/matcher.ts';
import { findRouteRisks } from '../../routes/risks.ts';
import type { RoutePattern, RouteTable } from '../../routes/table.ts';
import { toCanonicalJson } from '../canonical-json.ts';
import type { CompiledAccess, CompiledIssuer } from '../compiled.ts';
import { toPointer } from '../pointer.ts';
import type { AccessEntry, PolicyDocument } from '../policy.ts';
import type { Report } from '../report.ts';
import { toAcceptedIssuers } from './accepted-issuers.ts';
import { compileRequirement } from './requirement.ts';
import { unite } from './token-from.ts';

/** What routes refer to. */
export interface RouteScope {
  readonly issuers: readonly CompiledIssuer[];
  readonly issuerNames: readonly string[] | null;
  /** Whether every route of the document is here: risks of a partial table would mislead. */
  readonly complete: 'complete' | 'partial';
  readonly report: Report;
}

const EMPTY_TABLE: RouteTable = { routes: [], match: () => null, isLookAlike: () => false };

/** The table of every route that compiled; empty, with findings, where two could tie. */
export function compileRoutes(routes: PolicyDocument['routes'], scope: RouteScope): RouteTable {
  const { report } = scope;
  const entries: RouteEntry[] = [];
  for (const [key, access] of Object.entries(routes)) {
    const pattern = parsePattern(key, report);
    const compiled = compileAccess(access, toPointer('routes', key), pattern, scope);
    if (pattern !== null && compiled !== null) entries.push({ pattern, access: compiled });
  }
  const conflicts = findRouteConflicts(entries.map(({ pattern }) => pattern));
  for (const { second, message, suggestion } of conflicts) {
    const pointer = toPointer('routes', second);
    report.error({ pointer, at: 'name', code: 'route-conflict', message: toSentence(message), suggestion });
  }
  if (conflicts.length > 0) return EMPTY_TABLE;
  const table = createRouteTable(entries);
  if (scope.complete === 'complete' && entries.length === Object.keys(routes).length) reportRisks(table, report);
  return table;
}

function reportRisks(table: RouteTable, report: Report): void {
  if (table.routes.length === 0) {
    const message = 'the policy has no routes: every request is denied';
    report.warning({
      pointer: '/routes',
      code: 'no-routes',
      message,
      suggestion: 'add one, such as "GET /health": "public"',
    });
  }
  for (const { key, code, message, suggestion } of findRouteRisks(table)) {
    report.warning({ pointer: toPointer('routes', key), at: 'name', code, message: toSentence(message), suggestion });
  }
}

function toSentence(message: string): string {
  return message.replace(/\.$/, '');
}

function parsePattern(key: string, report: Report): RoutePattern | null {
  const parsed = parseRouteKey(key);
  if (parsed.kind === 'pattern') return parsed.pattern;
  const { message, suggestion } = parsed;
  const pointer = toPointer('routes', key);
  report.error({ pointer, at: 'name', code: 'route-key', message: toSentence(message), suggestion });
  return null;
}

function compileAccess(
  access: AccessEntry,
  pointer: string,
  pattern: RoutePattern | null,
  scope: RouteScope,
): CompiledAccess | null {
  if (typeof access === 'string') {
    const reads = access === 'authenticated' || access === 'optional';
    return toAccess(access, null, reads ? scope.issuers.map(({ tokenFrom }) => tokenFrom) : [], pattern);
  }
  // Without a readable key nothing can be said of parameters: whatever the requirement names is taken to be there.
  const params = pattern === null ? findParamNames(access) : toParams(pattern);
  const { issuerNames, report } = scope;
  const candidates = issuerNames ?? [];
  const requirement = compileRequirement(access, pointer, { params, issuerNames, candidates, report });
  if (requirement === null) return null;
  const accepted = toAcceptedIssuers(requirement, candidates);
  const sources = scope.issuers.filter(({ name }) => accepted.includes(name)).map(({ tokenFrom }) => tokenFrom);
  return toAccess('requirement', requirement, sources, pattern);
}

function toAccess(
  kind: CompiledAccess['kind'],
  requirement: Requirement | null,
  sources: readonly (readonly TokenSource[])[],
  pattern: RoutePattern | null,
): CompiledAccess {
  // A parameter counts by its place: `:user` of two patterns may bind different segments.
  const places = pattern?.segments.map((segment) => (segment.kind === 'param' ? segment.name : null)) ?? [];
  const fingerprint = toCanonicalJson({ kind, requirement, params: toBoundPlaces(requirement, places) });
  return { kind, requirement, sources: unite(...sources), fingerprint };
}

function toBoundPlaces(
  requirement: Requirement | null,
  places: readonly (string | null)[],
): readonly (number | string)[] {
  if (requirement === null) return [];
  if (requirement.kind === 'allOf' || requirement.kind === 'anyOf') {
    return requirement.of.flatMap((part) => toBoundPlaces(part, places));
  }
  if (requirement.kind !== 'claim') return [];
  return requirement.tests.flatMap((test) => (test.kind === 'param' ? places.indexOf(test.name) : []));
}

function toParams(pattern: RoutePattern): readonly string[] {
  return pattern.segments.flatMap((segment) => (segment.kind === 'param' ? segment.name : []));
}

function findParamNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === 'param' && typeof member === 'string' ? [member] : findParamNames(member),
  );
}

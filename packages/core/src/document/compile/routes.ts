/**
 * Compiles the routes: keys parsed, accesses resolved, the table built once nothing in it can tie.
 */
import type { TokenSource } from '../../decision/decision.ts';
import type { Requirement } from '../../requirement/requirement.ts';
import { findRouteConflicts } from '../../routes/conflicts.ts';
import { parseRouteKey } from '../../routes/grammar.ts';
import type { RoutePattern } from '../../routes/table.ts';
import type { IssuerPlan, PolicyPlan, RoutePlan } from '../plan.ts';
import { toPointer } from '../pointer.ts';
import type { AccessEntry, PolicyDocument, RouteEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { toAcceptedIssuers } from './accepted-issuers.ts';
import { compileExceptions, type ExceptionScope } from './exceptions.ts';
import { compileRequirement } from './requirement.ts';
import { unite } from './token-from.ts';

/** What routes refer to. */
export interface RouteScope extends ExceptionScope {
  readonly issuers: readonly IssuerPlan[];
  readonly issuerNames: readonly string[] | null;
}

type AccessPlan = PolicyPlan['accesses'][number];

/** An access without its sources, which follow from the rest. */
type Access = Omit<AccessPlan, 'sources'>;

/** Every route that compiled; none, with findings, where two could tie. */
export function compileRoutes(
  routes: PolicyDocument['routes'],
  scope: RouteScope,
): Pick<PolicyPlan, 'routes' | 'accesses'> {
  const { report } = scope;
  const accesses = new Map<string, AccessPlan>();
  const places = new Map<string, number>();
  const planned: RoutePlan[] = [];
  for (const [key, entry] of Object.entries(routes)) {
    const pattern = parsePattern(key, report);
    const access = compileAccess(entry, key, pattern, scope);
    if (pattern === null || access === null) continue;
    const fingerprint = toFingerprint(access, pattern);
    const place = places.get(fingerprint) ?? places.size;
    if (place === places.size) accesses.set(fingerprint, { ...access, sources: toSources(access, scope) });
    places.set(fingerprint, place);
    planned.push({ ...pattern, access: place });
  }
  const conflicts = findRouteConflicts(planned);
  for (const { second, message, suggestion } of conflicts) {
    const pointer = toPointer('routes', second);
    report.error({ pointer, at: 'name', code: 'route-conflict', message: toSentence(message), suggestion });
  }
  return conflicts.length > 0 ? { routes: [], accesses: [] } : { routes: planned, accesses: [...accesses.values()] };
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
  entry: AccessEntry,
  key: string,
  pattern: RoutePattern | null,
  scope: RouteScope,
): Access | null {
  if (typeof entry === 'string') return { kind: entry, requirement: null };
  const { issuerNames, report } = scope;
  const pointer = toPointer('routes', key);
  const exceptions = compileExceptions(entry, pointer, pattern, scope);
  if (exceptions !== null && !hasDemand(entry)) return reportNoDemand(pointer, report);
  // Without a readable key nothing can be said of parameters: whatever the requirement names is taken to be there.
  const params = pattern === null ? findParamNames(entry) : toParams(pattern);
  const candidates = issuerNames ?? [];
  const requirement = compileRequirement(entry, pointer, { params, issuerNames, candidates, report });
  if (requirement === null) return null;
  return { kind: 'requirement', requirement, ...(exceptions === null ? {} : { exceptions }) };
}

/** Whether something of the entry is a requirement, not only what it leaves open. */
function hasDemand(entry: RouteEntry): boolean {
  return Object.keys(entry).some((name) => !name.startsWith('unsafe'));
}

function reportNoDemand(pointer: string, report: Report): null {
  const message = 'the route leaves something open and demands nothing';
  const suggestion = 'add what it demands: "issuer" with the names of issuers takes any token of theirs';
  report.error({ pointer, code: 'empty', message, suggestion });
  return null;
}

function toSources({ kind, requirement }: Access, { issuers, issuerNames }: RouteScope): readonly TokenSource[] {
  if (kind === 'public' || kind === 'deny') return [];
  const accepted = requirement === null ? null : toAcceptedIssuers(requirement, issuerNames ?? []);
  const sending = issuers.filter(({ name }) => accepted === null || accepted.includes(name));
  return unite(...sending.map(({ tokenFrom }) => tokenFrom));
}

/** Equal for two accesses that are the same. A parameter counts by its place: `:user` of two patterns may differ. */
function toFingerprint({ kind, requirement, exceptions }: Access, { segments }: RoutePattern): string {
  const names = segments.map((segment) => (segment.kind === 'param' ? segment.name : null));
  return JSON.stringify([kind, requirement, toBoundPlaces(requirement, names), exceptions ?? null]);
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

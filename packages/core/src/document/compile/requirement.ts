/**
 * Compiles a requirement as written to the tree that the requirement phase walks.
 *
 * Fields are taken in the order of the grammar, not of the object: equal policies give equal reasons however a tool
 * that wrote them sorts its keys. Lists keep their order, by which the nearest branch is chosen.
 */
import type { ManyFact, Requirement } from '../../requirement/requirement.ts';
import { toChildPointer } from '../pointer.ts';
import type { ManyOf, OneOf, RequirementEntry } from '../policy.ts';
import type { Report } from '../report.ts';
import { suggestNearest } from '../shape/nearest.ts';
import { findUnreachable } from './accepted-issuers.ts';
import { resolveClaim } from './claims.ts';
import { compileCondition } from './condition.ts';

/** What a requirement may refer to. */
export interface RequirementScope {
  /** Parameters of the route; null where a requirement belongs to no route. */
  readonly params: readonly string[] | null;
  /** Names of the policy's issuers; null where they could not be read. */
  readonly issuerNames: readonly string[] | null;
  /** Those whose tokens come here: all of them on a route, one in its own `require`. */
  readonly candidates: readonly string[];
  readonly report: Report;
}

const MANY_FACTS: readonly ManyFact[] = ['scopes', 'permissions', 'roles', 'groups'];

/** The compiled requirement, or null where nothing of it could be compiled. Faults are reported. */
export function compileRequirement(
  entry: RequirementEntry,
  pointer: string,
  scope: RequirementScope,
): Requirement | null {
  const { report, candidates } = scope;
  const before = report.findings.length;
  const requirement = toTree(entry, pointer, scope);
  if (requirement === null || report.findings.slice(before).some(({ level }) => level === 'error')) return requirement;
  if (findUnreachable(requirement, candidates) !== null) {
    const message = 'no issuer can meet this: its parts accept different issuers';
    const suggestion = 'put the alternatives under "anyOf"';
    report.error({ pointer, at: 'name', code: 'issuer-unreachable', message, suggestion });
  }
  return requirement;
}

function toTree(entry: RequirementEntry, pointer: string, scope: RequirementScope): Requirement | null {
  const parts: (Requirement | null)[] = [];
  for (const fact of MANY_FACTS) {
    const wanted = entry[fact];
    if (wanted !== undefined) parts.push(toMany(fact, wanted));
  }
  for (const [name, condition] of Object.entries(entry.claims ?? {})) {
    const at = toChildPointer(toChildPointer(pointer, 'claims'), name);
    const claim = resolveClaim(name, { pointer: at, at: 'name' }, scope.report);
    const tests = compileCondition(condition, at, scope);
    parts.push(claim === null ? null : { kind: 'claim', claim, tests });
  }
  if (entry.issuer !== undefined) {
    parts.push({ kind: 'issuer', names: toNames(entry.issuer, toChildPointer(pointer, 'issuer'), scope) });
  }
  if (entry.client !== undefined) parts.push({ kind: 'client', ids: toOptions(entry.client) });
  for (const kind of ['anyOf', 'allOf'] as const) {
    const nested = entry[kind];
    if (nested === undefined) continue;
    const at = toChildPointer(pointer, kind);
    const branches = nested.map((part, index) => toTree(part, toChildPointer(at, index), scope));
    parts.push(toNode(kind, branches));
  }
  return toNode('allOf', parts);
}

/** A node of parts that all compiled; a single part stands for itself. */
function toNode(kind: 'allOf' | 'anyOf', parts: readonly (Requirement | null)[]): Requirement | null {
  const of = parts.filter((part) => part !== null);
  const [only] = of;
  if (only === undefined || of.length < parts.length) return null;
  return of.length === 1 ? only : { kind, of };
}

function toMany(fact: ManyFact, wanted: ManyOf): Requirement {
  const isAll = 'length' in wanted;
  const values = [...new Set(isAll ? wanted : wanted.anyOf)];
  return { kind: 'many', fact, mode: isAll ? 'all' : 'any', values };
}

function toOptions(wanted: OneOf): readonly string[] {
  return typeof wanted === 'string' ? [wanted] : [...new Set(wanted.anyOf)];
}

function toNames(wanted: OneOf, pointer: string, { issuerNames, report }: RequirementScope): readonly string[] {
  const names = toOptions(wanted);
  if (issuerNames === null) return names;
  const list = typeof wanted === 'string' ? null : wanted.anyOf;
  for (const name of names.filter((candidate) => !issuerNames.includes(candidate))) {
    report.error({
      pointer: list === null ? pointer : toChildPointer(toChildPointer(pointer, 'anyOf'), list.indexOf(name)),
      code: 'unknown-issuer',
      message: `there is no issuer "${name.slice(0, 60)}" in this policy`,
      suggestion: suggestNearest(name, issuerNames) ?? `known issuers: ${issuerNames.join(', ')}`,
    });
  }
  return names;
}

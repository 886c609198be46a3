/**
 * Where an API's description and a policy disagree: operations without a rule, rules without an operation, and who needs
 * a token.
 */
import { type CompiledPolicy, type Finding, listOwnPaths, type Route } from '@sallyport/core';
import type { LocatedFinding } from '../../source/finding.ts';
import { toPointerStep } from '../../source/tree.ts';
import { listMeetings, type Meeting } from './meetings.ts';
import { listOperations, type Operation } from './operations.ts';
import type { ApiSource } from './read.ts';

/** What the comparison found. */
export interface Comparison {
  /** In the description's file. */
  readonly ofApi: readonly LocatedFinding[];
  /** In the policy, by pointer. */
  readonly ofPolicy: readonly Finding[];
  readonly notes: readonly string[];
}

/** Operations named in one message; the rest are counted. */
const MAX_NAMED = 4;
const NAMEABLE = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;

/** Compares. @param only - The one base path that the gate stands before, or null for those of the description. */
export function compareApi(api: ApiSource, policy: CompiledPolicy, only: string | null): Comparison {
  const { operations, notes } = listOperations(api.value);
  const { meetings, ambiguous } = listMeetings(operations, policy, only);
  const own = new Set(listOwnPaths(policy).map(({ path }) => path));
  const toFinding = (operation: Operation, code: string, message: string, suggestion: string | null) => {
    const place = api.placeOf(operation.pointer);
    const { line = null, column = null } = place ?? {};
    const { pointer } = operation;
    return { level: 'error', code, file: api.file, line, column, pointer, message, suggestion } as const;
  };
  const unmatched = meetings
    .filter(({ isUnmatched, operation }) => isUnmatched && !own.has(operation.whole))
    .map(({ operation, method }) => {
      const message = `${method} ${operation.whole} has no rule in the policy: gates answer 403 route_unmatched`;
      return toFinding(operation, 'openapi-route-unmatched', message, toAdvice(method, operation.whole));
    });
  const unread = ambiguous.map(({ operation, whole, why }) => {
    const message = `${operation.method} ${whole} holds ${why}: gates answer 400 path_ambiguous`;
    return toFinding(operation, 'openapi-path-ambiguous', message, null);
  });
  const denied = meetings.filter(
    ({ routes }) => routes.length > 0 && routes.every(({ access }) => access.kind === 'deny'),
  );
  return {
    ofApi: [...unmatched, ...unread],
    ofPolicy: policy.routes.routes.flatMap((route) => [
      ...findUnused(route, meetings, api.file),
      ...findDisagreements(route, meetings, api),
    ]),
    notes: [
      ...notes.map((note) => `${api.file}: ${note}`),
      ...(denied.length === 0 ? [] : [`the policy denies to everyone: ${toNames(denied)}`]),
    ],
  };
}

function toAdvice(method: string, whole: string): string {
  if (!NAMEABLE.test(method)) return `no gate lets ${method} through: take it out of the description`;
  const key = whole
    .replace(/\/$/, '')
    .replace(/\/\{[^{}/]*\+\}$/, '/*')
    .replace(/[^/]*\{([^{}/]*)\}[^/]*/g, (_, name: string) => `:${name.replace(/[^A-Za-z0-9_]/g, '_')}`);
  return `add "${method} ${key || '/'}" to the routes, with "deny" if nobody is to have it`;
}

/** A rule that nothing of the API meets. `deny` needs no operation: it says that there is none for anybody. */
function findUnused(route: Route, meetings: readonly Meeting[], file: string): readonly Finding[] {
  if (route.access.kind === 'deny') return [];
  const met = new Set(meetings.flatMap(({ routes, method }) => (routes.includes(route) ? method : [])));
  if (met.size === 0) {
    const advice = 'take the rule out, or describe what it is for';
    return [toWarning(route, 'openapi-rule-unused', `no operation of ${file} meets this rule`, advice)];
  }
  // HEAD follows GET, and a preflight is described nowhere.
  const idle = (route.methods ?? []).filter((method) => !met.has(method) && method !== 'HEAD' && method !== 'OPTIONS');
  if (idle.length === 0) return [];
  const message = `no operation of ${file} meets this rule by ${idle.join(' or ')}`;
  return [toWarning(route, 'openapi-method-unused', message, 'take the method out of the key')];
}

function findDisagreements(route: Route, meetings: readonly Meeting[], api: ApiSource): readonly Finding[] {
  const met = meetings.filter(({ routes }) => routes.includes(route));
  const open = met.filter(({ operation }) => operation.security === 'none' || operation.security === 'optional');
  const closed = met.filter(({ operation }) => operation.security === 'required');
  const isPublic = route.access.kind === 'public' || route.access.kind === 'optional';
  if (isPublic && closed.length > 0) {
    const message = `anyone gets past this rule, and ${toNames(closed, api)} ${closed.length === 1 ? 'asks' : 'ask'} for security`;
    const finding = toWarning(route, 'openapi-public', message, 'demand a token here, or say "security: []" there');
    return [{ ...finding, level: 'error' }];
  }
  if (isPublic || route.access.kind === 'deny' || open.length === 0) return [];
  const message = `this rule asks for a token, and ${toNames(open, api)} ${open.length === 1 ? 'does' : 'do'} not`;
  return [toWarning(route, 'openapi-guarded', message, 'make the route "public", or describe its security')];
}

function toNames(meetings: readonly Meeting[], api: ApiSource | null = null): string {
  const names = [
    ...new Set(
      meetings.map(({ method, operation }) => {
        const place = api?.placeOf(operation.pointer) ?? null;
        const where = place === null || api === null ? '' : ` (${api.file}:${place.line}:${place.column})`;
        return `${method} ${operation.whole}${where}`;
      }),
    ),
  ];
  const more = names.length - MAX_NAMED;
  return more > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${more} more` : names.join(', ');
}

function toWarning({ key }: Route, code: string, message: string, suggestion: string): Finding {
  return { level: 'warning', code, pointer: `/routes${toPointerStep(key)}`, at: 'name', message, suggestion };
}

/**
 * One sentence for each phase on what was found: for operators, without secrets and without personal claims.
 */
import { readClaim } from '../claims/path.ts';
import type { Decision } from '../decision/decision.ts';
import type { CompiledIssuer } from '../document/compiled.ts';
import type { KeySourceReport } from '../keys/source.ts';
import type { ClaimTest, Requirement } from '../requirement/requirement.ts';
import type { Route } from '../routes/table.ts';
import type { JsonObject } from '../token/json.ts';
import type { TokenHeader } from '../token/token.ts';

const MAX_SHOWN = 160;

/** A value from a token or a policy, quoted and cut short. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}…`;
}

/** `2 d 3 h`, `4 min 12 s`: the two largest units. Never negative. */
export function toDuration(seconds: number): string {
  let rest = Math.round(Math.abs(seconds));
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === 's' && parts.length === 0)) parts.push(`${count} ${unit}`);
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** The route phase. */
export function toRouteText(decision: Decision, route: Route | null): string {
  const about = decision.effect === 'deny' && decision.about !== null ? ` (${decision.about})` : '';
  if (decision.reason === 'path_ambiguous') return `the path can be read in more than one way${about}`;
  if (route === null) return `no route for ${decision.method} ${decision.path ?? ''}`.trim();
  return `"${route.key}": ${route.access.kind === 'requirement' ? 'a requirement' : route.access.kind}`;
}

/** The header parameters that decide anything. */
export function toHeaderText({ alg, kid, typ }: TokenHeader): string {
  const type = typ.kind === 'present' ? show(typ.value) : typ.kind;
  return `alg ${show(alg)}, typ ${type}, kid ${kid === null ? 'absent' : show(kid)}`;
}

/** The key phase: how many keys, from where, how old. */
export function toKeyText(kid: string | null, { from, keyCount, ageSeconds, state }: KeySourceReport): string {
  const wanted = kid === null ? 'no kid' : `kid ${show(kid)}`;
  if (from === null) return `${wanted}; no keys are held`;
  const place = { issuer: 'from the issuer', tier: 'from the key snapshot', policy: 'written in the policy' }[from];
  const age = ageSeconds === null ? '' : `, fetched ${toDuration(ageSeconds)} ago, ${state}`;
  return `${wanted}; ${keyCount} ${keyCount === 1 ? 'key' : 'keys'} ${place}${age}`;
}

/** The claims phase: audience and times, side by side with what the policy asks for. */
export function toClaimsText(claims: JsonObject, issuer: CompiledIssuer, nowSeconds: number): string {
  const audience = issuer.audienceClaims.find((path) => readClaim(claims, path) !== undefined);
  const parts = [
    audience === undefined ? 'no audience' : `${audience.text} ${show(readClaim(claims, audience))}`,
    issuer.audiences === null
      ? 'any is accepted'
      : `accepted ${[...issuer.audiences].slice(0, 5).map(show).join(', ')}`,
  ];
  const exp = Object.hasOwn(claims, 'exp') ? claims.exp : undefined;
  if (typeof exp === 'number' && Number.isFinite(exp)) {
    const span = toDuration(exp - nowSeconds);
    parts.push(exp > nowSeconds ? `expires in ${span}` : `expired ${span} ago`);
  }
  return parts.join('; ');
}

/** What a route asks for, in one line. */
export function toRequirementText(requirement: Requirement | null): string {
  return requirement === null ? 'any verified token' : toText(requirement);
}

function toText(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.map(toInner).join(' and ');
    case 'anyOf':
      return requirement.of.map(toInner).join(' or ');
    case 'many':
      return `${requirement.fact} ${requirement.values.map(show).join(requirement.mode === 'all' ? ' and ' : ' or ')}`;
    case 'issuer':
      return `issuer ${requirement.names.map(show).join(' or ')}`;
    case 'client':
      return `client ${requirement.ids.map(show).join(' or ')}`;
    case 'claim':
      return `${requirement.claim.text} ${requirement.tests.map(toTestText).join(' and ')}`;
  }
}

function toInner(requirement: Requirement): string {
  const text = toText(requirement);
  return requirement.kind === 'allOf' || requirement.kind === 'anyOf' ? `(${text})` : text;
}

function toTestText(test: ClaimTest): string {
  switch (test.kind) {
    case 'anyOf':
      return `is ${test.values.map(show).join(' or ')}`;
    case 'noneOf':
      return `is not ${test.values.map(show).join(' or ')}`;
    case 'contains':
      return `contains ${show(test.value)}`;
    case 'exists':
      return 'is there';
    case 'gte':
      return `is at least ${test.bound}`;
    case 'lte':
      return `is at most ${test.bound}`;
    case 'prefix':
      return `starts with ${show(test.prefix)}`;
    case 'param':
      return `equals the path's ":${test.name}"`;
  }
}

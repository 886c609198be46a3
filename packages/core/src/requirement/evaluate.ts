/**
 * The requirement phase: whether a principal meets what a route demands, and if not, what is missing.
 *
 * Denies: `scope_insufficient`, `permission_missing`, `role_missing`, `group_missing`, `claim_unmet`,
 * `step_up_required`, `issuer_not_accepted`, `client_not_accepted`.
 * Trust: the principal is verified. Only what is present and of the right type meets a condition.
 * Spec: RFC 6750 section 3.1, RFC 9470 section 3.
 */
import { readClaim } from '../claims/path.ts';
import { isDeclaredIncomplete } from '../claims/principal.ts';
import type { Denial, Principal } from '../decision/decision.ts';
import type { Reason } from '../decision/reasons.ts';
import type { Scalar } from '../document/policy.ts';
import type { ClaimTest, ManyFact, Requirement } from './requirement.ts';

type Leaf = Exclude<Requirement, { readonly kind: 'allOf' | 'anyOf' }>;
type ClaimLeaf = Extract<Requirement, { readonly kind: 'claim' }>;

/** What a tree found missing, and every scope its chosen branches ask for. */
interface Verdict {
  readonly unmet: readonly Leaf[];
  readonly scopes: readonly string[];
}

const NOBODY: Principal = {
  ...{ issuer: '', iss: '', subject: null, clientId: null, tenant: null, tokenId: null, issuedAt: null },
  ...{ scopes: [], permissions: [], roles: [], groups: [], expiresAt: 0, claims: {} },
};

const MANY_REASONS: Readonly<Record<ManyFact, Reason>> = {
  scopes: 'scope_insufficient',
  permissions: 'permission_missing',
  roles: 'role_missing',
  groups: 'group_missing',
};

/** Judges a requirement; null when it is met, else the first unmet leaf of the branch nearest to being met. */
export function checkRequirement(
  requirement: Requirement,
  principal: Principal,
  params: Readonly<Record<string, string>>,
): Denial | null {
  if (isMet(requirement, principal, params)) return null;
  const verdict = judge(requirement, principal, params);
  // Throws for an empty list: what is not met lacks something.
  const first = verdict.unmet.reduce((earliest) => earliest);
  const reason = toReason(first);
  return {
    reason,
    about: toAbout(first),
    ...(reason === 'scope_insufficient' ? { scopes: [...new Set(verdict.scopes)] } : {}),
    ...(reason === 'step_up_required' ? { acrValues: toAcrValues(first) } : {}),
  };
}

/** Judges several requirements that must all be met, as one: `scope=` then names the scopes of every one of them. */
export function checkRequirements(
  requirements: readonly Requirement[],
  principal: Principal,
  params: Readonly<Record<string, string>>,
): Denial | null {
  const [first] = requirements;
  if (first === undefined) return null;
  return checkRequirement(requirements.length === 1 ? first : { kind: 'allOf', of: requirements }, principal, params);
}

/**
 * The scopes to ask for before there is a token: those of the branch nearest for somebody who holds nothing, none where
 * it names no scope.
 */
export function listWantedScopes(requirement: Requirement): readonly string[] {
  return [...new Set(judge(requirement, NOBODY, {}).scopes)];
}

/** Whether everything holds that is demanded. What lets a request pass is this; `judge` says why one does not. */
function isMet(requirement: Requirement, principal: Principal, params: Readonly<Record<string, string>>): boolean {
  assertDemanding(requirement);
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.every((part) => isMet(part, principal, params));
    case 'anyOf':
      return requirement.of.some((part) => isMet(part, principal, params));
    default:
      return isLeafMet(requirement, principal, params);
  }
}

function judge(requirement: Requirement, principal: Principal, params: Readonly<Record<string, string>>): Verdict {
  switch (requirement.kind) {
    case 'allOf': {
      const verdicts = requirement.of.map((part) => judge(part, principal, params));
      return { unmet: verdicts.flatMap((part) => part.unmet), scopes: verdicts.flatMap((part) => part.scopes) };
    }
    case 'anyOf': {
      // The fewest unmet leaves, the first in document order on a tie.
      const verdicts = requirement.of.map((part) => judge(part, principal, params));
      const nearest = verdicts.reduce((best, part) => (part.unmet.length < best.unmet.length ? part : best));
      return nearest;
    }
    default:
      return {
        unmet: isLeafMet(requirement, principal, params) ? [] : [requirement],
        scopes: requirement.kind === 'many' && requirement.fact === 'scopes' ? toWantedScopes(requirement) : [],
      };
  }
}

/** Where each kind keeps what it demands. */
const DEMANDS = { allOf: 'of', anyOf: 'of', many: 'values', claim: 'tests', issuer: 'names', client: 'ids' } as const;

/**
 * Throws for a requirement that demands nothing: `every` over an empty list would be met by everyone (D-002).
 *
 * No policy that loads holds one; what a damaged build holds must not open a route.
 */
export function assertDemanding(requirement: Requirement): void {
  const list: unknown = Reflect.get(requirement, DEMANDS[requirement.kind]);
  if (!Array.isArray(list) || list.length === 0) throw new TypeError('A requirement demands nothing.');
}

function toWantedScopes({ mode, values }: Extract<Requirement, { readonly kind: 'many' }>): readonly string[] {
  return mode === 'all' ? values : values.slice(0, 1);
}

function isLeafMet(leaf: Leaf, principal: Principal, params: Readonly<Record<string, string>>): boolean {
  switch (leaf.kind) {
    case 'many': {
      const held = principal[leaf.fact];
      return leaf.mode === 'all'
        ? leaf.values.every((value) => held.includes(value))
        : leaf.values.some((value) => held.includes(value));
    }
    case 'issuer':
      return leaf.names.includes(principal.issuer);
    case 'client':
      return principal.clientId !== null && leaf.ids.includes(principal.clientId);
    case 'claim': {
      const value = readConditionValue(leaf, principal);
      return value !== undefined && leaf.tests.every((test) => holds(test, value, params));
    }
  }
}

/** The value a claim condition looks at; undefined when absent or declared incomplete, which meets nothing. */
export function readConditionValue(leaf: ClaimLeaf, principal: Principal): unknown {
  return isDeclaredIncomplete(principal.claims, leaf.claim) ? undefined : readClaim(principal.claims, leaf.claim);
}

/** Whether one test holds for a present value. Numbers must be finite; equality is strict in type and code point. */
export function holds(test: ClaimTest, value: unknown, params: Readonly<Record<string, string>>): boolean {
  switch (test.kind) {
    case 'anyOf':
      return isScalar(value) && test.values.includes(value);
    case 'noneOf':
      return isScalar(value) && !test.values.includes(value);
    case 'contains':
      return Array.isArray(value) && value.includes(test.value);
    case 'exists':
      return value !== null;
    case 'gte':
      return isFiniteNumber(value) && value >= test.bound;
    case 'lte':
      return isFiniteNumber(value) && value <= test.bound;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(test.prefix);
    case 'param':
      return typeof value === 'string' && Object.hasOwn(params, test.name) && params[test.name] === value;
  }
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || isFiniteNumber(value);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function toReason(leaf: Leaf): Reason {
  switch (leaf.kind) {
    case 'many':
      return MANY_REASONS[leaf.fact];
    case 'issuer':
      return 'issuer_not_accepted';
    case 'client':
      return 'client_not_accepted';
    case 'claim':
      return leaf.claim.text === 'acr' || leaf.claim.text === 'auth_time' ? 'step_up_required' : 'claim_unmet';
  }
}

function toAbout(leaf: Leaf): string {
  if (leaf.kind === 'many') return leaf.fact;
  return leaf.kind === 'claim' ? leaf.claim.text : leaf.kind;
}

/** The `acr` values that would do, for the challenge (RFC 9470 section 3). */
function toAcrValues(leaf: Leaf): readonly string[] {
  if (leaf.kind !== 'claim' || leaf.claim.text !== 'acr') return [];
  return leaf.tests
    .flatMap((test) => (test.kind === 'anyOf' ? test.values : []))
    .filter((value) => typeof value === 'string');
}
